"""Telling others than who wrote: customers of the store and the people who work there, each in his own language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.context import Context, Notice
from bot.outgoing import Bubble
from bot.runtime import runtime
from bot.speech import Envelope, Voice, spoken, write
from models import Chat, Customer, Staff, Store, Tx, User, UserAddress, new_chat
from shop import people
from shop.actors import RANKS
from values import Address


def queue(context: Context) -> None:
    """Write the notices of a message into the outbox of the chats they are for."""
    # What is said to several is written to the outbox at once, at the end.
    with context.tx.session.no_autoflush:
        for notice in context.notices:
            envelope = Envelope(purpose=notice.purpose, store_id=context.store.id)
            for chat, language in _chats(context, notice):
                voice = Voice(language, context.now, context.zone)
                tell(context.tx, chat, [notice.bubble], voice, envelope)


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
    """The chats of everybody who works in a store in at least that role, owners first, each by the person's newest
    address, with their languages."""
    rows = tx.session.execute(_STAFF, {"store": store.id, "business": business_of(store, business)}).all()
    told = sorted((row for row in rows if RANKS[row[0]] >= RANKS[least_role]), key=lambda row: -RANKS[row[0]])
    found = []
    for _role, language, channel, address, known in told:
        chat = _of_store(tx, known, store) if known else chat_with(tx, Address(channel, address), store, business)
        found.append((chat, chat.language or language))
    return found


def _staff() -> Any:
    newer = aliased(UserAddress)
    newest = select(func.max(newer.id)).where(col(newer.user_id) == col(User.id)).scalar_subquery()
    theirs = and_(
        col(Chat.channel) == UserAddress.channel,
        col(Chat.address) == UserAddress.external_id,
        col(Chat.business) == bindparam("business"),
    )
    return (
        select(*map(col, (Staff.role, User.language, UserAddress.channel, UserAddress.external_id)), Chat)
        .select_from(Staff)
        .join(User, col(User.id) == Staff.user_id)
        .join(UserAddress, col(UserAddress.id) == newest)
        .outerjoin(Chat, theirs)
        .where(col(Staff.store_id) == bindparam("store"), col(User.state) == "active")
        .order_by(col(User.id))
    )


_STAFF = _staff()


def business_of(store: Store, business: str = "") -> str:
    """The business address a store writes from: its own number, or the shared one."""
    return store.number or runtime().settings.twilio_number or business


def chat_with(tx: Tx, address: Address, store: Store, business: str) -> Chat:
    """The chat of an address with a store, made if nobody wrote in it yet; `business` where the store has no number."""
    names = (address.channel, address.external_id, business_of(store, business))
    mine = select(Chat).filter_by(**dict(zip(("channel", "address", "business"), names, strict=True)))
    known = tx.session.execute(mine).scalar_one_or_none()
    if known is None:
        tx.insert_once(Chat, new_chat(*names))
        known = tx.session.execute(mine).scalar_one()
    return _of_store(tx, known, store)


def _of_store(tx: Tx, chat: Chat, store: Store) -> Chat:
    if chat.store_id is None:
        chat.store_id, chat.seller_id = store.id, store.seller_id
        tx.save(chat)
    return chat
