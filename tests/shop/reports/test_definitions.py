"""Every figure equals its own recount, whatever the zone, the start of the day and the edge of the day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from models import transaction
from shop.calendar import between
from shop.reports.figures import Figures, figures
from shop.reports.rhythm import hours
from shop.reports.top_customers import top_customers
from tests.shop.reports import history
from values import Period

FIRST = date(2026, 10, 23)  # clocks change in New York nine days later
DAYS = 12
PLACES = [
    ("Asia/Jakarta", "IDR", time(4)),
    ("Asia/Kolkata", "INR", time(0)),
    ("America/New_York", "USD", time(4)),
]


def told(found: Figures) -> dict[str, object]:
    """The figures in the form of the recount, zeros left out of the counts."""
    sums = found.sales
    counts = {
        "gross": sums.gross.amount,
        "discounts": sums.discounts.amount,
        "refunds": sums.refunds.amount,
        "cancellations": sums.cancellations.amount,
        "fees": sums.fees.amount,
        "sold": sums.sold,
        "cancelled": sums.cancelled,
        "given_back": found.money.given_back.amount,
    }
    return {name: count for name, count in counts.items() if count} | {
        "money": {way.name: way.amount.amount for way in found.money.ways},
        "new": found.buyers.new,
        "returning": found.buyers.returning,
    }


def recounted(past: history.History, period: Period) -> dict[str, object]:
    return {name: value for name, value in history.expected(past, period.first, period.last).items() if value != 0}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("zone", "currency", "day_start"), PLACES)
def test_figures_equal_their_recount(database: str, zone: str, currency: str, day_start: time, seed: int) -> None:
    dice = random.Random(f"{zone} {seed}")
    with transaction() as tx:
        past = history.open_store(tx, zone, currency, day_start, datetime(2026, 10, 1, tzinfo=UTC))
        moments = history.instants(dice, zone, FIRST, DAYS)
        history.happen(tx, past, dice, moments, 40)
        now = moments[-1] + timedelta(days=3)
        days = [FIRST + timedelta(days=offset) for offset in range(-1, DAYS + 1)]
        spans = [(day, day) for day in days] + [(days[2], days[8]), (days[0], days[-1])]
        for first, last in spans:
            period = between(past.store, first, last)
            found = figures(tx, past.store, period, now)
            recount = recounted(past, period)
            pieces, by_hour = recount.pop("pieces"), recount.pop("hours")
            recount = {"new": 0, "returning": 0} | recount
            assert told(found) == recount
            assert hours(tx, past.store, period) == by_hour
            best = {past.products[key].name: count for key, count in sorted(pieces.items())}  # type: ignore[attr-defined]
            assert {one.name: int(one.quantity.decimal) for one in found.best} == best
        # Of all that ever happened, what the customers bought for is what was sold.
        assert sum(one.spent.amount for one in top_customers(tx, past.store, period)) == found.sales.net.amount


@pytest.mark.parametrize(("zone", "currency", "day_start"), PLACES)
def test_days_add_up_to_their_month(sqlite: str, zone: str, currency: str, day_start: time) -> None:
    dice = random.Random(zone)
    with transaction() as tx:
        past = history.open_store(tx, zone, currency, day_start, datetime(2026, 10, 1, tzinfo=UTC))
        history.happen(tx, past, dice, history.instants(dice, zone, FIRST, DAYS), 30)
        now = datetime(2026, 12, 1, tzinfo=UTC)
        days = [FIRST + timedelta(days=offset) for offset in range(-2, DAYS + 2)]
        each = [figures(tx, past.store, between(past.store, day, day), now) for day in days]
        whole = figures(tx, past.store, between(past.store, days[0], days[-1]), now)
    assert whole.sales.net.amount == sum(one.sales.net.amount for one in each)
    assert whole.money.total.amount == sum(one.money.total.amount for one in each)
    assert whole.sales.cancelled == sum(one.sales.cancelled for one in each)
