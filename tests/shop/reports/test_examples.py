"""The figures of small histories that a person can follow."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from models import Product, Store, Tx, transaction
from shop.actors import Actor
from shop.calendar import between, period
from shop.customer_cards import card, overview
from shop.order_lists import find_orders, wanted
from shop.orders import cancel_order, confirm_order
from shop.payments import claim_payment, mark_paid, refund_order
from shop.reports.figures import Figures, as_document, figures
from shop.reports.sales import sales
from shop.reports.tables import customers, orders
from shop.reports.top_customers import top_customers
from shop.stock import set_stock
from tests.shop.builders import NOW, Shop, customer, line, open_shop, placed, product, rupiah
from values import Money, Quantity

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)


def of_day(tx: Tx, store: Store, day: date, now: datetime = NOW) -> Figures:
    return figures(tx, store, between(store, day, day), now)


@pytest.fixture
def _tables(sqlite: str) -> None:
    """A database with tables."""


pytestmark = pytest.mark.usefixtures("_tables")


def test_an_order_is_a_sale_from_the_moment_it_is_confirmed() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop), "2"))
        before = of_day(tx, shop.store, TODAY)
        assert (before.sales.gross, before.waiting.orders, before.open_orders) == (rupiah(0), 1, 1)
        assert before.nothing
        confirm_order(tx, order, shop.owner, NOW)
        after = of_day(tx, shop.store, TODAY)
        assert (after.sales.gross, after.sales.net, after.sales.sold) == (rupiah(30_000), rupiah(30_000), 1)
        assert (after.owed.orders, after.owed.amount, after.waiting.orders) == (1, rupiah(30_000), 0)


def test_a_cancellation_takes_off_on_its_own_day() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop), "2"))
        confirm_order(tx, order, shop.owner, NOW)
        cancel_order(tx, order, "", shop.owner, NOW + DAY)
        first, second = (of_day(tx, shop.store, day).sales for day in (TODAY, TODAY + DAY))
    assert (first.net, first.sold, first.cancelled) == (rupiah(30_000), 1, 0)
    assert (second.net, second.sold, second.cancelled) == (-rupiah(30_000), 0, 1)
    assert second.average is None


def test_what_goes_back_after_a_cancellation_is_not_taken_off_twice() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop), "2"))
        confirm_order(tx, order, shop.owner, NOW)
        mark_paid(tx, order, shop.owner, NOW)
        cancel_order(tx, order, "", shop.owner, NOW)
        refund_order(tx, order, rupiah(30_000), shop.owner, NOW + timedelta(minutes=1))
        found = of_day(tx, shop.store, TODAY)
    assert (found.sales.net, found.sales.cancellations, found.sales.refunds) == (rupiah(0), rupiah(30_000), rupiah(0))
    assert (found.money.total, found.money.given_back) == (rupiah(30_000), rupiah(30_000))


def test_a_refund_takes_goods_before_the_delivery_fee() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop), "2"))
        order.fee_amount, order.total_amount = rupiah(10_000).amount, rupiah(40_000).amount
        tx.save(order)
        confirm_order(tx, order, shop.owner, NOW)
        mark_paid(tx, order, shop.owner, NOW)
        refund_order(tx, order, rupiah(20_000), shop.owner, NOW)
        assert sales(tx, shop.store, period(shop.store, "today", NOW)).net == rupiah(10_000)
        refund_order(tx, order, rupiah(20_000), shop.owner, NOW + timedelta(hours=1))
        found = of_day(tx, shop.store, TODAY)
    assert (found.sales.net, found.sales.refunds, found.sales.fees) == (rupiah(0), rupiah(30_000), rupiah(10_000))
    assert found.money.given_back == rupiah(40_000)


def test_what_customers_bought_for_is_the_same_wherever_it_is_told() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        meal = product(tx, shop, stock="90")
        budi, sari = (customer(tx, shop, phone) for phone in ("whatsapp:+62811", "whatsapp:+62812"))
        for phone, pieces, back in (("whatsapp:+62811", "3", 40_000), ("whatsapp:+62812", "2", 0)):
            order = placed(tx, shop, line(meal, pieces), phone=phone)
            confirm_order(tx, order, shop.owner, NOW)
            mark_paid(tx, order, shop.owner, NOW)
            if back:
                refund_order(tx, order, rupiah(back), shop.owner, NOW + DAY)
        off = placed(tx, shop, line(meal, "9"), phone="whatsapp:+62811")
        cancel_order(tx, confirm_order(tx, off, shop.owner, NOW), "", shop.owner, NOW)
        later = NOW + 2 * DAY
        best = {one.id: spent for one, _, spent in overview(tx, shop.store, later).best}
        days = between(shop.store, TODAY, TODAY + DAY)
        both, first = (top_customers(tx, shop.store, one) for one in (days, between(shop.store, TODAY, TODAY)))
        assert best == {one.id: card(tx, shop.store, one).spent for one in (budi, sari)}
        assert list(best) == [one.customer_id for one in both] == [sari.id, budi.id]
        assert [row[3] for row in customers(tx, shop.store, days, later).rows] == list(best.values())
        assert [one.spent for one in both] == [rupiah(30_000), rupiah(5_000)]
        assert [one.spent for one in first] == [rupiah(45_000), rupiah(30_000)]
        assert sum(one.spent.amount for one in both) == sales(tx, shop.store, days).net.amount


def test_a_list_of_orders_comes_to_the_same_in_chat_and_in_a_file() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        meal = product(tx, shop)
        for pieces in ("1", "2"):
            placed(tx, shop, line(meal, pieces))
        cancel_order(tx, placed(tx, shop, line(meal, "3")), "", shop.owner, NOW)
        today = period(shop.store, "today", NOW)
        listed = find_orders(tx, shop.store, wanted("all", today))
        table = orders(tx, shop.store, today, NOW)
        assert (listed.count, listed.total) == (3, rupiah(45_000))
        assert table.totals is not None
        assert listed.total in table.totals
        assert find_orders(tx, shop.store, wanted("cancelled", today)).total == rupiah(45_000)


def test_money_in_is_of_the_day_it_was_paid() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop), "2"))
        confirm_order(tx, order, shop.owner, NOW)
        mark_paid(tx, order, shop.owner, NOW + DAY)
        first, second = (of_day(tx, shop.store, day) for day in (TODAY, TODAY + DAY))
    assert (first.sales.net, first.money.total) == (rupiah(30_000), rupiah(0))
    assert (second.sales.net, second.money.total) == (rupiah(0), rupiah(30_000))
    assert [(way.kind, way.name, way.count) for way in second.money.ways] == [("cash", "Tunai", 1)]
    assert second.owed.orders == 0


def test_a_claim_waits_and_is_still_owed() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        confirm_order(tx, order, shop.owner, NOW)
        claim_payment(tx, order, Actor.customer(order.customer_id), NOW, "sudah")
        found = of_day(tx, shop.store, TODAY)
    assert (found.waiting.claims, found.owed.orders, found.owed.claimed) == (1, 1, 1)


def test_a_running_day_is_compared_up_to_the_same_time() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        meal = product(tx, shop, stock="90")
        sold_at(tx, shop, 2, NOW - DAY - timedelta(hours=1))
        sold_at(tx, shop, 3, NOW - DAY + timedelta(hours=1))
        sold_at(tx, shop, 1, NOW - 7 * DAY + timedelta(hours=1))
        sold_at(tx, shop, 3, NOW - timedelta(hours=1))
        running, over = (of_day(tx, shop.store, TODAY, now) for now in (NOW, NOW + DAY))
    assert meal.price == rupiah(15_000)
    assert [(one.kind, one.net, one.percent) for one in running.comparisons] == [
        ("day_before", rupiah(30_000), 50),
        ("week_before", rupiah(0), None),
    ]
    assert [(one.net, one.percent) for one in over.comparisons] == [(rupiah(75_000), -40), (rupiah(15_000), 200)]
    assert running.comparisons[0].until == NOW - DAY
    assert over.comparisons[0].until is None


def sold_at(tx: Tx, shop: Shop, meals: int, at: datetime) -> None:
    """Sell some meals at an instant."""
    order = placed(tx, shop, line(tx.exec(select(Product)).one(), str(meals)))
    order.placed_at = at
    tx.save(order)
    confirm_order(tx, order, shop.owner, at)


def test_a_month_is_compared_with_the_month_before_as_far_as_it_goes() -> None:
    with transaction() as tx:
        store = open_shop(tx).store
        march = datetime(2026, 3, 30, 5, tzinfo=UTC)
        (one,) = figures(tx, store, period(store, "this_month", march), march).comparisons
    assert (one.period.first, one.period.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert one.until == datetime(2026, 2, 28, 17, tzinfo=UTC)


def test_what_sells_and_is_gone_is_suggested_to_be_restocked() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, rare = product(tx, shop, stock="10"), product(tx, shop, "Ikan Bakar", 40_000, "9")
        confirm_order(tx, placed(tx, shop, line(rice, "7")), shop.owner, NOW)
        found = of_day(tx, shop.store, TODAY, NOW + timedelta(hours=1))
        assert [(one.name, one.left, one.days) for one in found.running_out] == [
            ("Nasi Goreng", Quantity.of(3), Decimal("0.4"))
        ]
        assert found.suggestion is not None
        assert (found.suggestion.kind, found.suggestion.goods) == ("restock_soon", found.running_out[0])
        confirm_order(tx, placed(tx, shop, line(rice, "3")), shop.owner, NOW)
        set_stock(tx, rare, Quantity.of(0), shop.owner, NOW)
        found = of_day(tx, shop.store, TODAY, NOW + timedelta(hours=1))
        assert [(one.name, one.days) for one in found.running_out] == [
            ("Nasi Goreng", Decimal("0.0")),
            ("Ikan Bakar", None),
        ]
        assert found.suggestion is not None
        assert (found.suggestion.kind, found.suggestion.goods) == ("restock", found.running_out[0])


def test_nothing_is_suggested_without_a_reason() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        confirm_order(tx, placed(tx, shop, line(product(tx, shop, stock=None))), shop.owner, NOW)
        assert of_day(tx, shop.store, TODAY).suggestion is None


def test_figures_are_kept_as_plain_json() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        confirm_order(tx, placed(tx, shop, line(product(tx, shop), "2")), shop.owner, NOW)
        kept = as_document(of_day(tx, shop.store, TODAY))
    assert json.loads(json.dumps(kept)) == kept
    assert kept["sales"]["gross"] == {"amount": rupiah(30_000).amount, "currency": "IDR"}
    assert kept["best"][0]["name"] == "Nasi Goreng"
    assert kept["peak"] == {"hour": 12, "orders": 1}
    assert kept["as_of"] == "2026-11-20T05:00:00+00:00"


def test_the_average_is_rounded_to_what_the_currency_shows() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop, price=10_000)
        for meals in ("1", "1", "2"):
            confirm_order(tx, placed(tx, shop, line(rice, meals)), shop.owner, NOW)
        assert of_day(tx, shop.store, TODAY).sales.average == Money(1_333_300, "IDR")
