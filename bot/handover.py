"""Chats in which a person of the store answers instead of the bot."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, func, select

from models import Chat, Customer, OutboxMessage, Store, Tx
from shop.names import name_key


class Talk(Struct, frozen=True):
    """A customer's chat with a store."""

    chat: Chat
    customer: Customer


def waiting(tx: Tx, store: Store, most: int = 10) -> list[Talk]:
    """The chats that were handed over, the longest waiting first; while the bot is silent also those of customers who
    wrote since and were not answered."""
    mine = select(Chat, Customer).join(Customer).where(col(Chat.store_id) == store.id)
    wanted: ColumnElement[bool] = col(Chat.handed_over_at).is_not(None)
    if store.silent_since is not None:
        wanted = or_(wanted, and_(col(Chat.last_inbound_at) >= store.silent_since, ~_answered()))
    since = func.coalesce(col(Chat.handed_over_at), col(Chat.last_inbound_at))
    return [Talk(chat, customer) for chat, customer in tx.exec(mine.where(wanted).order_by(since).limit(most))]


def _answered() -> ColumnElement[bool]:
    """Whether something was said to a customer after he wrote."""
    mine = select(OutboxMessage.id).where(col(OutboxMessage.chat_id) == col(Chat.id))
    return mine.where(col(OutboxMessage.created_at) > col(Chat.last_inbound_at)).exists()


def of_customer(tx: Tx, store: Store, name: str, most: int = 5) -> list[Talk]:
    """The chats of customers whose name contains this, who wrote last first."""
    wanted = name_key(name).replace("\\", "").replace("%", "").replace("_", "")
    mine = select(Chat, Customer).join(Customer).where(col(Chat.store_id) == store.id)
    mine = mine.where(func.lower(col(Customer.name)).like(f"%{wanted}%"))
    rows = tx.exec(mine.order_by(col(Chat.last_inbound_at).desc().nulls_last()).limit(most))
    return [Talk(chat, customer) for chat, customer in rows]


def talk_of(tx: Tx, store: Store, chat_id: int | None) -> Talk | None:
    """The chat of that id, if a customer of this store has it."""
    mine = select(Chat, Customer).join(Customer).where(col(Chat.id) == chat_id, col(Chat.store_id) == store.id)
    row = tx.exec(mine).first()
    return Talk(*row) if row else None
