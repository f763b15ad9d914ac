"""The inbox: storing what arrives, and leasing, finishing and failing it with tokens that only one holder has."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Executable, bindparam, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import col

from bot.channels import Inbound
from bot.foremost import foremost, free, free_chats
from bot.together import Together
from models import Chat, InboxMessage, Tx, UTCDateTime, database, insert_new, new_chat, statement, transaction

MOST_ATTEMPTS = 5
_MOST_KNOWN = 20_000
# Stands in the raw form of a message that no webhook brought.
FOUND = "found in the list"

# A chat's row is made once and its id never changes, so the busiest need no look-up.
_known_chats: dict[tuple[int, str, str, str], int] = {}


class Message(Struct, frozen=True):
    """A message as it came: what answering it needs of its row."""

    id: int
    channel: str
    chat_id: int
    kind: str
    text: str
    payload: str
    reply_to: str
    media: list[dict[str, Any]]
    location: dict[str, Any] | None
    raw: dict[str, Any]
    received_at: datetime
    attempts: int


class Lease(Struct, frozen=True):
    """A message that this holder alone may finish, as long as its token stands in the row."""

    message: Message
    token: str

    @property
    def message_id(self) -> int:
        return self.message.id

    @property
    def chat_id(self) -> int:
        return self.message.chat_id

    @property
    def attempts(self) -> int:
        return self.message.attempts


class LostLease(Exception):
    """Somebody else took the message, or the chat moved on: what was done must be rolled back."""


def store(inbound: Inbound) -> tuple[int, bool]:
    """Keep a message that arrived: the chat's id, and whether it is new. A repeat changes nothing."""
    chat_id = _chat_id(inbound)
    return chat_id, _stored(_row(chat_id, inbound))


def _store(rows: Sequence[dict[str, Any]]) -> list[bool]:
    """Keep messages in one statement: which of them are new."""
    now = database.now()
    arrived = [row | {"received_at": row["received_at"] or now} for row in rows]
    kept = insert_new(InboxMessage, arrived, "channel", "external_id")
    fresh = set(kept)
    names = [(row["channel"], row["external_id"]) for row in rows]
    return [name in fresh and names.index(name) == place for place, name in enumerate(names)]


# Threads that store at the same moment do it together: a commit costs the same for one message and for eight.
_stored = Together(_store, one_by_one=(DataError, IntegrityError))


def _row(chat_id: int, inbound: Inbound) -> dict[str, Any]:
    return {
        "channel": inbound.channel,
        "external_id": inbound.external_id,
        "chat_id": chat_id,
        "kind": inbound.kind,
        "text": inbound.text,
        "payload": inbound.payload,
        "reply_to": inbound.reply_to,
        "media": [dict(medium) for medium in inbound.media],
        "location": inbound.location,
        "raw": dict(inbound.raw) | ({FOUND: True} if inbound.sent_at else {}),
        "received_at": inbound.sent_at,
        "state": "new",
        "attempts": 0,
        "error": "",
    }


def _chat_id(inbound: Inbound) -> int:
    key = (database.serial(), inbound.channel, inbound.address, inbound.business)
    if key not in _known_chats:
        with transaction() as tx:
            chat_id = _chat_row(tx, inbound)
        if len(_known_chats) >= _MOST_KNOWN:
            _known_chats.clear()
        _known_chats[key] = chat_id
    return _known_chats[key]


def _chat_row(tx: Tx, inbound: Inbound) -> int:
    names = (inbound.channel, inbound.address, inbound.business)
    made = tx.insert_once(Chat, new_chat(*names, inbound.profile_name))
    if made is not None:
        return made
    known = dict(zip(("channel", "address", "business"), names, strict=True))
    found: int = tx.session.execute(select(col(Chat.id)).filter_by(**known)).scalar_one()
    return found


