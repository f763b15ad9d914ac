"""Cancelling, by either side or by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import StockMovement, transaction
from shop import orders
from shop.actors import Actor
from shop.errors import (
    TooLateToCancel,
    WrongState,
)
from shop.overdue import overdue, settle_overdue
from tests.shop.builders import (
    NOW,
    check_invariants,
    left,
    line,
    open_shop,
    placed,
    product,
)

pytestmark = pytest.mark.usefixtures("somewhere")


def test_cancelling_frees_the_stock_once_and_a_shipped_order_comes_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        open_one, shipped = placed(tx, shop, line(rice, "2")), placed(tx, shop, line(rice, "3"))
        shipped.fulfilment = "delivery"
        tx.save(shipped)
        orders.cancel_order(tx, open_one, "habis", shop.owner, NOW)
        with pytest.raises(WrongState):
            orders.cancel_order(tx, open_one, "habis", shop.owner, NOW)
        assert left(tx, shop, rice.id) == 7
        orders.confirm_order(tx, shipped, shop.owner, NOW)
        orders.ship_order(tx, shipped, shop.owner, NOW)
        orders.cancel_order(tx, shipped, "alamat salah", shop.owner, NOW)
        assert left(tx, shop, rice.id) == 10
        kinds = [movement.kind for movement in tx.exec(select(StockMovement).order_by(col(StockMovement.id)))]
        assert kinds == ["in", "out", "in"]
        assert (open_one.cancel_reason, shipped.cancelled_at) == ("habis", NOW)
        check_invariants(tx)


def test_customers_cancel_until_the_store_has_taken_the_order() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        first, second = placed(tx, shop, line(rice)), placed(tx, shop, line(rice))
        buyer = Actor.customer(first.customer_id)
        assert orders.cancel_order(tx, first, "", buyer, NOW).state == "cancelled"
        orders.confirm_order(tx, second, shop.owner, NOW)
        with pytest.raises(TooLateToCancel):
            orders.cancel_order(tx, second, "", buyer, NOW)
        assert second.state == "confirmed"


def test_the_clock_cancels_what_nobody_confirms_and_completes_what_was_delivered() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        forgotten, fetched = placed(tx, shop, line(rice)), placed(tx, shop, line(rice))
        orders.confirm_order(tx, fetched, shop.owner, NOW)
        orders.ready_order(tx, fetched, shop.owner, NOW)
        orders.deliver_order(tx, fetched, shop.owner, NOW)
        early, late = NOW + timedelta(hours=23), NOW + timedelta(hours=24)
        assert overdue(tx, early) == []
        assert settle_overdue(tx, forgotten.id, early) is None
        assert sorted(overdue(tx, late)) == sorted([forgotten.id, fetched.id])
        assert [settle_overdue(tx, key, late) for key in (forgotten.id, fetched.id)] == [forgotten, fetched]
        assert overdue(tx, late) == []
        assert settle_overdue(tx, forgotten.id, late) is None
        assert (forgotten.state, fetched.state) == ("cancelled", "completed")
        check_invariants(tx)
