"""Which orders a store's people see, in which order, and what undo must not pass over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from models import Order, Tx, transaction
from shop import orders, payments, products, stock
from shop.errors import NothingToUndo
from shop.last_step import order_moved_last
from shop.order_lists import MOST_COUNTED, find_orders, for_step, to_be_paid, wanted
from shop.undo import last_change, undo_change
from tests.shop.builders import NOW, line, open_shop, placed, product, rupiah
from values import Quantity


@pytest.fixture
def tx(somewhere: str) -> Iterator[Tx]:
    """An open transaction on an empty database."""
    with transaction() as opened:
        yield opened


def test_open_orders_come_by_how_long_they_wait_those_not_taken_first(tx: Tx) -> None:
    shop = open_shop(tx)
    rice = product(tx, shop, stock=None)
    first, second, third = (placed(tx, shop, line(rice), phone=f"whatsapp:+62812000{n}") for n in range(3))
    orders.confirm_order(tx, first, shop.owner, NOW)
    orders.cancel_order(tx, third, "", shop.owner, NOW)
    listed = find_orders(tx, shop.store, wanted("open", None))
    assert [order.id for order in listed.orders] == [second.id, first.id]
    assert (listed.count, listed.total) == (2, rupiah(30_000))
    assert [order.id for order in find_orders(tx, shop.store, wanted("all", None)).orders] == [
        third.id, second.id, first.id,
    ]  # fmt: skip


def test_a_page_goes_on_where_the_one_before_ended(tx: Tx) -> None:
    shop = open_shop(tx)
    rice = product(tx, shop, stock=None)
    made = [placed(tx, shop, line(rice), phone=f"whatsapp:+62812000{n}") for n in range(3)]
    page = find_orders(tx, shop.store, wanted("open", None), offset=2, limit=2)
    assert ([order.id for order in page.orders], page.count) == ([made[2].id], 3)


def test_very_many_are_counted_up_to_a_bound(tx: Tx) -> None:
    shop = open_shop(tx)
    first = placed(tx, shop, line(product(tx, shop, stock=None)))
    same = first.model_dump(exclude={"id"}) | {"cart_id": None}
    rows = [same | {"number": first.number + 1 + more} for more in range(MOST_COUNTED)]
    tx.session.execute(insert(Order), rows[:-1])
    listed = find_orders(tx, shop.store, wanted("all", None))
    assert (listed.count, listed.total.amount, listed.beyond) == (
        MOST_COUNTED, MOST_COUNTED * first.total_amount, False,
    )  # fmt: skip
    tx.session.execute(insert(Order), rows[-1:])
    listed = find_orders(tx, shop.store, wanted("all", None))
    assert (listed.count, listed.beyond, len(listed.orders)) == (MOST_COUNTED, True, 10)
    (last,) = find_orders(tx, shop.store, wanted("all", None), offset=MOST_COUNTED).orders
    assert last.id == first.id


def test_a_step_is_offered_to_orders_that_can_take_it(tx: Tx) -> None:
    shop = open_shop(tx)
    order = placed(tx, shop, line(product(tx, shop)))
    assert [one.id for one in for_step(tx, shop.store, "confirm")] == [order.id]
    orders.confirm_order(tx, order, shop.owner, NOW)
    assert [one.id for one in for_step(tx, shop.store, "ready")] == [order.id]
    assert (for_step(tx, shop.store, "confirm"), for_step(tx, shop.store, "ship")) == ([], [])


def test_claims_come_before_what_is_merely_unpaid(tx: Tx) -> None:
    shop = open_shop(tx)
    rice = product(tx, shop, stock=None)
    one, two = (placed(tx, shop, line(rice), phone=f"whatsapp:+62812000{n}") for n in range(2))
    assert [order.id for order in to_be_paid(tx, shop.store)] == [two.id, one.id]
    payments.claim_payment(tx, one, shop.owner, NOW)
    assert [order.id for order in to_be_paid(tx, shop.store)] == [one.id]


def test_an_order_moved_after_the_last_write_is_found(tx: Tx) -> None:
    shop = open_shop(tx)
    rice = product(tx, shop)
    order = placed(tx, shop, line(rice))
    assert order_moved_last(tx, shop.store, shop.owner) is None
    orders.confirm_order(tx, order, shop.owner, NOW + timedelta(minutes=1))
    found = order_moved_last(tx, shop.store, shop.owner)
    assert found is not None
    assert found.id == order.id
    stock.set_stock(tx, rice, Quantity.of(20), shop.owner, NOW + timedelta(minutes=2))
    assert order_moved_last(tx, shop.store, shop.owner) is None


def test_one_write_is_taken_back_once_whatever_came_after_it(tx: Tx) -> None:
    shop = open_shop(tx)
    rice = product(tx, shop)
    products.set_price(tx, rice, rupiah(16_000), shop.owner, NOW)
    change = last_change(tx, shop.store, shop.owner)
    assert change is not None
    stock.set_stock(tx, rice, Quantity.of(20), shop.owner, NOW)
    kind, written = undo_change(tx, shop.store, shop.owner, NOW, change)
    assert (kind, written.new, rice.price) == ("product.price", rupiah(15_000), rupiah(15_000))
    with pytest.raises(NothingToUndo):
        undo_change(tx, shop.store, shop.owner, NOW, change)
    assert stock.stock_view(tx, rice).on_hand == Quantity.of(20)
