"""What keeps an order from being placed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from models import Order, transaction
from shop import carts, opening, placing
from shop.errors import (
    BelowMinimum,
    CheckoutIncomplete,
    EmptyCart,
    ShopError,
    StoreClosed,
    TimePassed,
)
from tests.shop.builders import (
    NOW,
    check_invariants,
    customer,
    filled,
    line,
    open_shop,
    product,
    rupiah,
)

pytestmark = pytest.mark.usefixtures("somewhere")


@pytest.mark.parametrize(
    ("store", "cart", "refusal"),
    [
        ({"minimum_amount": rupiah(50_000).amount}, {}, BelowMinimum),
        ({"paused": True}, {}, StoreClosed),
        ({}, {"fulfilment": None}, CheckoutIncomplete),
        ({}, {"payment_way_id": None}, CheckoutIncomplete),
        ({}, {"requested_at": NOW - timedelta(hours=1)}, TimePassed),
    ],
)
def test_what_keeps_an_order_from_being_placed(
    store: dict[str, object], cart: dict[str, object], refusal: type[ShopError]
) -> None:
    with transaction() as tx:
        shop = open_shop(tx, **store)
        mine = filled(tx, shop, customer(tx, shop), line(product(tx, shop)))
        for field, value in cart.items():
            setattr(mine, field, value)
        tx.save(mine)
    with pytest.raises(refusal), transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(mine), mine.id), mine.version, NOW)
    with transaction() as tx:
        assert tx.exec(select(func.count(col(Order.id)))).one() == 0
        check_invariants(tx)


def test_an_empty_cart_is_not_an_order() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        cart = filled(tx, shop, customer(tx, shop))
        with pytest.raises(EmptyCart):
            placing.place_order(tx, cart, cart.version, NOW)


def test_a_closed_store_takes_orders_for_when_it_is_open() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        opening.replace_hours(tx, shop.store, [(day, 8 * 60, 11 * 60) for day in range(7)])
        cart = filled(tx, shop, customer(tx, shop), line(product(tx, shop)))
    tomorrow_at_nine = NOW + timedelta(hours=21)
    with pytest.raises(StoreClosed) as refused, transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(cart), cart.id), cart.version, NOW)
    assert refused.value.opens_at == NOW + timedelta(hours=20)
    with transaction() as tx:
        cart = tx.session.get_one(type(cart), cart.id)
        carts.set_time(tx, cart, tomorrow_at_nine, NOW)
        carts.quote_cart(tx, cart, NOW)
        order, _ = placing.place_order(tx, cart, cart.version, NOW)
        assert order.requested_at == tomorrow_at_nine
