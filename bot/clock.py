"""The clock: it only ticks. What is due is found in the database and claimed there, however many clocks run."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import delete, update
from sqlmodel import col

from bot import uncertain
from bot.runtime import runtime
from bot.sweep import wake_waiting
from models import CLOCK, Beat, transaction

log = logging.getLogger(__name__)

# A tick that could not run in time is worth running late, but never twice at once.
TICKS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
LEAVE = (signal.SIGTERM, signal.SIGINT)

FORGOTTEN = timedelta(days=1)


def run(*every_minute: Callable[[datetime, Callable[[], bool]], None]) -> None:
    """Sweep every few seconds and call each of `every_minute` with the instant once a minute, on a thread of its own,
    until the process is told to end.

    What has begun by then is finished, and nothing else begun.
    """
    # Every thread inherits this, and the signal is waited for below: one that came in the middle of the scheduler's
    # own work would be swallowed there.
    signal.pthread_sigmask(signal.SIG_BLOCK, LEAVE)
    leaving = threading.Event()
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=TICKS)
    often = {"trigger": "interval", "seconds": runtime().settings.sweep_seconds, "next_run_time": datetime.now(UTC)}
    scheduler.add_job(tick, **often)
    # On a thread of its own: a provider that does not answer must not keep waiting messages from being found.
    scheduler.add_job(lambda: _safely("settle", lambda _now: uncertain.resolve(leaving.is_set)), **often)
    for work in every_minute:
        minute = partial(_safely, "minute", partial(_until, leaving, work))
        scheduler.add_job(minute, "interval", minutes=1, next_run_time=datetime.now(UTC))
    scheduler.start()
    signal.sigwait(LEAVE)
    leaving.set()
    scheduler.shutdown()


def _until(leaving: threading.Event, work: Callable[[datetime, Callable[[], bool]], None], now: datetime) -> None:
    work(now, leaving.is_set)


def tick() -> None:
    """One round of the sweep, and the sign that this clock is alive."""
    try:
        found = wake_waiting()
        if any(found.values()):
            log.info("swept", extra=found)
        beat(clock_name(), CLOCK)
    except Exception:
        # The next round tries again; a clock that stops would stop everything that waits for it.
        log.exception("sweep_failed")


def _safely(name: str, work: Callable[[datetime], object]) -> None:
    try:
        work(datetime.now(UTC))
    except Exception:
        log.exception("tick_failed", extra={"tick": name})


def clock_name() -> str:
    """The name of this clock process."""
    return f"clock@{socket.gethostname()}:{os.getpid()}"


def beat(name: str, kind: str) -> None:
    """Leave a sign of life; those of its kind gone for a day are forgotten."""
    with transaction() as tx:
        now = tx.database_now()
        if not tx.changed_one(update(Beat).where(col(Beat.name) == name).values(at=now)):
            tx.insert_once(Beat, {"name": name, "kind": kind, "at": now})
        tx.changed(delete(Beat).where(col(Beat.kind) == kind, col(Beat.at) < now - FORGOTTEN))
