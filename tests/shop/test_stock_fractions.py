"""Parts of a unit are exact on both databases."""

from __future__ import annotations

import pytest

from models import transaction
from shop import placing, stock
from shop.errors import OutOfStock
from tests.shop.builders import (
    NOW,
    check_invariants,
    customer,
    filled,
    line,
    open_shop,
    placed,
    product,
    weighed,
)
from values import Quantity


def test_a_tenth_and_two_tenths_of_three_tenths_are_sold(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        flour = weighed(tx, shop, "Tepung", 12_000, "0.3")
        first, second = placed(tx, shop, line(flour, "0.1")), placed(tx, shop, line(flour, "0.2"))
        assert stock.available(tx, shop.store, [flour.id]) == {flour.id: Quantity(0)}
        assert (first.total.amount, second.total.amount) == (120_000, 240_000)
        check_invariants(tx)


def test_out_of_stock_says_how_much_there_is(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="3")
        cart = filled(tx, shop, customer(tx, shop), line(eggs, "3"))
        stock.remove_stock(tx, eggs, Quantity.of(1), shop.owner, NOW)
        with pytest.raises(OutOfStock) as refused:
            placing.place_order(tx, cart, cart.version, NOW)
        assert (refused.value.asked, refused.value.left) == (Quantity.of(3), Quantity.of(2))
