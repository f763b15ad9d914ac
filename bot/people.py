"""Who writes in a chat: in which store, as customer or in a role. Identity comes from the channel, never from words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.earlier import Earlier, with_earlier
from bot.render import languages
from models import Chat, Customer, CustomerAddress, InboxMessage, Staff, Store, Tx, User, UserAddress
from shop import countries, people
from shop.actors import Actor
from values import Address


class Who(Struct, frozen=True):
    """A person in a chat. Without a store he has not chosen one yet; without a customer he was never seen there."""

    store: Store | None
    user: User | None
    customer: Customer | None
    actor: Actor

    @property
    def is_seller(self) -> bool:
        """Whether he writes as somebody who works in the store."""
        return self.actor.kind == "user"


def _arriving() -> Any:
    """A chat with its store (whose number it is, or else the one chosen), and the person by both his roles; whose
    account is closed or suspended works nowhere."""
    own = aliased(Store)
    whose = select(col(own.id)).where(col(own.number) == col(Chat.business)).scalar_subquery()
    works = and_(col(UserAddress.channel) == Chat.channel, col(UserAddress.external_id) == Chat.address)
    buys = and_(
        col(CustomerAddress.seller_id) == Store.seller_id,
        col(CustomerAddress.channel) == Chat.channel,
        col(CustomerAddress.external_id) == Chat.address,
    )
    more = and_(col(InboxMessage.chat_id) == Chat.id, col(InboxMessage.state) == "new")
    return with_earlier(
        select(Chat, Store, User, col(Staff.role), Customer, exists().where(more))
        .select_from(Chat)
        .outerjoin(Store, col(Store.id) == func.coalesce(whose, Chat.store_id))
        .outerjoin(UserAddress, works)
        .outerjoin(User, and_(col(User.id) == UserAddress.user_id, col(User.state) == "active"))
        .outerjoin(Staff, and_(col(Staff.store_id) == Store.id, col(Staff.user_id) == User.id))
        .outerjoin(CustomerAddress, buys)
        .outerjoin(Customer, col(Customer.id) == CustomerAddress.customer_id)
        .where(col(Chat.id) == bindparam("chat"))
    )


_ARRIVING = _arriving()


class Arrival(Struct, frozen=True):
    """A chat with the person behind it, what was said in it before, and whether another message waits in it."""

    chat: Chat
    who: Who
    earlier: Earlier
    more: bool


def who_comes(tx: Tx, chat_id: int, now: datetime) -> Arrival:
    """A chat, the person behind it and the store it is about, read at once."""
    chat, *rest, more, newest, holds = tx.session.execute(_ARRIVING, {"chat": chat_id}).one()
    return Arrival(chat, _who(tx, chat, tuple(rest), now), Earlier(newest, holds), more)


def _who(tx: Tx, chat: Chat, found: Any, now: datetime) -> Who:
    store, user, role, customer = found
    if store is None and user is not None:
        works_in = people.stores_of_user(tx, user)
        store, role = works_in[0] if works_in else (None, None)
        customer = _customer(tx, store, chat)
    as_customer = chat.as_customer_until is not None and chat.as_customer_until > now
    if user is None or role is None or as_customer:
        return Who(store, user, customer, Actor.customer(customer.id if customer else 0))
    return Who(store, user, customer, Actor.user(user.id, role))


def _customer(tx: Tx, store: Store | None, chat: Chat) -> Customer | None:
    return people.find_customer(tx, store.seller_id, Address(chat.channel, chat.address)) if store else None


def in_human_hands(chat: Chat, who: Who) -> bool:
    """Whether a customer's messages are for the people of the store alone, so that the bot keeps quiet."""
    if who.is_seller:
        return False
    silent = who.store is not None and who.store.silent_since is not None
    return silent or chat.handed_over_at is not None


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
