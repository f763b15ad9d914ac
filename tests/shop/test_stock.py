"""What sellers do to the stock."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from models import StockLevel, StockLocation, StockMovement, transaction
from shop import order_edits, orders, places, stock, transfers
from shop.errors import NotAValue, StockNotCounted, StockPromised, StockTooLow
from shop.ledger import Move
from tests.shop.builders import (
    NOW,
    check_invariants,
    left,
    line,
    open_shop,
    placed,
    product,
)
from values import Quantity


def test_setting_adding_and_removing_say_old_and_new(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        writes = [
            stock.set_stock(tx, eggs, Quantity.of(20), shop.owner, NOW),
            stock.add_stock(tx, eggs, Quantity.of(5), shop.owner, NOW, Move("in", supplier="Pak Tani", batch="B7")),
            stock.remove_stock(tx, eggs, Quantity.of(3), shop.owner, NOW, "pecah"),
        ]
        assert [(w.name, w.old.decimal, w.new.decimal, w.unit) for w in writes] == [
            ("Telur", 10, 20, "porsi"),
            ("Telur", 20, 25, "porsi"),
            ("Telur", 25, 22, "porsi"),
        ]
        rows = list(tx.exec(select(StockMovement).order_by(col(StockMovement.id))))
        assert [(row.kind, row.quantity, row.reason, row.supplier) for row in rows] == [
            ("in", 10_000, "", ""),
            ("adjust", 10_000, "", ""),
            ("in", 5_000, "", "Pak Tani"),
            ("out", -3_000, "pecah", ""),
        ]
        check_invariants(tx)


def test_what_orders_hold_cannot_be_taken_away(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        placed(tx, shop, line(eggs, "4"))
        for refused, write in (
            (StockPromised, lambda: stock.set_stock(tx, eggs, Quantity.of(3), shop.owner, NOW)),
            (StockPromised, lambda: stock.remove_stock(tx, eggs, Quantity.of(7), shop.owner, NOW)),
            (StockTooLow, lambda: stock.remove_stock(tx, eggs, Quantity.of(11), shop.owner, NOW)),
            (NotAValue, lambda: stock.set_stock(tx, eggs, Quantity.of(-1), shop.owner, NOW)),
            (NotAValue, lambda: stock.add_stock(tx, eggs, Quantity.of(0), shop.owner, NOW)),
        ):
            with pytest.raises(refused):
                write()
        view = stock.stock_view(tx, eggs)
        assert (view.on_hand, view.reserved, view.available) == (Quantity.of(10), Quantity.of(4), Quantity.of(6))
        check_invariants(tx)


def test_a_product_is_counted_from_the_first_count_on(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        tea = product(tx, shop, "Es Teh", stock=None)
        placed(tx, shop, line(tea, "500"))
        with pytest.raises(StockNotCounted):
            stock.add_stock(tx, tea, Quantity.of(5), shop.owner, NOW)
        written = stock.set_stock(tx, tea, Quantity.of(7), shop.owner, NOW)
        assert (written.old, written.new, tea.tracked) == (Quantity(0), Quantity.of(7), True)


def test_goods_are_carried_between_locations(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        shelf = tx.exec(select(StockLocation)).one()
        cellar = places.add_place(tx, shop.store, "Gudang", shop.owner, NOW)
        transfers.transfer(tx, eggs, Quantity.of(4), (shelf, cellar), shop.owner, NOW)
        with pytest.raises(StockTooLow):
            transfers.transfer(tx, eggs, Quantity.of(7), (shelf, cellar), shop.owner, NOW)
        levels = {level.location_id: level.on_hand for level in tx.exec(select(StockLevel))}
        assert levels == {shelf.id: 6_000, cellar.id: 4_000}
        assert stock.available(tx, shop.store, [eggs.id])[eggs.id] == Quantity.of(6)
        check_invariants(tx)


def test_more_of_what_is_counted_only_since_it_was_ordered_is_held_as_a_whole(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop, stock=None)
        order = placed(tx, shop, line(rice, "2"))
        stock.set_stock(tx, rice, Quantity.of(10), shop.owner, NOW)
        order_edits.set_in_order(tx, order, rice, Quantity.of(1), shop.owner, NOW)
        assert left(tx, shop, rice.id) == 10
        order_edits.set_in_order(tx, order, rice, Quantity.of(3), shop.owner, NOW)
        assert left(tx, shop, rice.id) == 7
        orders.cancel_order(tx, order, "", shop.owner, NOW)
        assert left(tx, shop, rice.id) == 10
        check_invariants(tx)
