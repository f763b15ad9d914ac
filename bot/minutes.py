"""What is due by the clock, once a minute: found in the database and claimed there, however many clocks run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from bot import (
    alerting,
    broadcasts,
    file_times,
    file_work,
    handovers,
    lapsing,
    mail_files,
    metering,
    mornings,
    overdue,
    repeats,
    reviews,
    sealing,
    summaries,
)
from bot.notify import mail
from models import transaction
from shop import carts, images

log = logging.getLogger(__name__)

MOST = 500


class Work(Struct, frozen=True):
    """A kind of work: how the ids of what is due are found, and how one of them is done in a transaction of its own."""

    name: str
    find: Callable[[datetime, int], list[int]]
    do: Callable[[int, datetime], None]


def _drop_carts(_key: int, now: datetime) -> None:
    with transaction() as tx:
        carts.drop_expired(tx, now)


def _forget_images(_key: int, now: datetime) -> None:
    with transaction() as tx:
        images.forget_unused(tx, now)


WORKS = (
    Work("order", overdue.due_now, overdue.settle),
    Work("summary", summaries.due_now, summaries.send_due),
    Work("carts", lambda _now, _limit: [0], _drop_carts),
    Work("reminder", handovers.unanswered_now, handovers.remind),
    Work("return", handovers.idle_now, handovers.give_back),
    Work("review", reviews.due_now, reviews.ask),
    Work("broadcast", broadcasts.due_now, broadcasts.go_on),
    Work("repeat", repeats.due_now, repeats.repeat),
    Work("morning", mornings.due_now, mornings.send_due),
    Work("file", file_times.due_now, file_times.ask_due),
    Work("old_file", file_work.old_files, file_work.forget),
    Work("images", lambda _now, _limit: [0], _forget_images),
    Work("lapse", lapsing.due_now, lapsing.lapse),
    Work("alert", alerting.due_now, alerting.tell_store),
    Work("budget", metering.to_warn, metering.warn),
    Work("seal", sealing.due_now, sealing.seal),
    Work("budget_room", metering.waiting_for_budget, metering.let_go),
)
# Apart from the others: a mail server may take half a minute over each letter and turn it away in the end.
LETTERS = (
    Work("mail_file", mail_files.due_now, mail_files.send_due),
    Work("mail", mail.due_now, mail.send_one),
)


def every_minute(now: datetime, leaving: Callable[[], bool] = lambda: False, works: Sequence[Work] = WORKS) -> None:
    """Do everything that is due at that instant. What fails is logged and tried again in the next minute; it holds up
    nothing else. A process that is `leaving` begins nothing more: what is left is due in the next minute still."""
    for work in works:
        while _round(work, now, leaving):
            pass


def send_letters(now: datetime, leaving: Callable[[], bool] = lambda: False) -> None:
    """Write and send the letters that are due at that instant, by the rules of `every_minute`."""
    every_minute(now, leaving, LETTERS)


def _round(work: Work, now: datetime, leaving: Callable[[], bool]) -> bool:
    """Do what is due of one kind: whether more of it may be due, and some of it could be done."""
    if leaving():
        return False
    try:
        found = work.find(now, MOST)
    except Exception:
        log.exception("due_work_not_found", extra={"work": work.name})
        return False
    done = sum(not leaving() and _done(work, key, now) for key in found)
    return len(found) == MOST and done > 0


def _done(work: Work, key: int, now: datetime) -> bool:
    try:
        work.do(key, now)
    except Exception:
        log.exception("due_work_failed", extra={"work": work.name, "id": key})
        return False
    return True
