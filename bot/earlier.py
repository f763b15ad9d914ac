"""What the shop said in a chat before: read together with the chat when a message comes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, exists, func, select, union_all
from sqlalchemy.orm import aliased, load_only
from sqlmodel import col

from bot.window import WINDOW
from models import Chat, OutboxMessage
from models.messages import OUTBOX_STATES

SHOWN = ("state", "held", "purpose", "choices", "media_url", "text", "block", "gathers")


class Earlier(Struct, frozen=True):
    """The newest message of ours, and whether any waits for the window to open."""

    newest: OutboxMessage | None
    holds: bool

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What the newest message lets the person choose from."""
        return self.newest.choices if self.newest else []

    @property
    def unsent(self) -> OutboxMessage | None:
        """The newest message if it has not left yet: before one that left only such remain as wait for something."""
        return self.newest if self.newest and self.newest.state == "new" else None


def _newest() -> Any:
    """The newest message of a chat, by the newest of each state: that is what the index has at its ends, however many
    messages there are."""
    newer = aliased(OutboxMessage)
    mine = select(func.max(newer.id).label("id")).where(col(newer.chat_id) == bindparam("chat"))
    ends = union_all(*(mine.where(col(newer.state) == state) for state in OUTBOX_STATES)).subquery()
    return select(func.max(ends.c.id)).scalar_subquery()


def with_earlier(chats: Any) -> Any:
    """The query for the chat that is its parameter, which tells its newest message and whether one is held too."""
    held = aliased(OutboxMessage)
    waits = (col(held.chat_id) == Chat.id, col(held.state) == "new", col(held.held) == WINDOW)
    shown = load_only(*(getattr(OutboxMessage, name) for name in SHOWN))
    chats = chats.outerjoin(OutboxMessage, col(OutboxMessage.id) == _newest())
    return chats.add_columns(OutboxMessage, exists().where(*waits)).options(shown)


def unsent_key(chat_id: int) -> Hashable:
    """Where a transaction keeps the newest message of a chat that has not left yet."""
    return "unsent", chat_id
