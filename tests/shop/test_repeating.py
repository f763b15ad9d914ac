"""The same again, today."""

from __future__ import annotations

import pytest

from models import transaction
from shop import carts, products
from tests.shop.builders import (
    NOW,
    customer,
    line,
    open_shop,
    placed,
    product,
    rupiah,
    weighed,
)

pytestmark = pytest.mark.usefixtures("somewhere")


def test_repeating_an_order_takes_todays_prices_and_leaves_out_what_is_gone() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, tea, eggs = product(tx, shop), product(tx, shop, "Es Teh", 5_000), weighed(tx, shop, "Telur", 30_000, "3")
        order = placed(tx, shop, line(rice, "2"), line(tea), line(eggs, "0.5"))
        products.set_price(tx, rice, rupiah(16_000), shop.owner, NOW)
        products.hide(tx, tea, shop.owner, NOW)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        update = carts.repeat_order(tx, cart, order, NOW)
        assert [refusal.code for refusal in update.refused] == ["not_offered"]
        assert [row.name for row in update.cart.lines] == ["Nasi Goreng", "Telur"]
        assert update.cart.subtotal == rupiah(47_000)
