"""The opening hours of the coming week, as they are told to customers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from models import Store, Tx
from shop.opening import closed_days, whole_week


class DayHours(Struct, frozen=True):
    """A day and the spans it is open, by the store's clock: none when closed, midnight to midnight when always open."""

    day: date
    spans: tuple[tuple[time, time], ...]

    @property
    def whole(self) -> bool:
        """Whether the store never closes that day."""
        return self.spans == ((time(0), time(0)),)


class Week(Struct, frozen=True):
    """Seven days from today on; `alike` when every one of them has the same hours."""

    days: tuple[DayHours, ...]
    alike: bool


def week_of(tx: Tx, store: Store, now: datetime) -> Week:
    """The hours of the seven days that begin with the store's own today."""
    spans = whole_week(tx, store)
    today = now.astimezone(store.timezone).date()
    closed = closed_days(tx, store)
    coming = [today + timedelta(days=ahead) for ahead in range(7)]
    days = tuple(_day(day, [] if day in closed else spans) for day in coming)
    return Week(days, len({day.spans for day in days}) == 1)


def _day(day: date, spans: list[tuple[int, int, int]]) -> DayHours:
    mine = ((opens, closes) for weekday, opens, closes in spans if weekday == day.weekday())
    return DayHours(day, tuple((_clock(opens), _clock(closes)) for opens, closes in mine))


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
