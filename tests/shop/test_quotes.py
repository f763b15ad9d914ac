"""A yes answers one quote and no other."""

from __future__ import annotations

import pytest

from models import transaction
from shop import carts, placing, products
from shop.errors import (
    CartChanged,
)
from tests.shop.builders import (
    NOW,
    customer,
    filled,
    left,
    line,
    open_shop,
    product,
    rupiah,
)

pytestmark = pytest.mark.usefixtures("somewhere")


def test_a_yes_to_an_older_cart_orders_nothing() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        cart = filled(tx, shop, customer(tx, shop), line(rice))
        seen = cart.version
        carts.set_lines(tx, cart, [line(rice, "3")], NOW)
        with pytest.raises(CartChanged):
            placing.place_order(tx, cart, seen, NOW)
        with pytest.raises(CartChanged):
            placing.place_order(tx, cart, cart.version, NOW)  # this version was never quoted
        assert (cart.state, left(tx, shop, rice.id)) == ("open", 10)


def test_a_price_that_moved_since_the_quote_is_shown_first() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        cart = filled(tx, shop, customer(tx, shop), line(rice))
        products.set_price(tx, rice, rupiah(18_000), shop.owner, NOW)
    with pytest.raises(CartChanged), transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(cart), cart.id), cart.version, NOW)
    with transaction() as tx:
        cart = tx.session.get_one(type(cart), cart.id)
        assert cart.state == "open"
        view = carts.quote_cart(tx, cart, NOW)
        assert [(row.was, row.priced and row.priced.unit_price) for row in view.repriced] == [
            (rupiah(15_000), rupiah(18_000))
        ]
        order, _ = placing.place_order(tx, cart, cart.version, NOW)
        assert order.total == rupiah(18_000)
