"""The outbox: messages to send, leased one by one in the order of their chat, and what became of each."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col

from bot.channels import Status
from models import Chat, OutboxMessage, Tx, statement, transaction
from models.messages import OPEN

MOST_ATTEMPTS = 8

# How far a message got; a report of an earlier stage that comes late changes nothing.
RANKS = {
    "scheduled": 1, "accepted": 1, "queued": 1, "sending": 2, "sent": 3,
    "undelivered": 4, "failed": 4, "canceled": 4, "delivered": 5, "read": 6,
}  # fmt: skip
UNDELIVERED = ("undelivered", "failed", "canceled")


# Made once: making such a statement takes as long as running it.
_TABLE = OutboxMessage.metadata.tables["outbox"]
_OLDEST = (
    select(func.min(OutboxMessage.id))
    .where(
        col(OutboxMessage.chat_id) == bindparam("chat"),
        col(OutboxMessage.state).in_(OPEN),
        col(OutboxMessage.held) == "",
    )
    .scalar_subquery()
)
_TURN = (
    select(OutboxMessage, Chat)
    .join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
    .where(col(OutboxMessage.id) == _OLDEST)
)
_TAKE = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("key"),
        _TABLE.c.state == "new",
        _TABLE.c.held == "",
        _TABLE.c.attempts == bindparam("seen"),
    )
    .values({name: bindparam(name) for name in ("state", "lease_token", "lease_until", "calling_at", "attempts")})
)
_FURTHER = _TABLE.c.delivery_rank < bindparam("rank")
_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("key"), _TABLE.c.state.in_(("leased", "uncertain")))
    .values(
        state="sent",
        lease_token=None,
        error="",
        external_id=bindparam("external_id"),
        sent_at=bindparam("sent_at"),
        # Its status may have come before the provider's answer, and may have got further.
        delivery=case((_FURTHER, bindparam("got")), else_=_TABLE.c.delivery),
        delivery_rank=case((_FURTHER, bindparam("rank")), else_=_TABLE.c.delivery_rank),
    )
)
_LOST = (
    update(OutboxMessage)
    .where(col(OutboxMessage.state) == "leased")
    .values(state="uncertain", lease_token=None, error="the sender was lost")
)


@dataclass(frozen=True, slots=True)
class Send:
    """A message that this holder alone may send, with its chat."""

    row: OutboxMessage
    chat: Chat
    token: str
    good_until: float

    def is_stale(self) -> bool:
        """Whether so much time went by, as in a frozen process, that somebody else may have sent it meanwhile."""
        return time.monotonic() >= self.good_until


def lease(chat_id: int, seconds: float) -> Send | None:
    """Take the oldest open message of a chat; None when there is none, or when it is held or resting.

    A message whose holder was lost while it may have been at the provider becomes `uncertain` and holds nothing back.
    """
    token, good_until = secrets.token_hex(16), time.monotonic() + seconds
    with statement() as tx:
        found = _turn(tx, chat_id)
        if found is not None and _surface_lost(tx, found[0]):
            found = _turn(tx, chat_id)
        if found is None or not _take(tx, found[0], token, seconds):
            return None
        return Send(*found, token, good_until)


def _turn(tx: Tx, chat_id: int) -> tuple[OutboxMessage, Chat] | None:
    """The message whose turn it is in a chat, with the chat; let go of, so that nothing writes it by the way."""
    found = tx.session.execute(_TURN, {"chat": chat_id}).one_or_none()
    tx.session.expunge_all()
    return None if found is None else (found[0], found[1])


def _surface_lost(tx: Tx, row: OutboxMessage) -> bool:
    now = tx.database_now()
    if row.state != "leased" or row.lease_until is None or row.lease_until >= now:
        return False
    lapsed = (col(OutboxMessage.id) == row.id, col(OutboxMessage.lease_until) < now)
    return tx.changed_one(_LOST.where(*lapsed))


def _take(tx: Tx, row: OutboxMessage, token: str, seconds: float) -> bool:
    """Lease a message as it was read: false when somebody was faster, or when it is not to go yet."""
    now = tx.database_now()
    if row.state != "new" or (row.retry_at is not None and row.retry_at > now):
        return False
    values: dict[str, Any] = {"state": "leased", "lease_token": token, "lease_until": now + timedelta(seconds=seconds)}
    values |= {"calling_at": now, "attempts": row.attempts + 1}
    taken: CursorResult[Any] = tx.session.execute(_TAKE, {"key": row.id, "seen": row.attempts, **values})  # type: ignore[assignment]
    for name, value in values.items():
        set_committed_value(row, name, value)
    return taken.rowcount == 1


def _due(now: Any) -> Any:
    return or_(col(OutboxMessage.retry_at).is_(None), col(OutboxMessage.retry_at) <= now)


def renew(send: Send, seconds: float) -> bool:
    """Hold a message longer; false when the lease was lost."""
    with statement() as tx:
        mine = update(OutboxMessage).where(
            col(OutboxMessage.id) == send.row.id,
            col(OutboxMessage.state) == "leased",
            col(OutboxMessage.lease_token) == send.token,
        )
        return tx.changed_one(mine.values(lease_until=tx.in_seconds(seconds)))


def mark(send: Send, **values: Any) -> bool:
    """Record what became of a leased message; false when the lease was lost meanwhile."""
    with statement() as tx:
        mine = update(OutboxMessage).where(
            col(OutboxMessage.id) == send.row.id, col(OutboxMessage.lease_token) == send.token
        )
        return tx.changed_one(mine.values(lease_token=None, **values))


def mark_sent(send: Send, external_id: str, status: str) -> None:
    """Record the provider's id, also when the lease was lost or the status came first: the id is a fact."""
    status = status or "queued"
    with statement() as tx:
        values = {"external_id": external_id, "sent_at": tx.database_now(), "got": status, "rank": RANKS.get(status, 0)}
        tx.session.execute(_SENT, {"key": send.row.id, **values})


