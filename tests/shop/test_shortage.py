"""How much is left is the store's to tell."""

from __future__ import annotations

import pytest

from models import transaction
from shop import carts
from tests.shop.builders import NOW, customer, line, open_shop, product
from values import Quantity

pytestmark = pytest.mark.usefixtures("somewhere")


@pytest.mark.parametrize(
    ("told", "stock", "left"),
    [
        ("never", "2", None),
        ("shortage", "2", Quantity.of(2)),
        ("shortage", "11", None),
        ("always", "11", Quantity.of(11)),
    ],
)
def test_how_much_is_left_is_told_as_the_store_wants(told: str, stock: str, left: Quantity | None) -> None:
    with transaction() as tx:
        shop = open_shop(tx, tells_stock=told)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        update = carts.set_lines(tx, cart, [line(product(tx, shop, stock=stock), "50")], NOW)
        assert [refusal.values["left"] for refusal in update.refused] == [left]
