"""The hours of the coming week, and when an order is wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models import transaction
from shop.errors import StoreClosed, TimePassed
from shop.opening import replace_hours
from shop.week import DayHours, week_of
from shop.wishes import wanted_at
from tests.shop.builders import NOW, open_shop

MORNING_AND_EVENING = (*((day, 480, 720) for day in range(5)), *((day, 1020, 1500) for day in range(5)))


def test_a_store_without_hours_is_open_all_week(somewhere: str) -> None:
    with transaction() as tx:
        week = week_of(tx, open_shop(tx).store, NOW)
    assert week.alike
    assert [day.whole for day in week.days] == [True] * 7
    assert week.days[0].day == date(2026, 11, 20)


def test_split_hours_and_days_off_are_told_by_day(somewhere: str) -> None:
    with transaction() as tx:
        store = open_shop(tx).store
        replace_hours(tx, store, MORNING_AND_EVENING)
        week = week_of(tx, store, NOW)
    assert not week.alike
    assert week.days[0] == DayHours(date(2026, 11, 20), ((time(8), time(12)), (time(17), time(1))))
    assert week.days[1] == DayHours(date(2026, 11, 21), ())


@pytest.mark.parametrize(
    ("day", "clock", "meant"),
    [
        (None, None, None),
        (None, time(17, 0), datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
        (None, time(9, 0), datetime(2026, 11, 21, 2, 0, tzinfo=UTC)),
        (date(2026, 11, 22), time(9, 0), datetime(2026, 11, 22, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_time_alone_is_its_next_occurrence(
    somewhere: str, day: date | None, clock: time | None, meant: datetime | None
) -> None:
    with transaction() as tx:
        assert wanted_at(tx, open_shop(tx).store, day, clock, NOW) == meant


def test_a_time_that_has_passed_is_refused(somewhere: str) -> None:
    with transaction() as tx, pytest.raises(TimePassed):
        wanted_at(tx, open_shop(tx).store, date(2026, 11, 20), time(9, 0), NOW)


def test_now_is_refused_while_the_store_is_closed(somewhere: str) -> None:
    with transaction() as tx:
        store = open_shop(tx, paused=True, paused_until=NOW + timedelta(hours=3)).store
        with pytest.raises(StoreClosed) as refused:
            wanted_at(tx, store, None, None, NOW)
        assert refused.value.opens_at == NOW + timedelta(hours=3)
        assert wanted_at(tx, store, None, time(17, 0), NOW) == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
