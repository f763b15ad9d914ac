"""Sending: many chats at once, one message after the other within a chat, no transaction open during a call."""

from __future__ import annotations

import logging
import random
import time
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from bot import outbox, window
from bot.channels import Never, NotNow, Outbound, Sent
from bot.lease import kept
from bot.nudges import nudge
from bot.runtime import runtime
from bot.shapes import outbound
from models import reading, transaction

log = logging.getLogger(__name__)

MOST_SECONDS = 0.2
MOST_CHATS = 200
_pool: list[ThreadPoolExecutor] = []


def deliver(shard: int, patience: float) -> bool:
    """Send what a shard has to send, for a few seconds at most: whether more may be waiting.

    `patience` is how many seconds ahead a message may be due to be waited for.
    """
    until = time.monotonic() + MOST_SECONDS
    running: dict[int, Future[None]] = {}
    while time.monotonic() < until:
        with reading() as tx:
            chats = outbox.chats_due(tx, shard, patience, MOST_CHATS)
        fresh = [chat for chat in chats if chat not in running]
        running |= {chat: _threads().submit(_send_all, chat, until, patience) for chat in fresh}
        if not running:
            return False
        running = _unfinished(running)
    _unfinished(running, ALL_COMPLETED)
    return True


def _unfinished(running: dict[int, Future[None]], when: str = FIRST_COMPLETED) -> dict[int, Future[None]]:
    """Wait for a chat (or all) to be done: those that are not. What went wrong in one must not stop the others."""
    done, _ = wait(running.values(), timeout=None if when == ALL_COMPLETED else 0.5, return_when=when)
    for future in done:
        if (error := future.exception()) is not None:
            log.error("send_failed", exc_info=error)
    return {chat: future for chat, future in running.items() if future not in done}


def _threads() -> ThreadPoolExecutor:
    if not _pool:
        _pool.append(ThreadPoolExecutor(runtime().settings.delivery_threads, thread_name_prefix="send"))
    return _pool[0]


def _send_all(chat_id: int, until: float, patience: float) -> None:
    """Send a chat's messages in their order until there is none, one has to rest, or the time is over."""
    seconds = runtime().settings.lease_seconds
    waits_until = time.monotonic() + patience
    while time.monotonic() < until:
        send = outbox.lease(chat_id, seconds)
        if send is not None:
            _send_kept(send, seconds)
        elif time.monotonic() >= waits_until:
            return
        else:
            time.sleep(0.05)


def _send_kept(send: outbox.Send, seconds: float) -> None:
    with kept(send.token, lambda: outbox.renew(send, seconds)):
        send_one(send)


def send_one(send: outbox.Send) -> None:
    """Send a leased message and record what is known of it."""
    with reading() as tx:
        now = tx.database_now()
        message = outbound(tx, send.row, send.chat, window.is_open(send.chat, now))
    planned = window.plan(send.row, send.chat, now, has_template=bool(message.template and message.shape_id))
    if planned == "drop":
        outbox.mark(send, state="ignored", error="not wanted any more")
    elif planned == "hold":
        _hold(send)
    else:
        _call(send, message)


def _hold(send: outbox.Send) -> None:
    if outbox.mark(send, state="new", held="window", attempts=send.row.attempts - 1):
        with transaction() as tx:
            nudge(tx, send.row, send.chat, tx.database_now())


def _call(send: outbox.Send, message: Outbound) -> None:
    if send.is_stale():
        log.warning("send_too_late", extra={"outbox_id": send.row.id})
        outbox.mark(send, state="new", attempts=send.row.attempts - 1)
        return
    outcome = runtime().channel(send.chat.channel).send(message)
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
    if send.row.attempts >= outbox.MOST_ATTEMPTS:
        outbox.mark(send, state="failed", error=outcome.error, error_code=outcome.code)
        return
    seconds = outcome.after or min(60.0, 0.5 * 2**send.row.attempts)
    with reading() as tx:
        retry_at = tx.in_seconds(seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries, guards nothing
    outbox.mark(send, state="new", retry_at=retry_at, error=outcome.error, error_code=outcome.code)


def _refused(send: outbox.Send, outcome: Never) -> None:
    with transaction() as tx:
        values: dict[str, Any] = window.refused(tx, send.row, outcome.code, tx.database_now())
    log.warning("send_refused", extra={"outbox_id": send.row.id, "code": outcome.code})
    outbox.mark(send, **values, error=outcome.error)
