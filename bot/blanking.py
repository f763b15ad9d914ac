"""Forgetting words that nobody may read later, such as a PIN."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col

from bot.inbox import Message
from models import InboxMessage, Tx


def blank(tx: Tx, message: Message) -> None:
    """Take the words out of a message that is kept: its text, its raw form and what was understood of it."""
    raw = {**message.raw, "Body": ""}
    mine = update(InboxMessage).where(col(InboxMessage.id) == message.id)
    tx.changed(mine.values(text="", raw=raw, understood={"source": "secret"}))
