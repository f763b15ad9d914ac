"""Placing an order: once, as it was quoted, of what there is."""

from __future__ import annotations

import pytest
from sqlmodel import col, func, select

from models import Cart, Order, OrderEvent, transaction
from shop import carts, placing
from shop.errors import (
    OutOfStock,
)
from tests.shop.builders import (
    NOW,
    check_invariants,
    customer,
    filled,
    left,
    line,
    open_shop,
    placed,
    product,
    rupiah,
)
from values import CartLine, Quantity

pytestmark = pytest.mark.usefixtures("somewhere")


def test_an_order_is_what_was_quoted_and_a_second_yes_is_the_same_order() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        cart = filled(tx, shop, customer(tx, shop), line(rice, "2"))
        carts.set_address(tx, cart, "Jl. Merdeka 12", NOW)
        carts.quote_cart(tx, cart, NOW)
        order, first = placing.place_order(tx, cart, cart.version, NOW)
        again, second = placing.place_order(tx, cart, cart.version, NOW)
        assert (first, second, again.id) == (True, False, order.id)
        assert (order.number, order.state, order.fulfilment) == (1001, "pending", "delivery")
        assert (order.subtotal, order.fee, order.total) == (rupiah(30_000), rupiah(10_000), rupiah(40_000))
        assert (order.ship_address, order.ship_name, order.payment_name) == ("Jl. Merdeka 12", "Budi", "Tunai")
        assert left(tx, shop, rice.id) == 8
        assert tx.exec(select(func.count(col(Order.id)))).one() == 1
        assert [event.to_state for event in tx.exec(select(OrderEvent))] == ["pending"]
        assert carts.find_cart(tx, shop.store, customer(tx, shop)) is None
        check_invariants(tx)


def test_numbers_are_counted_per_store() -> None:
    with transaction() as tx:
        first, second = open_shop(tx), open_shop(tx, "whatsapp:+628111000010")
        rice, noodles = product(tx, first), product(tx, second)
        numbers = [
            placed(tx, first, line(rice)).number,
            placed(tx, first, line(rice)).number,
            placed(tx, second, line(noodles)).number,
        ]
        assert numbers == [1001, 1002, 1001]


def test_too_little_stock_is_refused_with_what_is_left_and_something_else() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, _ = product(tx, shop, stock="2"), product(tx, shop, "Mie Goreng", 14_000)
        cart = filled(tx, shop, customer(tx, shop), line(rice, "2"))
        placed(tx, shop, line(rice), phone="whatsapp:+6281200002")
    with pytest.raises(OutOfStock) as refused, transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(cart), cart.id), cart.version, NOW)
    assert refused.value.values == {
        "product": "Nasi Goreng",
        "asked": Quantity.of(2),
        "left": Quantity.of(1),
        "unit": "porsi",
        "alternative": "Mie Goreng",
    }
    with transaction() as tx:
        assert tx.session.get_one(type(cart), cart.id).state == "open"
        assert tx.exec(select(func.count(col(Order.id)))).one() == 1
        check_invariants(tx)


def test_lines_of_one_product_take_from_the_same_stock() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop, stock="6")
        plain, hot = line(rice, "2"), CartLine(rice.id, Quantity.of(2), note="pedas")
        early = filled(tx, shop, customer(tx, shop), plain, hot)
        late = filled(tx, shop, customer(tx, shop, "whatsapp:+6281200002"), plain, hot)
        placing.place_order(tx, early, early.version, NOW)
        assert left(tx, shop, rice.id) == 2
    with pytest.raises(OutOfStock) as refused, transaction() as tx:
        placing.place_order(tx, tx.session.get_one(Cart, late.id), late.version, NOW)
    assert (refused.value.values["asked"], refused.value.values["left"]) == (Quantity.of(4), Quantity.of(2))
    with transaction() as tx:
        assert (left(tx, shop, rice.id), tx.session.get_one(Cart, late.id).state) == (2, "open")
        check_invariants(tx)
