"""The table of an order's steps, and when goods leave the stock."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import ORDER_STATES, OrderEvent, transaction
from shop import orders, stock
from shop.errors import (
    WrongFulfilment,
    WrongState,
)
from shop.transitions import STEPS
from tests.shop.builders import (
    NOW,
    check_invariants,
    line,
    open_shop,
    placed,
    product,
)
from values import Quantity

pytestmark = pytest.mark.usefixtures("somewhere")


ALLOWED = {
    "confirm": {"pending"},
    "process": {"confirmed"},
    "ship": {"confirmed", "processing"},
    "ready": {"confirmed", "processing"},
    "deliver": {"shipped", "ready"},
    "complete": {"delivered"},
    "cancel": {"pending", "confirmed", "processing", "shipped", "ready"},
}


@pytest.mark.parametrize("state", ORDER_STATES)
@pytest.mark.parametrize("name", STEPS)
def test_every_step_from_every_state(name: str, state: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        order.state = state
        order.fulfilment = STEPS[name].fulfilment or "pickup"
        tx.save(order)
        if state in ALLOWED[name]:
            assert orders.move_order(tx, order, name, shop.owner, NOW).state == STEPS[name].to
            return
        with pytest.raises(WrongState) as refused:
            orders.move_order(tx, order, name, shop.owner, NOW)
        assert refused.value.values == {"order": 1001, "state": state, "wanted": STEPS[name].to}
        assert order.state == state


def test_a_delivery_leaves_the_stock_when_shipped_and_a_pickup_when_fetched() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        delivery, pickup = placed(tx, shop, line(rice, "2")), placed(tx, shop, line(rice, "3"))
        delivery.fulfilment = "delivery"
        tx.save(delivery)
        for order in (delivery, pickup):
            orders.confirm_order(tx, order, shop.owner, NOW)
        with pytest.raises(WrongFulfilment):
            orders.ship_order(tx, pickup, shop.owner, NOW)
        orders.ship_order(tx, delivery, shop.owner, NOW, "JNE 77")
        orders.ready_order(tx, pickup, shop.owner, NOW)
        assert stock.stock_view(tx, rice).on_hand == Quantity.of(8)
        assert stock.stock_view(tx, rice).reserved == Quantity.of(3)
        orders.complete_order(tx, pickup, shop.owner, NOW)
        orders.deliver_order(tx, delivery, shop.owner, NOW)
        assert (delivery.state, delivery.tracking, pickup.state) == ("delivered", "JNE 77", "completed")
        assert stock.stock_view(tx, rice).on_hand == Quantity.of(5)
        assert stock.stock_view(tx, rice).reserved == Quantity.of(0)
        steps = [event.to_state for event in tx.exec(select(OrderEvent).where(OrderEvent.order_id == pickup.id))]
        assert steps == ["pending", "confirmed", "ready", "delivered", "completed"]
        check_invariants(tx)
