"""Held messages that are true no more when they could go at last: the order they announce was called off."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from bot.window import WINDOW
from models import Chat, Order, OutboxMessage, Tx

# What tells the store of a new order that waits for it.
ANNOUNCE = ("customer/order:new_notice", "clock:order_waits")
_DROPPED = {"state": "ignored", "error": "the order was called off before this could go"}


_RELEASING = (
    update(OutboxMessage)
    .where(col(OutboxMessage.chat_id) == bindparam("chat"))
    .where(col(OutboxMessage.state) == "new", col(OutboxMessage.held) == WINDOW)
    .values(held="", retry_at=None)
    .returning(*map(col, (OutboxMessage.id, OutboxMessage.store_id, OutboxMessage.block, OutboxMessage.text)))
)


def release_held(tx: Tx, chat: Chat) -> None:
    """Let go what was held back for a chat, since its window is open again, but no announcement of an order that nobody
    can take any more."""
    for key, store_id, block, text in tx.rows(_RELEASING, {"chat": chat.id}):
        if block in ANNOUNCE and _is_over(tx, store_id, text):
            tx.changed(update(OutboxMessage).where(col(OutboxMessage.id) == key).values(_DROPPED))


def _is_over(tx: Tx, store_id: int | None, text: str) -> bool:
    number = re.search(r"#(\d+)", text)
    mine = (col(Order.store_id) == store_id, col(Order.number) == int(number[1] if number else 0))
    return tx.exec(select(Order.state).where(*mine)).first() == "cancelled"
