"""The last words of a chat, for somebody who takes it over."""

from __future__ import annotations

from msgspec import Struct
from sqlmodel import col, select

from models import Chat, InboxMessage, Tx

MOST_TEXT = 200


class Line(Struct, frozen=True):
    """What a person wrote: its kind (text, image …) and the words that came with it, or that a voice note told."""

    kind: str
    text: str


def last_lines(tx: Tx, chat: Chat, most: int = 5) -> tuple[Line, ...]:
    """The newest messages that came in, the oldest of them first."""
    mine = select(InboxMessage).where(col(InboxMessage.chat_id) == chat.id)
    rows = list(tx.exec(mine.order_by(col(InboxMessage.id).desc()).limit(most)))
    return tuple(Line(row.kind, _words(row)[:MOST_TEXT]) for row in reversed(rows))


def _words(row: InboxMessage) -> str:
    return row.text or str((row.understood or {}).get("heard", ""))
