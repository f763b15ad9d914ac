"""Files that a store sends by e-mail at fixed times."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from models import Schedule, Store, Tx
from shop.errors_web import UnknownSchedule
from shop.schedules import Rhythm, new_name, plan_rhythm, planned, planned_held, rhythm_of, unplan

MAIL: Final = "mail."


class MailTime(Struct, frozen=True):
    """A file that goes out by itself: what, in which format, to whom, in which rhythm, and when next."""

    number: int
    what: str
    format: str
    to: str
    rhythm: Rhythm
    next_at: datetime


class MailWish(Struct, frozen=True):
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
    name = new_name(planned_held(tx, store, MAIL), MAIL)
    told = {"what": wish.what, "format": wish.format, "to": wish.to, "language": wish.language}
    first = plan_rhythm(tx, name, store, rhythm, now, **told)
    return MailTime(_number(name), wish.what, wish.format, wish.to, rhythm, first)


def drop_mail_time(tx: Tx, store: Store, number: int) -> None:
    """Let a file go out no more; UnknownSchedule if it did not."""
    if not unplan(tx, f"{MAIL}{number}", store):
        raise UnknownSchedule(str(number))


def _read(schedule: Schedule) -> MailTime:
    data, rhythm = schedule.data, rhythm_of(schedule)
    return MailTime(_number(schedule.name), data["what"], data["format"], data["to"], rhythm, schedule.next_at)


def _number(name: str) -> int:
    return int(name.removeprefix(MAIL))
