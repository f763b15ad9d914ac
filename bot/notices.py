"""Telling others than who wrote: customers of the store and the people who work there, each in his own language."""

from __future__ import annotations

from sqlmodel import select

from bot.context import Context, Notice
from bot.outgoing import Bubble
from bot.runtime import runtime
from bot.speech import Envelope, Voice, spoken, write
from models import Chat, Customer, Store, Tx, User, new_chat
from shop import people
from values import Address


def queue(context: Context) -> None:
    """Write the notices of a message into the outbox of the chats they are for."""
    for notice in context.notices:
        for chat, language in _chats(context, notice):
            voice = Voice(language, context.now, context.zone)
            tell(context.tx, chat, [notice.bubble], voice, Envelope(purpose=notice.purpose))


def tell(tx: Tx, chat: Chat, bubbles: list[Bubble], voice: Voice, envelope: Envelope) -> None:
    """Say something in a chat that did not ask for it."""
    for said in spoken(tx, chat, bubbles, voice):
        write(tx, chat, said, voice, envelope)


def _chats(context: Context, notice: Notice) -> list[tuple[Chat, str]]:
    store = context.store
    if notice.customer_id is not None:
        customer = context.tx.session.get_one(Customer, notice.customer_id)
        return customer_chats(context.tx, store, customer, context.chat.business)
    found = staff_chats(context.tx, store, notice.least_role, context.chat.business)
    return [(chat, language) for chat, language in found if chat.id != context.chat.id]


def customer_chats(tx: Tx, store: Store, customer: Customer, business: str = "") -> list[tuple[Chat, str]]:
    """The chat in which a customer is reached and its language: the newest of his addresses."""
    for address in people.addresses_of_customer(tx, customer.id):
        chat = chat_with(tx, address, store, business)
        return [(chat, chat.language or customer.language or store.language)]
    return []


def staff_chats(tx: Tx, store: Store, least_role: str, business: str = "") -> list[tuple[Chat, str]]:
    """The chats of everybody who works in a store in at least that role, with their languages."""
    found = []
    for user, _role in people.staff_of(tx, store, least_role):
        found += [(chat, chat.language or user.language) for chat in _user_chats(tx, user, store, business)]
    return found


def _user_chats(tx: Tx, user: User, store: Store, business: str) -> list[Chat]:
    addresses = people.addresses_of_user(tx, user.id)
    return [chat_with(tx, address, store, business) for address in addresses[-1:]]


def business_of(store: Store, business: str = "") -> str:
    """The business address a store writes from: its own number, or the shared one."""
    return store.number or runtime().settings.twilio_number or business


def chat_with(tx: Tx, address: Address, store: Store, business: str) -> Chat:
    """The chat of an address with a store, made if nobody wrote in it yet; `business` where the store has no number."""
    names = (address.channel, address.external_id, business_of(store, business))
    tx.insert_once(Chat, new_chat(*names))
    known = dict(zip(("channel", "address", "business"), names, strict=True))
    chat = tx.exec(select(Chat).filter_by(**known)).one()
    if chat.store_id is None:
        chat.store_id, chat.seller_id = store.id, store.seller_id
        tx.save(chat)
    return chat
