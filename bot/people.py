"""Who writes in a chat: in which store, as customer or in a role. Identity comes from the channel, never from words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.render import languages
from models import Chat, Customer, Store, Tx, User
from shop import countries, people, stores
from shop.actors import Actor
from values import Address


@dataclass(frozen=True, slots=True)
class Who:
    """A person in a chat. Without a store he has not chosen one yet; without a customer he was never seen there."""

    store: Store | None
    user: User | None
    customer: Customer | None
    actor: Actor

    @property
    def is_seller(self) -> bool:
        """Whether he writes as somebody who works in the store."""
        return self.actor.kind == "user"


def who_is(tx: Tx, chat: Chat, now: datetime) -> Who:
    """The person behind a chat and the store the chat is about."""
    address = Address(chat.channel, chat.address)
    user = people.find_user(tx, address)
    store, role = _store_and_role(tx, chat, user)
    customer = people.find_customer(tx, store.seller_id, address) if store else None
    as_customer = chat.as_customer_until is not None and chat.as_customer_until > now
    if user is None or role is None or as_customer:
        return Who(store, user, customer, Actor.customer(customer.id if customer else 0))
    return Who(store, user, customer, Actor.user(user.id, role))


def _store_and_role(tx: Tx, chat: Chat, user: User | None) -> tuple[Store | None, str | None]:
    own = stores.store_by_number(tx, chat.business)
    if own is not None:
        return own, people.role_in(tx, own, user) if user else None
    chosen = tx.get(Store, chat.store_id) if chat.store_id else None
    if user is None:
        return chosen, None
    works_in = people.stores_of_user(tx, user)
    if chosen is not None:
        return chosen, next((role for store, role in works_in if store.id == chosen.id), None)
    return works_in[0] if works_in else (None, None)


def language_of_person(chat: Chat, who: Who) -> str:
    """The language to speak to him: what the chat remembers, then the person, then the store, then his number."""
    if chat.language:
        return chat.language
    person = who.user if who.is_seller else who.customer
    if person is not None and person.language:
        return person.language
    return who.store.language if who.store else language_of_number(chat.address)


def language_of_number(external_id: str) -> str:
    """The language most likely spoken at a number, English where it tells nothing."""
    proposal = countries.propose(external_id, languages())
    return proposal.languages[0] if proposal else "en"
