"""The outbox: messages to send, leased one by one in the order of their chat, and what became of each."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, case, or_, select, update
from sqlmodel import col

from bot.channels import Status
from bot.foremost import foremost, free_chats
from models import Chat, OutboxMessage, Tx, statement, transaction

MOST_ATTEMPTS = 8

# How far a message got; a report of an earlier stage that comes late changes nothing.
RANKS = {
    "scheduled": 1, "accepted": 1, "queued": 1, "sending": 2, "sent": 3,
    "undelivered": 4, "failed": 4, "canceled": 4, "delivered": 5, "read": 6,
}  # fmt: skip
UNDELIVERED = ("undelivered", "failed", "canceled")


class Message(Struct):
    """A message to send, as it was read: what sending it needs of its row, and of its chat."""

    id: int
    chat_id: int
    store_id: int | None
    token: str
    purpose: str
    text: str
    language: str
    choices: list[dict[str, Any]]
    variables: dict[str, str]
    media_url: str
    template: str
    state: str
    attempts: int
    lease_until: datetime | None
    retry_at: datetime | None
    calling_at: datetime | None
    channel: str
    address: str
    business: str
    last_inbound_at: datetime | None
    window_closed_at: datetime | None
    opted_out_at: datetime | None


# Made once: making such a statement takes as long as running it.
_TABLE = OutboxMessage.metadata.tables["outbox"]
_FREE = col(OutboxMessage.held) == ""
_READ = select(
    *(getattr(OutboxMessage if hasattr(OutboxMessage, name) else Chat, name) for name in Message.__struct_fields__)
).join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
_TURN = _READ.where(col(OutboxMessage.id) == foremost(OutboxMessage, _FREE))
_ONE = _READ.where(col(OutboxMessage.id) == bindparam("key"))
_TAKE = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("key"),
        _TABLE.c.state == "new",
        _TABLE.c.held == "",
        _TABLE.c.attempts == bindparam("seen"),
    )
    .values(
        state="leased",
        lease_token=bindparam("mine"),
        lease_until=bindparam("until"),
        calling_at=bindparam("now"),
        attempts=_TABLE.c.attempts + 1,
    )
    .execution_options(synchronize_session=False)
)
_FURTHER = _TABLE.c.delivery_rank < bindparam("rank")
_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("key"), or_(_TABLE.c.state == "leased", _TABLE.c.state == "uncertain"))
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
    .execution_options(synchronize_session=False)
)
# The provider's word that it has a message may come before its answer.
_NAMED = select(col(OutboxMessage.id), col(OutboxMessage.external_id))
_BY_TOKEN = _NAMED.where(col(OutboxMessage.token) == bindparam("token"))
_BY_ID = _NAMED.where(col(OutboxMessage.external_id) == bindparam("external_id")).limit(1)
_UNMATCHED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("key"), _TABLE.c.external_id.is_(None))
    .values(state="sent", lease_token=None, error="", external_id=bindparam("name"), sent_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)
_ADVANCED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("key"), _FURTHER)
    .values(delivery=bindparam("got"), delivery_rank=bindparam("rank"))
    .execution_options(synchronize_session=False)
)
_UNDELIVERED = _ADVANCED.values(error_code=bindparam("code"), error=bindparam("why"))
_LOST = (
    update(OutboxMessage)
    .where(col(OutboxMessage.state) == "leased")
    .values(state="uncertain", lease_token=None, error="the sender was lost")
)


class Send(Struct, frozen=True):
    """A message that this holder alone may send."""

    row: Message
    token: str
    good_until: float

    def is_stale(self) -> bool:
        """Whether so much time went by, as in a frozen process, that somebody else may have sent it meanwhile."""
        return time.monotonic() >= self.good_until


def lease(chat_id: int, seconds: float) -> Send | float | None:
    """Take the oldest open message of a chat; the seconds it rests still, or None without one that is free.

    A message whose holder was lost while it may have been at the provider becomes `uncertain` and holds nothing back.
    """
    token, good_until = secrets.token_hex(16), time.monotonic() + seconds
    with statement() as tx:
        row = _turn(tx, chat_id)
        if row is not None and _surface_lost(tx, row):
            row = _turn(tx, chat_id)
        if row is None or row.state != "new":
            return None
        rests = 0.0 if row.retry_at is None else (row.retry_at - tx.database_now()).total_seconds()
        if rests > 0:
            return rests
        return Send(row, token, good_until) if _take(tx, row, token, seconds) else None


def _turn(tx: Tx, chat_id: int) -> Message | None:
    """The message whose turn it is in a chat."""
    found = tx.rows(_TURN, {"chat": chat_id})
    return Message(*found[0]) if found else None


def read(tx: Tx, key: int) -> Message:
    """A message as it is sent."""
    return Message(*tx.rows(_ONE, {"key": key})[0])


def _surface_lost(tx: Tx, row: Message) -> bool:
    now = tx.database_now()
    if row.state != "leased" or row.lease_until is None or row.lease_until >= now:
        return False
    lapsed = (col(OutboxMessage.id) == row.id, col(OutboxMessage.lease_until) < now)
    return tx.changed_one(_LOST.where(*lapsed))


def _take(tx: Tx, row: Message, token: str, seconds: float) -> bool:
    """Lease a message as it was read: false when somebody was faster."""
    now = tx.database_now()
    times = {"now": now, "until": now + timedelta(seconds=seconds)}
    taken = tx.changed_one(_TAKE, {"key": row.id, "seen": row.attempts, "mine": token, **times})
    row.attempts, row.calling_at = row.attempts + 1, now
    return taken


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
        return marked(tx, send, **values)


def marked(tx: Tx, send: Send, **values: Any) -> bool:
    """The same, in the transaction of what follows from it."""
    mine = (col(OutboxMessage.id) == send.row.id, col(OutboxMessage.lease_token) == send.token)
    return tx.changed_one(update(OutboxMessage).where(*mine).values(lease_token=None, **values))


def mark_sent(send: Send, external_id: str, status: str) -> None:
    """Record the provider's id, also when the lease was lost or the status came first: the id is a fact."""
    status = status or "queued"
    with statement() as tx:
        values = {"external_id": external_id, "sent_at": tx.database_now(), "got": status, "rank": RANKS.get(status, 0)}
        tx.changed(_SENT, {"key": send.row.id, **values})


