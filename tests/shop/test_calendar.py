"""Business days, periods and opening hours, in the zone of the store."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models import Store, transaction
from shop import calendar, opening
from tests.shop.builders import NOW, open_shop


def store(zone: str = "Asia/Jakarta", day_start: time = time(0)) -> Store:
    return Store(zone=zone, day_start=day_start, currency="IDR")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "day_start", "day"),
    [
        ("2026-11-20T16:59:00+00:00", time(0), date(2026, 11, 20)),
        ("2026-11-20T17:00:00+00:00", time(0), date(2026, 11, 21)),
        ("2026-11-20T20:59:00+00:00", time(4), date(2026, 11, 20)),
        ("2026-11-20T21:00:00+00:00", time(4), date(2026, 11, 21)),
    ],
)
def test_the_business_day_is_the_stores(instant: str, day_start: time, day: date) -> None:
    assert calendar.business_day(store(day_start=day_start), at(instant)) == day


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("yesterday", "2026-11-19", "2026-11-19"),
        ("this_week", "2026-11-16", "2026-11-20"),
        ("last_week", "2026-11-09", "2026-11-15"),
        ("this_month", "2026-11-01", "2026-11-20"),
        ("last_month", "2026-10-01", "2026-10-31"),
    ],
)
def test_periods_by_name(name: str, first: str, last: str) -> None:
    found = calendar.period(store(), name, NOW)
    assert (found.name, found.first.isoformat(), found.last.isoformat()) == (name, first, last)
    assert found.starts_at == at(f"{first}T00:00:00+07:00")
    assert found.ends_at == at(f"{last}T00:00:00+07:00") + timedelta(days=1)


def test_a_day_on_which_clocks_change_is_as_long_as_it_is() -> None:
    found = calendar.between(store("America/New_York"), date(2026, 11, 1), date(2026, 11, 1))
    assert found.ends_at - found.starts_at == timedelta(hours=25)


def test_the_next_time_a_clock_shows_something() -> None:
    place = store()
    assert calendar.next_local(place, time(21), NOW) == at("2026-11-20T21:00:00+07:00")
    assert calendar.next_local(place, time(12), NOW) == at("2026-11-21T12:00:00+07:00")


SPLIT = [(4, 8 * 60, 11 * 60), (4, 17 * 60, 26 * 60), (6, 0, 1440)]  # Friday with a break and past midnight; Sunday


@pytest.mark.parametrize(
    ("local", "is_open", "opens"),
    [
        ("2026-11-20T07:59", False, "2026-11-20T08:00"),
        ("2026-11-20T08:00", True, "2026-11-20T08:00"),
        ("2026-11-20T11:00", False, "2026-11-20T17:00"),
        ("2026-11-21T01:59", True, "2026-11-21T01:59"),
        ("2026-11-21T02:00", False, "2026-11-22T00:00"),
        ("2026-11-22T23:59", True, "2026-11-22T23:59"),
        ("2026-11-23T00:00", False, "2026-11-27T08:00"),
    ],
)
@pytest.mark.usefixtures("somewhere")
def test_split_hours_and_hours_past_midnight(local: str, is_open: bool, opens: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx).store
        opening.replace_hours(tx, shop, SPLIT)
        moment = at(f"{local}+07:00")
        assert opening.is_open(tx, shop, moment) is is_open
        assert opening.next_opening(tx, shop, moment) == at(f"{opens}+07:00")


@pytest.mark.usefixtures("somewhere")
def test_a_paused_store_opens_when_it_said_or_nobody_knows() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        until = NOW + timedelta(hours=2)
        opening.close_store(tx, shop.store, until, shop.owner, NOW)
        assert opening.is_open(tx, shop.store, NOW) is False
        assert opening.next_opening(tx, shop.store, NOW) == until
        assert opening.is_open(tx, shop.store, until) is True
        opening.close_store(tx, shop.store, None, shop.owner, NOW)
        assert opening.next_opening(tx, shop.store, NOW) is None
        opening.open_store(tx, shop.store, shop.owner, NOW)
        assert opening.is_open(tx, shop.store, NOW) is True


def test_the_day_of_an_instant_is_the_one_that_holds_it_though_clocks_change_at_its_start() -> None:
    night_owl = store("America/New_York", time(1, 30))
    for clocks_change in ("2026-11-01T00:00:00-04:00", "2026-03-08T00:00:00-05:00"):
        for minutes in range(0, 48 * 60, 10):
            instant = at(clocks_change) + timedelta(minutes=minutes)
            day = calendar.business_day(night_owl, instant)
            found = calendar.between(night_owl, day, day)
            assert found.starts_at <= instant < found.ends_at


@pytest.mark.usefixtures("somewhere")
def test_a_store_of_one_day_a_week_opens_after_the_weeks_it_is_closed() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        opening.replace_hours(tx, shop.store, [(0, 8 * 60, 16 * 60)])
        mondays = [date(2026, 11, 23), date(2026, 11, 30)]
        opening.replace_closed_days(tx, shop.store, mondays)
        assert opening.next_opening(tx, shop.store, NOW) == at("2026-12-07T08:00:00+07:00")
