"""Business days and periods, in a store's own zone and by its own start of the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from models import Store
from values import Period

PERIODS: Final = ("today", "yesterday", "this_week", "last_week", "this_month", "last_month")
DAY: Final = timedelta(days=1)


def business_day(store: Store, instant: datetime) -> date:
    """The business day an instant belongs to: before the store's start of the day it is still the day before."""
    day = instant.astimezone(store.timezone).date()
    return day if instant >= starts_at(store, day) else day - DAY


def starts_at(store: Store, day: date) -> datetime:
    """The instant, in UTC, at which a business day begins."""
    return at_local(store, day, store.day_start)


def between(store: Store, first: date, last: date, name: str = "range") -> Period:
    """The period from one business day to another, both included; turned round if they come in the wrong order."""
    first, last = min(first, last), max(first, last)
    return Period(name, first, last, starts_at(store, first), starts_at(store, last + DAY))


def period(store: Store, name: str, now: datetime) -> Period:
    """A period by its name (see PERIODS) as of now; weeks begin on Monday."""
    today = business_day(store, now)
    first, last = _days(name, today)
    return between(store, first, last, name)


def next_local(store: Store, at: time, after: datetime) -> datetime:
    """The next instant after `after` at which the store's clock shows `at`, in UTC."""
    today = after.astimezone(store.timezone).date()
    days = (today, today + DAY)
    return min(found for day in days if (found := at_local(store, day, at)) > after)


def at_local(store: Store, day: date, at: time) -> datetime:
    """The instant, in UTC, at which the store's clock shows a time on a day."""
    return datetime.combine(day, at, store.timezone).astimezone(UTC)


def _days(name: str, today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    return {
        "today": (today, today),
        "yesterday": (today - DAY, today - DAY),
        "this_week": (monday, today),
        "last_week": (monday - 7 * DAY, monday - DAY),
        "this_month": (month, today),
        "last_month": ((month - DAY).replace(day=1), month - DAY),
    }[name]
