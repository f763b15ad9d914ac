"""Held messages that are true no more when they could go at last: the order they announce was called off."""

from __future__ import annotations

import re

from sqlalchemy import update
from sqlmodel import col, select

from models import Chat, Order, OutboxMessage, Tx

# What tells the store of a new order that waits for it.
ANNOUNCE = ("customer/order:new_notice", "clock:order_waits")
CALLED_OFF = "the order was called off before this could go"


def drop_stale(tx: Tx, chat: Chat) -> None:
    """Let no announcement of an order go that nobody can take any more."""
    held = (col(OutboxMessage.chat_id) == chat.id, col(OutboxMessage.state) == "new")
    rows = tx.exec(select(OutboxMessage).where(*held, col(OutboxMessage.block).in_(ANNOUNCE)))
    for row in [row for row in rows if row.held == "window" and _is_over(tx, chat, row.text)]:
        mine = (col(OutboxMessage.id) == row.id, col(OutboxMessage.state) == "new")
        tx.changed(update(OutboxMessage).where(*mine).values(state="ignored", error=CALLED_OFF))


def _is_over(tx: Tx, chat: Chat, text: str) -> bool:
    number = re.search(r"#(\d+)", text)
    mine = (col(Order.store_id) == chat.store_id, col(Order.number) == int(number[1] if number else 0))
    return tx.exec(select(Order.state).where(*mine)).first() == "cancelled"
