"""Chats in which a person of the store answers instead of the bot."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, func, select

from models import Chat, Customer, Store, Tx
from shop.names import name_key


@dataclass(frozen=True, slots=True)
class Talk:
    """A customer's chat with a store."""

    chat: Chat
    customer: Customer


def waiting(tx: Tx, store: Store, most: int = 10) -> list[Talk]:
    """The chats that were handed over, the longest waiting first."""
    mine = select(Chat, Customer).join(Customer).where(col(Chat.store_id) == store.id)
    rows = tx.exec(mine.where(col(Chat.handed_over_at).is_not(None)).order_by(col(Chat.handed_over_at)).limit(most))
    return [Talk(chat, customer) for chat, customer in rows]


def of_customer(tx: Tx, store: Store, name: str, most: int = 5) -> list[Talk]:
    """The chats of customers whose name contains this, who wrote last first."""
    wanted = name_key(name).replace("\\", "").replace("%", "").replace("_", "")
    mine = select(Chat, Customer).join(Customer).where(col(Chat.store_id) == store.id)
    mine = mine.where(func.lower(col(Customer.name)).like(f"%{wanted}%"))
    rows = tx.exec(mine.order_by(col(Chat.last_inbound_at).desc()).limit(most))
    return [Talk(chat, customer) for chat, customer in rows]


def talk_of(tx: Tx, store: Store, chat_id: int | None) -> Talk | None:
    """The chat of that id, if a customer of this store has it."""
    mine = select(Chat, Customer).join(Customer).where(col(Chat.id) == chat_id, col(Chat.store_id) == store.id)
    row = tx.exec(mine).first()
    return Talk(*row) if row else None