def apply_status(tx: Tx, status: Status) -> int | None:
    """Record a delivery state, whatever came before it and however often: the message's id, or None if it is not ours
    or tells of an earlier send of it."""
    by_token = tx.rows(_BY_TOKEN, {"token": status.token}) if status.token else ()
    found = by_token or tx.rows(_BY_ID, {"external_id": status.external_id})
    if not found or found[0].external_id not in (None, status.external_id):
        return None
    key: int = found[0].id
    if found[0].external_id is None:
        tx.changed(_UNMATCHED, {"key": key, "name": status.external_id, "at": tx.database_now()})
    rank = RANKS.get(status.status, 0)
    if status.status in UNDELIVERED:
        values = {"code": status.error_code, "why": status.error}
        tx.changed(_UNDELIVERED, {"key": key, "rank": rank, "got": status.status, **values})
    else:
        tx.changed(_ADVANCED, {"key": key, "rank": rank, "got": status.status})
    return key


_FREE_CHATS = free_chats(OutboxMessage, _FREE)


def chats_due(tx: Tx, limit: int) -> dict[int, str]:
    """Chats whose turn is a message that may go now, or whose sender was lost, each with its business number: of each
    number the longest waiting first, and the first of every number before the second of any.

    A message that rests holds back those after it, so its chat is not among them.
    """
    found = tx.rows(_FREE_CHATS, {"now": tx.database_now(), "most": limit})
    return {row.chat_id: row.business for row in found}


# A retried send is another send: late reports of the first one must not find it. That it is not the first stays known.
_AGAIN: dict[str, Any] = {
    "state": "new", "attempts": 1, "retry_at": None, "error": "", "held": "", "external_id": None,
    "delivery": "", "delivery_rank": 0, "error_code": None,
}  # fmt: skip


def new_token() -> str:
    """A token that names one send in its status callbacks."""
    return secrets.token_hex(12)


def retry(key: int) -> int | None:
    """Let a failed message be sent again: its chat's id, or None when it is not a failed one."""
    with transaction() as tx:
        again = (
            update(OutboxMessage)
            .where(col(OutboxMessage.id) == key, col(OutboxMessage.state) == "failed")
            .values(**_AGAIN, token=new_token())
            .returning(col(OutboxMessage.chat_id))
        )
        return tx.session.execute(again).scalar_one_or_none()
