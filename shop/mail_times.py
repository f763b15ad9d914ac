"""Files that a store sends by e-mail at fixed times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models import Schedule, Store, Tx
from shop.errors_goods import TooManyTimes
from shop.errors_web import UnknownSchedule
from shop.schedules import Rhythm, plan_rhythm, planned, rhythm_of, unplan

MAIL: Final = "mail."
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class MailTime:
    """A file that goes out by itself: what, in which format, to whom, in which rhythm, and when next."""

    number: int
    what: str
    format: str
    to: str
    rhythm: Rhythm
    next_at: datetime


@dataclass(frozen=True, slots=True)
class MailWish:
    """What goes to whom, in which words."""

    what: str
    format: str
    to: str
    language: str


def mail_times(tx: Tx, store: Store) -> list[MailTime]:
    """The files that go out by themselves, the oldest wish first."""
    return [_read(schedule) for schedule in planned(tx, store, MAIL)]


def add_mail_time(tx: Tx, store: Store, wish: MailWish, rhythm: Rhythm, now: datetime) -> MailTime:
    """Let a file go out in a rhythm; TooManyTimes where there are as many as there may be."""
    known = [one.number for one in mail_times(tx, store)]
    if len(known) >= MOST:
        raise TooManyTimes(MOST)
    number = 1 + max(known, default=0)
    told = {"what": wish.what, "format": wish.format, "to": wish.to, "language": wish.language}
    first = plan_rhythm(tx, f"{MAIL}{number}", store, rhythm, now, **told)
    return MailTime(number, wish.what, wish.format, wish.to, rhythm, first)


def drop_mail_time(tx: Tx, store: Store, number: int) -> None:
    """Let a file go out no more; UnknownSchedule if it did not."""
    if not unplan(tx, f"{MAIL}{number}", store):
        raise UnknownSchedule(str(number))


def _read(schedule: Schedule) -> MailTime:
    data, number = schedule.data, int(schedule.name.removeprefix(MAIL))
    return MailTime(number, data["what"], data["format"], data["to"], rhythm_of(schedule), schedule.next_at)
