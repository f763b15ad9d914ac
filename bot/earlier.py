"""What the shop said in a chat before: read once for a message that comes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased, load_only
from sqlmodel import col

from bot.window import WINDOW
from models import OutboxMessage, Tx

MOST = 50
SHOWN = ("state", "held", "purpose", "choices", "media_url", "text", "block", "gathers")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The choices of the newest message of ours, the newest that has not left yet, and whether any waits for the
    window to open."""

    choices: list[dict[str, Any]]
    unsent: OutboxMessage | None
    holds: bool


def _reading() -> Any:
    newer = aliased(OutboxMessage)
    newest = select(col(newer.id)).where(col(newer.chat_id) == bindparam("chat")).order_by(col(newer.id).desc())
    shown = load_only(*(getattr(OutboxMessage, name) for name in SHOWN))
    waits = or_(col(OutboxMessage.state) == "new", col(OutboxMessage.id) == newest.limit(1).scalar_subquery())
    mine = select(OutboxMessage).options(shown).where(col(OutboxMessage.chat_id) == bindparam("chat"), waits)
    return mine.order_by(col(OutboxMessage.id).desc()).limit(MOST)


_READING = _reading()


def read_earlier(tx: Tx, chat_id: int) -> Earlier:
    """What was said in a chat before."""
    rows = list(tx.session.execute(_READING, {"chat": chat_id}).scalars())
    waiting = [row for row in rows if row.state == "new"]
    return Earlier(
        choices=rows[0].choices if rows else [],
        unsent=waiting[0] if waiting else None,
        holds=any(row.held == WINDOW for row in waiting),
    )


def unsent_key(chat_id: int) -> Hashable:
    """Where a transaction keeps the newest message of a chat that has not left yet."""
    return "unsent", chat_id
