"""A period beside earlier ones: the day before, the same weekday a week before, the week or month before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from models import Store, Tx
from shop.calendar import between
from shop.reports.sales import Sales, sales
from values import Money, Period

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


class Comparison(Struct, frozen=True):
    """Net sales of an earlier period and by how many percent ours are above it; None where it had none.

    `kind` is day_before, week_before or before. `until` is set when ours is not over yet: then the earlier one is
    taken up to the same day and time.
    """

    kind: str
    period: Period
    net: Money
    percent: int | None
    until: datetime | None


def comparisons(tx: Tx, store: Store, period: Period, net: Money, now: datetime) -> tuple[Comparison, ...]:
    """What a period is compared with as of now: a day with two others, anything longer with the one before it."""
    found = []
    for kind, earlier in _earlier(store, period):
        until = _same_moment(store, period, earlier, now) if now < period.ends_at else None
        before = sales(tx, store, earlier if until is None else replace(earlier, ends_at=until)).net
        found.append(Comparison(kind, earlier, before, _percent(net, before), until))
    return tuple(found)


class Beside(Struct, frozen=True):
    """Two periods side by side; `until` is set where ours is not over yet, and the other is taken up to the same day
    and time."""

    period: Period
    other: Period
    ours: Sales
    theirs: Sales
    percent: int | None
    until: datetime | None


def beside(tx: Tx, store: Store, period: Period, other: Period | None, now: datetime) -> Beside:
    """A period beside another, or beside the one before it where none is told."""
    earlier = other or _earlier(store, period)[0][1]
    running = now < period.ends_at and earlier.starts_at < period.starts_at
    until = _same_moment(store, period, earlier, now) if running else None
    ours = sales(tx, store, period)
    theirs = sales(tx, store, earlier if until is None else replace(earlier, ends_at=until))
    return Beside(period, earlier, ours, theirs, _percent(ours.net, theirs.net), until)


def _percent(net: Money, before: Money) -> int | None:
    return None if before.amount <= 0 else round((net.amount - before.amount) * 100 / before.amount)


def _earlier(store: Store, period: Period) -> list[tuple[str, Period]]:
    first, last = period.first, period.last
    if first == last:
        days = (("day_before", first - DAY), ("week_before", first - WEEK))
        return [(kind, between(store, day, day)) for kind, day in days]
    if period.name in ("this_month", "last_month"):
        return [("before", between(store, _month_before(first), first - DAY))]
    length = WEEK if period.name in ("this_week", "last_week") else last - first + DAY
    return [("before", between(store, first - length, first - DAY))]


def _month_before(first: date) -> date:
    return (first - DAY).replace(day=1)


def _same_moment(store: Store, period: Period, earlier: Period, now: datetime) -> datetime:
    """As far into the earlier period as now is into ours, by the store's clock."""
    local = now.astimezone(store.timezone).replace(tzinfo=None) - (period.first - earlier.first)
    return max(earlier.starts_at, min(earlier.ends_at, local.replace(tzinfo=store.timezone).astimezone(UTC)))
