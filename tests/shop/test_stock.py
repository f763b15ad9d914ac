"""The ledger: it explains every level, on both databases, and nothing falls below what is promised."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, col, select

from models import Product, StockLevel, StockLocation, StockMovement, Tx, connect, transaction
from shop import order_finding, orders, placing, stock
from shop.errors import NotAValue, OutOfStock, ShopError, StockNotCounted, StockPromised, StockTooLow
from shop.ledger import Move
from tests.shop.builders import (
    NOW,
    check_invariants,
    customer,
    filled,
    line,
    open_shop,
    placed,
    product,
    reopened,
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


def test_setting_adding_and_removing_say_old_and_new(sqlite: str) -> None:
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


def test_what_orders_hold_cannot_be_taken_away(sqlite: str) -> None:
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


def test_a_product_is_counted_from_the_first_count_on(sqlite: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        tea = product(tx, shop, "Es Teh", stock=None)
        placed(tx, shop, line(tea, "500"))
        with pytest.raises(StockNotCounted):
            stock.add_stock(tx, tea, Quantity.of(5), shop.owner, NOW)
        written = stock.set_stock(tx, tea, Quantity.of(7), shop.owner, NOW)
        assert (written.old, written.new, tea.tracked) == (Quantity(0), Quantity.of(7), True)


def test_goods_are_carried_between_locations(sqlite: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        shelf = tx.exec(select(StockLocation)).one()
        cellar = stock.add_location(tx, shop.store, "Gudang")
        stock.transfer(tx, eggs, Quantity.of(4), (shelf, cellar), shop.owner, NOW)
        with pytest.raises(StockTooLow):
            stock.transfer(tx, eggs, Quantity.of(7), (shelf, cellar), shop.owner, NOW)
        levels = {level.location_id: level.on_hand for level in tx.exec(select(StockLevel))}
        assert levels == {shelf.id: 6_000, cellar.id: 4_000}
        assert stock.available(tx, shop.store, [eggs.id])[eggs.id] == Quantity.of(6)
        check_invariants(tx)


def test_what_runs_low_is_listed_and_a_slip_of_the_finger_is_noticed(sqlite: str) -> None:
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


STEPS = st.lists(
    st.tuples(st.sampled_from(["set", "add", "remove", "order", "ship", "cancel"]), st.integers(0, 12)), max_size=25
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_the_ledger_explains_the_level(steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'shop.db'}")
        SQLModel.metadata.create_all(engine)
        with transaction() as tx:
            shop = open_shop(tx)
            flour = weighed(tx, shop, "Tepung", 12_345, "0.7")
        for name, tenths in steps:
            _try(name, Quantity(100 * tenths), flour.id)
            with transaction() as tx:
                check_invariants(tx)
        engine.dispose()


def _try(name: str, quantity: Quantity, product_id: int) -> None:
    """Do something, be it possible or not, in a transaction of its own."""
    try:
        with transaction() as tx:
            _do(tx, name, quantity, tx.session.get_one(Product, product_id))
    except ShopError:
        return


def _do(tx: Tx, name: str, quantity: Quantity, item: Product) -> None:
    shop = reopened(tx)
    if name == "order":
        order_cart = filled(tx, shop, customer(tx, shop), line(item, str(quantity.decimal)))
        placing.place_order(tx, order_cart, order_cart.version, NOW)
    elif name in ("ship", "cancel"):
        order = order_finding.find_order(tx, shop.store, None, None, "")
        order.fulfilment = "delivery"
        if name == "cancel":
            orders.cancel_order(tx, order, "", shop.owner, NOW)
        else:
            orders.confirm_order(tx, order, shop.owner, NOW)
            orders.ship_order(tx, order, shop.owner, NOW)
    else:
        {"set": stock.set_stock, "add": stock.add_stock, "remove": stock.remove_stock}[name](
            tx, item, quantity, shop.owner, NOW
        )


def test_out_of_stock_says_how_much_there_is(sqlite: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="3")
        cart = filled(tx, shop, customer(tx, shop), line(eggs, "3"))
        stock.remove_stock(tx, eggs, Quantity.of(1), shop.owner, NOW)
        with pytest.raises(OutOfStock) as refused:
            placing.place_order(tx, cart, cart.version, NOW)
        assert (refused.value.asked, refused.value.left) == (Quantity.of(3), Quantity.of(2))
