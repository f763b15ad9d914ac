"""Chats that wait for a person: an honest word when nobody comes, and back to the bot when nobody needs it any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlmodel import col

from bot.commands import Staff
from bot.notices import staff_chats, tell
from bot.outgoing import Bubble
from bot.speech import Envelope, Voice
from models import Chat, Customer, OutboxMessage, Store, Tx, reading, transaction
from shop.finding import is_due
from shop.opening import is_open

PATIENCE = timedelta(minutes=15)
IDLE = timedelta(hours=12)
AREA, WAITING, REMINDER = "clock", "human_waiting", "human_reminder"
# What the store says in a customer's chat comes out of this area.
BY_STORE = "seller/chat:%"


def unanswered_now(now: datetime, limit: int) -> list[int]:
    """Chats handed over a while ago in which nobody of the store has written and nobody was reminded."""
    late = (col(Chat.handed_over_at) <= now - PATIENCE, col(Chat.store_id).is_not(None))
    found = select(col(Chat.id)).where(*late, ~_since(BY_STORE), ~_since(f"{AREA}:{WAITING}"))
    with reading() as tx:
        return list(_of_open_stores(tx, found, now))[:limit]


def _since(block: str) -> ColumnElement[bool]:
    """Whether a message of that kind has gone into the chat since it was handed over."""
    return exists().where(
        col(OutboxMessage.chat_id) == Chat.id,
        col(OutboxMessage.created_at) >= Chat.handed_over_at,
        col(OutboxMessage.block).like(block),
    )


def _of_open_stores(tx: Tx, found: Any, now: datetime) -> Iterator[int]:
    """Those of stores that have been open for as long as people wait: at night nobody expects an answer."""
    for key in list(tx.session.execute(found.order_by(col(Chat.id))).scalars()):
        store = tx.session.get_one(Store, tx.session.get_one(Chat, key).store_id)
        if is_due(_was_open, tx, store, now):
            yield key


def _was_open(tx: Tx, store: Store, now: datetime) -> bool:
    return is_open(tx, store, now) and is_open(tx, store, now - PATIENCE)


def remind(chat_id: int, now: datetime) -> None:
    """Tell the customer that nobody has come yet and what he can do, and the store that somebody waits; once."""
    with transaction() as tx:
        chat = _locked(tx, chat_id)
        still = select(col(Chat.id)).where(col(Chat.id) == chat_id, ~_since(BY_STORE), ~_since(f"{AREA}:{WAITING}"))
        if chat.handed_over_at is None or tx.session.execute(still).first() is None:
            return
        store = tx.session.get_one(Store, chat.store_id)
        voice = Voice(chat.language or store.language, now, store.timezone)
        waiting = Bubble(AREA, WAITING, {"store": store.name})
        tell(tx, chat, [waiting], voice, Envelope(purpose="order", store_id=store.id))
        minutes = int((now - chat.handed_over_at).total_seconds() // 60)
        values = {"customer": _name(tx, chat), "minutes": minutes}
        for staff, language in staff_chats(tx, store, Staff):
            voice = Voice(language, now, store.timezone)
            tell(tx, staff, [Bubble(AREA, REMINDER, values)], voice, Envelope(purpose="notice", store_id=store.id))


def idle_now(now: datetime, limit: int) -> list[int]:
    """Handed-over chats in which nobody has written for half a day."""
    quiet = or_(col(Chat.last_inbound_at).is_(None), col(Chat.last_inbound_at) <= now - IDLE)
    spoken = exists().where(
        col(OutboxMessage.chat_id) == Chat.id,
        col(OutboxMessage.created_at) > now - IDLE,
        col(OutboxMessage.block).like(BY_STORE),
    )
    found = select(col(Chat.id)).where(col(Chat.handed_over_at) <= now - IDLE, quiet, ~spoken)
    with reading() as tx:
        return list(tx.session.execute(found.order_by(col(Chat.id)).limit(limit)).scalars())


def give_back(chat_id: int, now: datetime) -> None:
    """Let the bot answer in a chat again. Nobody is told: half a day later it may be night."""
    with transaction() as tx:
        chat = _locked(tx, chat_id)
        if chat.handed_over_at is None or chat.handed_over_at > now - IDLE:
            return
        chat.handed_over_at = None
        tx.save(chat)


def _locked(tx: Tx, chat_id: int) -> Chat:
    mine = select(Chat).where(col(Chat.id) == chat_id).with_for_update()
    found: Chat = tx.session.execute(mine.execution_options(populate_existing=True)).scalar_one()
    return found


def _name(tx: Tx, chat: Chat) -> str:
    customer = tx.get(Customer, chat.customer_id) if chat.customer_id else None
    return (customer.name if customer else "") or chat.profile_name
