"""Sending: many chats at once, one message after the other within a chat, no transaction open during a call."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from bot import metering, outbox, wake, window
from bot.channels import Never, NotNow, Outbound, Sent
from bot.inbox import LostLease
from bot.lease import kept
from bot.runtime import runtime
from bot.senders import Looker, Senders
from bot.shapes import outbound
from models import Tx, database, reading, transaction

log = logging.getLogger(__name__)

# A chat with very much to send makes room for those in line after so long.
MOST_SECONDS = 1.0
# So long a job waits for a thread to be free for a chat; then another process may take it.
ROOM_SECONDS = 1.0
FULL_SECONDS = 0.2


def deliver(chat_id: int) -> bool:
    """Have what a chat has to send sent by a thread that nobody waits for: whether the chat has to come again, since no
    thread was free."""
    return not _senders().give(chat_id, ROOM_SECONDS)


def _look_again(chat_id: int) -> float | None:
    return None if _senders().give(chat_id, 0.0) else FULL_SECONDS


def settle() -> None:
    """Wait until everything is sent that was found so far."""
    _senders().settle()


_looker = Looker(_look_again)


@cache
def _senders() -> Senders:
    return Senders(runtime().settings.delivery_threads, MOST_SECONDS, _send_all)


def _send_all(chat_id: int, until: float) -> bool:
    """Send a chat's messages in their order until there is none or one has to rest, or until that time while others
    are in line: whether it was stopped before by others who wait for a thread.

    A process that is told to stop sends what it has begun and no more.
    """
    seconds = runtime().settings.lease_seconds
    while threading.main_thread().is_alive():
        send = outbox.lease(chat_id, seconds)
        if not isinstance(send, outbox.Send):
            if send is not None and send <= runtime().settings.gather_seconds:
                _looker.again(chat_id, send)
            return False
        _send_kept(send, seconds)
        if time.monotonic() > until and _in_line_again(send.row):
            return False
        if _senders().others_wait():
            break
    return True


def _in_line_again(row: outbox.Message) -> bool:
    """Whether a chat could be put behind the others in line, if there are any."""
    return wake.others_wait(wake.DELIVERIES, newcomers=False) and wake.send(row.chat_id, row.business)


def _send_kept(send: outbox.Send, seconds: float) -> None:
    with kept(send.token, lambda: outbox.renew(send, seconds)):
        send_one(send)


def send_one(send: outbox.Send) -> None:
    """Send a leased message and record what is known of it."""
    row, now = send.row, database.now()
    message = outbound(row, window.is_open(row, now))
    planned = window.plan(row, now, bool(message.template and message.shape_id), _is_spent(row, now))
    if planned == "drop":
        outbox.mark(send, state="ignored", error="not wanted any more")
    elif planned in window.HELD:
        _hold(send, planned)
    else:
        _call(send, message)


def _is_spent(row: outbox.Message, now: datetime) -> bool:
    if not window.keeps_to_budget(row):
        return False
    with reading() as tx:
        return metering.is_spent(tx, row.store_id, now)


def _hold(send: outbox.Send, why: str) -> None:
    back = {"state": "new", "held": why, "attempts": send.row.attempts - 1}
    closed = why == window.WINDOW
    _settle(send, lambda tx, now: back | window.hold(tx, send.row, now) if closed else back)


def _settle(send: outbox.Send, follow: Callable[[Tx, datetime], dict[str, Any]]) -> None:
    """Do what follows from what became of a send and record it with that, or neither where the lease was lost."""
    try:
        with transaction() as tx:
            values = follow(tx, tx.database_now())
            if not outbox.marked(tx, send, **values):
                raise LostLease
    except LostLease:
        log.warning("send_lost", extra={"outbox_id": send.row.id})


def _call(send: outbox.Send, message: Outbound) -> None:
    if send.is_stale():
        log.warning("send_too_late", extra={"outbox_id": send.row.id})
        outbox.mark(send, state="new", attempts=send.row.attempts - 1)
        return
    outcome = runtime().channel(send.row.channel).send(message)
    if isinstance(outcome, Sent):
        outbox.mark_sent(send, outcome.external_id, outcome.status)
    elif isinstance(outcome, NotNow):
        _rest(send, outcome)
    elif isinstance(outcome, Never):
        _refused(send, outcome)
    else:
        log.warning("send_uncertain", extra={"outbox_id": send.row.id, "error": outcome.error})
        outbox.mark(send, state="uncertain", error=outcome.error)


def _rest(send: outbox.Send, outcome: NotNow) -> None:
    why = {"error": outcome.error, "error_code": outcome.code}
    if send.row.attempts >= outbox.MOST_ATTEMPTS:
        _settle(send, lambda tx, now: window.given_up(tx, send.row, now) | why)
        return
    seconds = outcome.after or min(60.0, 0.5 * 2**send.row.attempts)
    with reading() as tx:
        retry_at = tx.in_seconds(seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries, guards nothing
    outbox.mark(send, state="new", retry_at=retry_at, **why)


def _refused(send: outbox.Send, outcome: Never) -> None:
    log.warning("send_refused", extra={"outbox_id": send.row.id, "code": outcome.code})
    _settle(send, lambda tx, now: window.refused(tx, send.row, outcome.code, now) | {"error": outcome.error})
