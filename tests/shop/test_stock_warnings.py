"""What runs low, and counts that look wrong."""

from __future__ import annotations

from models import transaction
from shop import stock
from tests.shop.builders import (
    open_shop,
    product,
)
from values import Quantity


def test_what_runs_low_is_listed_and_a_slip_of_the_finger_is_noticed(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        product(tx, shop, "Nasi", stock="40")
        eggs, out = product(tx, shop, "Telur", stock="3"), product(tx, shop, "Soto", stock="0")
        assert [view.product for view in stock.stock_list(tx, shop.store, only_low=True)] == ["Telur", "Soto"]
        eggs.low_at = 2_000
        tx.save(eggs)
        assert [view.product for view in stock.stock_list(tx, shop.store, only_low=True)] == ["Soto"]
        assert stock.is_unusual(tx, eggs, Quantity.of(160)) is True
        assert stock.is_unusual(tx, eggs, Quantity.of(30)) is False
        assert stock.is_unusual(tx, out, Quantity.of(160)) is False  # nothing to compare with