def _taking() -> Any:
    now = bindparam("now", type_=UTCDateTime)
    values = {"state": "leased", "lease_token": bindparam("token"), "lease_until": bindparam("until")}
    taken = update(InboxMessage).where(col(InboxMessage.id) == foremost(InboxMessage), free(InboxMessage, now))
    taken = taken.values(**values, attempts=col(InboxMessage.attempts) + 1)
    return taken.returning(*(getattr(InboxMessage, name) for name in Message.__struct_fields__))


_TAKING = _taking()


def lease(chat_id: int, seconds: float) -> Lease | None:
    """Take the oldest open message of a chat; None when there is none, or when it is held or resting."""
    token = secrets.token_hex(16)
    with statement() as tx:
        now = tx.database_now()
        values = {"chat": chat_id, "token": token, "now": now, "until": now + timedelta(seconds=seconds)}
        found = tx.rows(_TAKING, values)
    return Lease(Message(*found[0]), token) if found else None


def renew(held: Lease, seconds: float) -> bool:
    """Hold a message longer; false when the lease was lost."""
    with statement() as tx:
        return tx.changed_one(*_mine(held, lease_until=tx.in_seconds(seconds)))


def finish(tx: Tx, held: Lease, understood: dict[str, Any], state: str = "done") -> None:
    """Mark a message answered, in the transaction of its effects.

    Raises `LostLease` when this holder's token no longer stands in the row.
    """
    values = {"done": state, "at": tx.database_now(), "how": understood, "key": held.message_id, "token": held.token}
    if not tx.changed_one(_FINISHING, values):
        raise LostLease


def rest_after(attempts: int) -> float:
    """Seconds that a message rests after that many failures."""
    return min(60.0, 0.5 * float(2**attempts))


def release(held: Lease, error: str, rest: float) -> None:
    """Let a message wait again, after that many seconds; nothing happens if it is no longer ours."""
    with statement() as tx:
        values = {"state": "new", "lease_token": None, "error": error, "retry_at": tx.in_seconds(rest)}
        tx.changed_one(*_mine(held, **values))


def fail(tx: Tx, held: Lease, error: str) -> None:
    """Give a message up: it stays, visible, until somebody retries it. Raises `LostLease` as `finish` does."""
    if not tx.changed_one(*_mine(held, state="failed", lease_token=None, error=error or "gave up")):
        raise LostLease


def retry(message_id: int) -> int | None:
    """Let a failed message wait for an answer again, also one that came too late: its chat's id, or None when it is not
    a failed one."""
    with transaction() as tx:
        again = (
            update(InboxMessage)
            .where(col(InboxMessage.id) == message_id, col(InboxMessage.state) == "failed")
            .values(state="new", attempts=0, retry_at=None, error="")
            .returning(col(InboxMessage.chat_id), col(InboxMessage.raw))
        )
        found = tx.rows(again)
        if found and FOUND in found[0].raw:
            raw = {name: value for name, value in found[0].raw.items() if name != FOUND}
            tx.changed(update(InboxMessage).where(col(InboxMessage.id) == message_id).values(raw=raw))
    return found[0].chat_id if found else None


_FREE_CHATS = free_chats(InboxMessage)


def chats_waiting(tx: Tx, limit: int) -> dict[int, str]:
    """Chats whose turn is a message that waits or whose holder was lost, each with its business number: of each number
    the longest waiting first, and the first of every number before the second of any."""
    found = tx.rows(_FREE_CHATS, {"now": tx.database_now(), "most": limit})
    return {row.chat_id: row.business for row in found}


_MINE = update(InboxMessage).where(
    col(InboxMessage.id) == bindparam("key"),
    col(InboxMessage.state) == "leased",
    col(InboxMessage.lease_token) == bindparam("token"),
)
_FINISHING = _MINE.values(
    state=bindparam("done"), done_at=bindparam("at"), understood=bindparam("how"), lease_token=None
).execution_options(synchronize_session=False)


def _mine(held: Lease, **values: Any) -> tuple[Executable, dict[str, Any]]:
    changed = _MINE.values(**values).execution_options(synchronize_session=False)
    return changed, {"key": held.message_id, "token": held.token}
