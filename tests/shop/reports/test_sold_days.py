"""What was sold by day, kept with the orders: the same to the last unit as the orders themselves tell."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import col, select

from bot.verify import verify_in
from models import Order, Product, SoldDay, Store, Tx, transaction
from shop import order_edits
from shop.actors import Actor
from shop.calendar import between
from shop.orders import cancel_order, confirm_order
from shop.reports.goods import Sold, pace_of, sold
from shop.schedules import planned
from shop.sold_days import rebuild
from shop.stores import set_field
from shop.undo import undo
from tests.shop.builders import NOW, line, open_shop, placed, product
from tests.shop.reports.history import happen, instants, open_store
from values import Quantity

FIRST, DAYS = date(2026, 10, 25), 12
ZONES = (("Asia/Jakarta", time(0)), ("America/New_York", time(4)), ("Asia/Kolkata", time(0)))
RULE = "sums_by_day_equal_the_orders"


def kept(tx: Tx, store: Store) -> list[tuple[object, ...]]:
    rows = tx.exec(select(SoldDay).where(col(SoldDay.store_id) == store.id))
    found = [(row.day, row.off_day, row.product_id, row.quantity, row.amount) for row in rows]
    return sorted(one for one in found if one[3])


def by_orders(tx: Tx, store: Store, first: date, last: date) -> list[Sold]:
    """The same question with the sums out of the way."""
    store.sums_days = False
    tx.save(store)
    found = sold(tx, store, between(store, first, last))
    store.sums_days = True
    tx.save(store)
    return found


@pytest.mark.parametrize(("zone", "day_start"), ZONES)
def test_every_stretch_of_days_is_the_same(database: str, zone: str, day_start: time) -> None:
    dice = random.Random(zone)
    with transaction() as tx:
        history = open_store(tx, zone, "IDR", day_start, datetime(2026, 10, 20, tzinfo=UTC))
        happen(tx, history, dice, instants(dice, zone, FIRST, DAYS), 120)
        store = history.store
        for _ in range(40):
            first = FIRST - timedelta(days=1) + timedelta(days=dice.randrange(DAYS))
            last = first + timedelta(days=dice.randrange(6))
            assert sold(tx, store, between(store, first, last)) == by_orders(tx, store, first, last)
        assert [one.count for one in verify_in(tx, timedelta(0), 5, [RULE])] == [0]


@pytest.mark.parametrize(("zone", "day_start"), ZONES)
def test_made_anew_they_are_the_same(database: str, zone: str, day_start: time) -> None:
    dice = random.Random(zone)
    with transaction() as tx:
        history = open_store(tx, zone, "IDR", day_start, datetime(2026, 10, 20, tzinfo=UTC))
        happen(tx, history, dice, instants(dice, zone, FIRST, DAYS), 120)
        before = kept(tx, history.store)
        assert len(before) > 60
        rebuild(tx, history.store)
        tx.session.expire_all()
        assert kept(tx, history.store) == before


def test_an_edit_of_a_sale_counts_and_one_of_a_waiting_order_does_not(sqlite: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, tea = product(tx, shop), product(tx, shop, "Es Teh", 5_000)
        order = placed(tx, shop, line(rice, "2"))
        order_edits.set_in_order(tx, order, rice, Quantity.of(3), shop.owner, NOW)
        assert kept(tx, shop.store) == []
        confirm_order(tx, order, shop.owner, NOW)
        for what, quantity in ((rice, 1), (tea, 4)):
            order = tx.session.get_one(Order, order.id)
            order_edits.set_in_order(tx, order, what, Quantity.of(quantity), shop.owner, NOW)
        assert [row[2:] for row in kept(tx, shop.store)] == [(rice.id, 1000, 1_500_000), (tea.id, 4000, 2_000_000)]
        order_edits.set_in_order(tx, tx.session.get_one(Order, order.id), tea, Quantity.of(0), shop.owner, NOW)
        assert [row[2:] for row in kept(tx, shop.store)] == [(rice.id, 1000, 1_500_000)]
        assert [one.count for one in verify_in(tx, timedelta(0), 5, [RULE])] == [0]


def test_the_pace_of_two_weeks_is_that_of_the_orders(sqlite: str) -> None:
    dice = random.Random(5)
    with transaction() as tx:
        history = open_store(tx, "Asia/Jakarta", "IDR", time(0), datetime(2026, 10, 20, tzinfo=UTC))
        happen(tx, history, dice, instants(dice, "Asia/Jakarta", FIRST, 20), 150)
        now = datetime(2026, 11, 16, 9, 41, tzinfo=UTC)
        kept_pace = pace_of(tx, history.store, now)
        history.store.sums_days = False
        tx.save(history.store)
        assert pace_of(tx, history.store, now) == kept_pace
        assert kept_pace[0]


def test_a_sum_that_is_wrong_is_found(sqlite: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice: Product = product(tx, shop)
        first, second = placed(tx, shop, line(rice, "2")), placed(tx, shop, line(rice), phone="whatsapp:+62899")
        confirm_order(tx, first, shop.owner, NOW)
        confirm_order(tx, second, shop.owner, NOW)
        cancel_order(tx, second, "", shop.owner, NOW + timedelta(days=1))
        row = tx.exec(select(SoldDay).where(col(SoldDay.quantity) == 2000)).one()
        row.quantity = 3000
        tx.save(row)
        (found,) = verify_in(tx, timedelta(0), 5, [RULE])
        assert [(one["product_id"], one["kept"], one["sold"]) for one in found.rows] == [(rice.id, 3000, 2000)]


def test_by_another_clock_days_are_summed_up_anew_and_undo_brings_them_back(sqlite: str) -> None:
    dice = random.Random(7)
    with transaction() as tx:
        history = open_store(tx, "Asia/Jakarta", "IDR", time(0), datetime(2026, 10, 20, tzinfo=UTC))
        happen(tx, history, dice, instants(dice, "Asia/Jakarta", FIRST, DAYS), 80)
        store, owner, before = history.store, Actor.user(1, "owner"), kept(tx, history.store)
        planned_before = [row.next_at for row in planned(tx, store, "")]
        set_field(tx, store, "zone", "America/New_York", owner, NOW)
        for first in (FIRST, FIRST + timedelta(days=3)):
            last = first + timedelta(days=4)
            assert sold(tx, store, between(store, first, last)) == by_orders(tx, store, first, last)
        assert kept(tx, store) != before
        undo(tx, store, owner, NOW)
        tx.session.expire_all()
        assert kept(tx, store) == before
        set_field(tx, store, "zone", "Asia/Makassar", owner, NOW)
        tx.session.expire_all()
        # An hour to the east everything is due an hour earlier.
        assert [row.next_at for row in planned(tx, store, "summary.weekly")] != planned_before