def apply_status(tx: Tx, status: Status) -> OutboxMessage | None:
    """Record a delivery state, whatever came before it and however often: the message, or None if it is not ours."""
    row = _of_status(tx, status)
    if row is None:
        return None
    if row.external_id is None:
        values = {"state": "sent", "external_id": status.external_id, "sent_at": tx.database_now(), "error": ""}
        unmatched = update(OutboxMessage).where(
            col(OutboxMessage.id) == row.id, col(OutboxMessage.external_id).is_(None)
        )
        tx.changed_one(unmatched.values(**values, lease_token=None))
    _advance(tx, row.id, status)
    tx.refresh(row)
    return row


def _of_status(tx: Tx, status: Status) -> OutboxMessage | None:
    by_token = select(OutboxMessage).where(col(OutboxMessage.token) == status.token)
    by_id = select(OutboxMessage).where(col(OutboxMessage.external_id) == status.external_id)
    found = tx.session.execute(by_token).scalar_one_or_none() if status.token else None
    return found or tx.session.execute(by_id).scalars().first()


def _advance(tx: Tx, key: int, status: Status) -> None:
    tx.changed(update(OutboxMessage).where(col(OutboxMessage.id) == key).values(**_advanced(status)))


def _advanced(status: Status) -> dict[str, Any]:
    """The values of a message that got as far as that, unless it had got further."""
    rank = RANKS.get(status.status, 0)
    values: dict[Any, Any] = {OutboxMessage.delivery: status.status, OutboxMessage.delivery_rank: rank}
    if status.status in UNDELIVERED:
        values |= {OutboxMessage.error_code: status.error_code, OutboxMessage.error: status.error}
    further = col(OutboxMessage.delivery_rank) < rank
    return {column.key: case((further, value), else_=col(column)) for column, value in values.items()}


def chats_due(tx: Tx, shard: int, within: float, limit: int) -> dict[int, float]:
    """Chats of a shard whose turn is a message that may go now or within that many seconds, the longest waiting first,
    each with the seconds until then.

    A message that rests longer holds back those after it, so its chat is not among them.
    """
    now = tx.database_now()
    found = (
        select(col(OutboxMessage.chat_id), col(OutboxMessage.retry_at))
        .where(col(OutboxMessage.shard) == shard, _ready(tx, now + timedelta(seconds=within)))
        .order_by(col(OutboxMessage.id))
        .limit(limit)
    )
    return {
        chat_id: max(0.0, (retry_at - now).total_seconds()) if retry_at else 0.0
        for chat_id, retry_at in tx.session.execute(found)
    }


def shards_due(tx: Tx) -> list[int]:
    """Shards with a message that may go now."""
    ready = select(col(OutboxMessage.shard)).where(_ready(tx, tx.database_now())).distinct()
    return list(tx.session.execute(ready).scalars())


def _ready(tx: Tx, at: Any) -> Any:
    """It is a message's turn in its chat, and it may go at that instant, or whoever had it was lost."""
    earlier = aliased(OutboxMessage)
    older = exists().where(
        col(earlier.chat_id) == col(OutboxMessage.chat_id),
        col(earlier.state).in_(OPEN),
        col(earlier.held) == "",
        col(earlier.id) < col(OutboxMessage.id),
    )
    new = and_(col(OutboxMessage.state) == "new", col(OutboxMessage.held) == "", _due(at), ~older)
    lapsed = and_(col(OutboxMessage.state) == "leased", col(OutboxMessage.lease_until) < tx.database_now())
    return or_(new, lapsed)


def release_held(tx: Tx, chat_id: int) -> None:
    """Let go what was held back for a chat, since its window is open again."""
    held = update(OutboxMessage).where(
        col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.state) == "new", col(OutboxMessage.held) == "window"
    )
    tx.changed(held.values(held="", retry_at=None))


# A retried send is another send: late reports of the first one must not find it. That it is not the first stays known.
_AGAIN: dict[str, Any] = {
    "state": "new", "attempts": 1, "retry_at": None, "error": "", "held": "", "external_id": None,
    "delivery": "", "delivery_rank": 0, "error_code": None,
}  # fmt: skip


def new_token() -> str:
    """A token that names one send in its status callbacks."""
    return secrets.token_hex(12)


def retry(key: int) -> int | None:
    """Let a failed message be sent again: its shard, or None when it is not a failed one."""
    with transaction() as tx:
        again = (
            update(OutboxMessage)
            .where(col(OutboxMessage.id) == key, col(OutboxMessage.state) == "failed")
            .values(**_AGAIN, token=new_token())
            .returning(col(OutboxMessage.shard))
        )
        return tx.session.execute(again).scalar_one_or_none()
