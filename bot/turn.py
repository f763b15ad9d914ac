"""The next turn of a chat: its version goes up, what it is known by is written, and its window opens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import col

from bot import outbox, window
from bot.inbox import LostLease
from bot.stale import drop_stale
from models import Chat, Tx

_UNMOVED = update(Chat).where(col(Chat.id) == bindparam("key"), col(Chat.version) == bindparam("seen"))
_IGNORING = _UNMOVED.values(version=Chat.version + 1).execution_options(synchronize_session=False)
NOTED = (
    "profile_name", "language", "other_language", "memory", "store_id", "seller_id", "customer_id", "user_id",
    "last_inbound_at",
)  # fmt: skip
_TAKING = (
    _UNMOVED.values(version=Chat.version + 1, unreachable="", **{name: bindparam(f"new_{name}") for name in NOTED})
    .returning(Chat)
    .execution_options(synchronize_session=False)
)


def pass_turn(tx: Tx, seen: Chat) -> None:
    """Let a chat move on with nothing said in it. Raises `LostLease` when it has moved on since it was seen."""
    if not tx.changed_one(_IGNORING, {"key": seen.id, "seen": seen.version}):
        raise LostLease


def take_turn(tx: Tx, seen: Chat, noted: Mapping[str, Any]) -> Chat:
    """The chat as it is now, with what is to be noted of it. Raises `LostLease` as `pass_turn` does."""
    values = {f"new_{name}": noted[name] for name in NOTED}
    chat: Chat | None = tx.session.execute(
        _TAKING, {"key": seen.id, "seen": seen.version, **values}
    ).scalar_one_or_none()
    if chat is None:
        raise LostLease
    return chat


def opened_at(seen: Chat, came: datetime) -> datetime:
    """Since when free text may go: by the time the message came, not by when it was taken up, since after an outage
    hours may lie between."""
    return came if seen.last_inbound_at is None else max(seen.last_inbound_at, came)


def open_window(tx: Tx, seen: Chat, chat: Chat, holds: bool, now: datetime) -> None:
    """Let go what was held back until the person writes. Nothing is while the window was open all the time and nothing
    had been."""
    if holds or not window.is_open(seen, now) or seen.window_closed_at != chat.window_closed_at:
        drop_stale(tx, chat)
        outbox.release_held(tx, chat.id)
