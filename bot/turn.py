"""The next turn of a chat: its version goes up, and what is known of it is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col

from bot.inbox import LostLease
from models import Chat, Tx

_UNMOVED = update(Chat).where(col(Chat.id) == bindparam("key"), col(Chat.version) == bindparam("seen"))
_IGNORING = _UNMOVED.values(version=Chat.version + 1).execution_options(synchronize_session=False)
WRITTEN = (
    "profile_name", "language", "other_language", "memory", "store_id", "seller_id", "customer_id", "user_id",
    "last_inbound_at", "waiting", "topic", "not_understood", "greeted_at",
)  # fmt: skip
_TAKING = _UNMOVED.values(
    version=Chat.version + 1, unreachable="", **{name: bindparam(f"new_{name}") for name in WRITTEN}
).returning(col(Chat.window_closed_at))


def pass_turn(tx: Tx, chat_id: int, version: int) -> None:
    """Let a chat move on with nothing said in it. Raises `LostLease` when it has moved on since it was seen."""
    if not tx.changed_one(_IGNORING, {"key": chat_id, "seen": version}):
        raise LostLease


def known(chat: Chat) -> dict[str, Any]:
    """What is known of a chat, written or not."""
    return {name: getattr(chat, name) for name in WRITTEN}


def note(chat: Chat, **known: Any) -> None:
    """Know this of a chat from now on; its turn writes it, and no statement before."""
    for name, value in known.items():
        set_committed_value(chat, name, value)


def take_turn(tx: Tx, chat: Chat, version: int) -> datetime | None:
    """Write what is known of a chat that was seen at a version: since when the provider says that its window is closed.

    Raises `LostLease` as `pass_turn` does.
    """
    values = {f"new_{name}": value for name, value in known(chat).items()}
    found = tx.rows(_TAKING, {"key": chat.id, "seen": version, **values})
    if not found:
        raise LostLease
    closed_at: datetime | None = found[0][0]
    return closed_at


def opened_at(seen: Chat, came: datetime) -> datetime:
    """Since when free text may go: by the time the message came, not by when it was taken up, since after an outage
    hours may lie between."""
    return came if seen.last_inbound_at is None else max(seen.last_inbound_at, came)
