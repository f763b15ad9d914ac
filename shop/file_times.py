"""Which files a store sends at fixed times, and of which days each is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from models import Schedule, Store, Tx
from shop.calendar import DAY, business_day
from shop.schedules import FILE, Rhythm, new_name, plan_rhythm, planned, planned_held, rhythm_of, unplan

WEEK: Final = timedelta(days=7)


class FileTime(Struct, frozen=True):
    """A file that comes by itself: what, in which format, in which rhythm, and when it comes next."""

    name: str
    what: str
    format: str
    rhythm: Rhythm
    next_at: datetime


def file_times(tx: Tx, store: Store) -> list[FileTime]:
    """The files of a store that come by themselves, the oldest wish first."""
    return [_read(schedule) for schedule in planned(tx, store, FILE)]


def _read(schedule: Schedule) -> FileTime:
    data = schedule.data
    return FileTime(schedule.name, data["what"], data["format"], rhythm_of(schedule), schedule.next_at)


def add_file_time(tx: Tx, store: Store, rhythm: Rhythm, wish: dict[str, object], now: datetime) -> FileTime:
    """Let a file come in a rhythm; `wish` holds what, format, language and chat. The same wish again changes its
    rhythm. TooManyTimes where there are as many as there may be."""
    known = planned_held(tx, store, FILE)
    same = [one.name for one in known if all(one.data[key] == wish[key] for key in ("what", "format", "chat"))]
    name = same[0] if same else new_name(known, FILE)
    first = plan_rhythm(tx, name, store, rhythm, now, **wish)
    return FileTime(name, str(wish["what"]), str(wish["format"]), rhythm, first)


def drop_file_time(tx: Tx, store: Store, name: str) -> bool:
    """Let a file come no more: whether it did."""
    return name.startswith(FILE) and unplan(tx, name, store)


def days_of(store: Store, rhythm: Rhythm, now: datetime) -> tuple[date, date]:
    """The days that a file is about: the month before for one a month, the seven days before for one a week, else the
    day before."""
    yesterday = business_day(store, now) - DAY
    if rhythm.month_day is not None:
        last = business_day(store, now).replace(day=1) - DAY
        return last.replace(day=1), last
    return (yesterday - WEEK + DAY, yesterday) if len(rhythm.days) == 1 else (yesterday, yesterday)
