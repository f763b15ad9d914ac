"""When an order is wanted, from a day and a time of day as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from models import Store, Tx
from shop.calendar import next_local
from shop.errors import StoreClosed, TimePassed
from shop.opening import is_open, next_opening


def wanted_at(tx: Tx, store: Store, day: date | None, clock: time | None, now: datetime) -> datetime | None:
    """The instant that is meant, None for as soon as possible: a time alone is its next occurrence.

    Refused: TimePassed, and StoreClosed where the store does not sell at that instant.
    """
    at = None if clock is None else _instant(store, day, clock, now)
    if at is not None and at < now:
        raise TimePassed(at)
    if not is_open(tx, store, at or now):
        raise StoreClosed(store.name, next_opening(tx, store, at or now))
    return at


def _instant(store: Store, day: date | None, clock: time, now: datetime) -> datetime:
    if day is None:
        return next_local(store, clock, now)
    return datetime.combine(day, clock, store.timezone).astimezone(UTC)
