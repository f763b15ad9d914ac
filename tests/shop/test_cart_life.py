"""One open cart, changed by one at a time, for a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Cart, Store, transaction
from shop import carts
from shop.errors import CartChanged
from tests.shop.builders import NOW, customer, line, open_shop, product

pytestmark = pytest.mark.usefixtures("somewhere")


def test_a_cart_that_somebody_else_changed_is_not_overwritten() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        buyer, rice = customer(tx, shop), product(tx, shop)
        seen = carts.open_cart(tx, shop.store, buyer, NOW)
    with transaction() as tx:
        fresh = carts.open_cart(tx, shop.store, buyer, NOW)
        carts.set_lines(tx, fresh, [line(rice, "2")], NOW)
    with transaction() as tx:
        with pytest.raises(CartChanged):
            carts.clear_cart(tx, seen, NOW)
        kept = carts.open_cart(tx, shop.store, buyer, NOW)
        assert (kept.id, carts.lines_of(tx, kept)) == (fresh.id, (line(rice, "2"),))


def test_a_cart_is_dropped_after_a_week_and_a_new_one_begins() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        buyer = customer(tx, shop)
        old = carts.open_cart(tx, shop.store, buyer, NOW)
        assert carts.drop_expired(tx, NOW + timedelta(days=6)) == 0
        assert carts.drop_expired(tx, NOW + timedelta(days=7)) == 1
        new = carts.open_cart(tx, shop.store, buyer, NOW + timedelta(days=7))
        assert new.id != old.id
        assert len(list(tx.exec(select(Cart)))) == 2
        assert isinstance(tx.get(Store, shop.store.id), Store)
