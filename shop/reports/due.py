"""The summaries of days, weeks and months: which stretch one is about, and that it is made once, whoever is first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from models import Schedule, Store, Summary, Tx
from shop.calendar import DAY, between, business_day, starts_at
from shop.reports.figures import Figures, as_document, figures
from shop.reports.stretch import Stretch, stretch
from shop.schedules import (
    DAILY_SUMMARY,
    MONTHLY_SUMMARY,
    WEEKLY_SUMMARY,
    Rhythm,
    claim,
    next_time,
    rhythm_of,
    unplan,
)
from values import Period

EARLY: Final = timedelta(hours=12)
WEEK: Final = timedelta(days=7)
HALF_WEEK: Final = timedelta(days=3, hours=12)
HALF_MONTH: Final = timedelta(days=15)
MOST: Final = 31


class Kind(Struct, frozen=True):
    """A kind of summary: its stretch of days as seen from an instant, and how long after it one is worth sending."""

    name: str
    covered: Callable[[Store, datetime], Period]
    fresh: timedelta


class Made(Struct, frozen=True):
    """A summary's row and the figures in it; `stretch` is what weeks and months have besides.

    `fresh` tells one to send from one that is only kept.
    """

    row: Summary
    figures: Figures
    fresh: bool
    stretch: Stretch | None = None


def covered_day(store: Store, at: datetime) -> Period:
    """The business day a summary at that instant is about: the current one, or in its first half the day before."""
    day = business_day(store, at)
    if at - starts_at(store, day) < EARLY:
        return between(store, day - DAY, day - DAY, "yesterday")
    return between(store, day, day, "today")


def covered_week(store: Store, at: datetime) -> Period:
    """The week from Monday on, or in its first half the week before."""
    day = business_day(store, at)
    monday = day - timedelta(days=day.weekday())
    if at - starts_at(store, monday) < HALF_WEEK:
        return between(store, monday - WEEK, monday - DAY, "last_week")
    return between(store, monday, monday + WEEK - DAY, "this_week")


def covered_month(store: Store, at: datetime) -> Period:
    """The month, or in its first half the month before."""
    first = business_day(store, at).replace(day=1)
    if at - starts_at(store, first) < HALF_MONTH:
        return between(store, (first - DAY).replace(day=1), first - DAY, "last_month")
    return between(store, first, (first + 31 * DAY).replace(day=1) - DAY, "this_month")


KINDS: Final[Mapping[str, Kind]] = {
    DAILY_SUMMARY: Kind("daily", covered_day, DAY),
    WEEKLY_SUMMARY: Kind("weekly", covered_week, 6 * DAY),
    MONTHLY_SUMMARY: Kind("monthly", covered_month, 27 * DAY),
}


def make_due(tx: Tx, schedule: Schedule, now: datetime, elsewhere: tuple[int, int] = (0, 0)) -> list[Made]:
    """Make the summaries of a store that are due, the oldest first; none where another clock was quicker.

    After a time without a clock every one that was missed is kept, and those that are not old are fresh. `elsewhere`
    is as for `figures`.
    """
    store, kind = tx.session.get_one(Store, schedule.store_id), KINDS[schedule.name]
    rhythm = _rhythm(store, schedule)
    if rhythm is None:
        unplan(tx, schedule.name, store)
        return []
    since = schedule.next_at
    if since > now or not claim(tx, schedule, next_time(store, rhythm, now), now):
        return []
    missed = [kind.covered(store, at) for at in _times(store, rhythm, since, now)][-MOST:]
    made = [_make(tx, store, kind, period, now, elsewhere) for period in missed]
    return [one for one in made if one is not None]


def _rhythm(store: Store, schedule: Schedule) -> Rhythm | None:
    if schedule.name == DAILY_SUMMARY:
        return None if store.summary_at is None else Rhythm(store.summary_at)
    return rhythm_of(schedule)


def _times(store: Store, rhythm: Rhythm, at: datetime, now: datetime) -> Iterator[datetime]:
    while at <= now:
        yield at
        at = next_time(store, rhythm, at)


def _make(tx: Tx, store: Store, kind: Kind, period: Period, now: datetime, elsewhere: tuple[int, int]) -> Made | None:
    known = _row(tx, store, kind, period, now)
    if known is None:
        return None
    named = between(store, period.first, period.last, _name(store, kind, period, now))
    found = figures(tx, store, named, now, elsewhere)
    more = None if kind.name == "daily" else stretch(tx, store, named, now)
    known.data = as_document(found) | ({} if more is None else {"stretch": as_document(more)})
    tx.save(known)
    return Made(known, found, period.last >= business_day(store, now) - kind.fresh, more)


def _row(tx: Tx, store: Store, kind: Kind, period: Period, now: datetime) -> Summary | None:
    """The one row of a stretch of days; None where it was made before."""
    row = {
        "seller_id": store.seller_id,
        "store_id": store.id,
        "kind": kind.name,
        "local_date": period.first,
        "data": {},
        "state": "new",
        "created_at": now,
    }
    key = tx.insert_once(Summary, row)
    return None if key is None else tx.session.get_one(Summary, key)


def _name(store: Store, kind: Kind, period: Period, now: datetime) -> str:
    """The word for a stretch as seen from now; weeks and months keep theirs, which says what they are compared with."""
    if kind.name != "daily":
        return period.name
    today: date = business_day(store, now)
    return {today: "today", today - DAY: "yesterday"}.get(period.first, "range")
