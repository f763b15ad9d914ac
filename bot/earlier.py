"""What the shop said in a chat before: read together with the chat when a message comes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, load_only
from sqlmodel import col

from bot.window import WINDOW
from models import Chat, OutboxMessage

SHOWN = ("state", "held", "purpose", "choices", "media_url", "text", "block", "gathers")


@dataclass(frozen=True, slots=True)
class Earlier:
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


def with_earlier(chats: Any) -> Any:
    """The same query for a chat, which tells its newest message and whether one is held too."""
    newer, held = aliased(OutboxMessage), aliased(OutboxMessage)
    newest = select(col(newer.id)).where(col(newer.chat_id) == Chat.id).order_by(col(newer.id).desc()).limit(1)
    waits = (col(held.chat_id) == Chat.id, col(held.state) == "new", col(held.held) == WINDOW)
    shown = load_only(*(getattr(OutboxMessage, name) for name in SHOWN))
    chats = chats.outerjoin(OutboxMessage, col(OutboxMessage.id) == newest.scalar_subquery())
    return chats.add_columns(OutboxMessage, exists().where(*waits)).options(shown)


def unsent_key(chat_id: int) -> Hashable:
    """Where a transaction keeps the newest message of a chat that has not left yet."""
    return "unsent", chat_id
