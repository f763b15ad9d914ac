"""Goods by arrival, by place and by who brought them; what to warn of and what to buy."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models import transaction
from shop import batches, movements, places, products, stock, suppliers, transfers, undo
from shop.errors import NotAValue, NotUndoable, StockNotCounted, StockPromised, StockTooLow
from shop.ledger import Move
from shop.reorder import to_buy
from tests.shop.builders import NOW, check_invariants, line, open_shop, placed, product
from values import Quantity

TODAY = date(2026, 11, 20)


def came(quantity: int, days: int | None, supplier: str = "", batch: str = "") -> Move:
    expires = None if days is None else TODAY + timedelta(days=days)
    return Move("in", quantity, supplier=supplier, batch=batch, expires_on=expires, cost_amount=150_000)


def test_what_came_first_goes_first(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        milk = product(tx, shop, "Susu", stock="0")
        for pieces, days in ((10, 2), (5, None), (8, 30)):
            stock.add_stock(tx, milk, Quantity.of(pieces), shop.owner, NOW, came(pieces, days))
        assert [(b.left.decimal, b.expires_on) for b in batches.batches_of(tx, milk)] == [
            (8, TODAY + timedelta(days=30)),
            (5, None),
            (10, TODAY + timedelta(days=2)),
        ]
        stock.remove_stock(tx, milk, Quantity.of(7), shop.owner, NOW)
        assert [(b.product, b.left.decimal) for b in batches.expiring(tx, shop.store, TODAY)] == [("Susu", 3)]
        assert batches.expiring(tx, shop.store, TODAY, timedelta(days=1)) == []
        stock.remove_stock(tx, milk, Quantity.of(4), shop.owner, NOW)
        assert batches.expiring(tx, shop.store, TODAY) == []


def test_an_arrival_that_was_taken_back_is_no_batch(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        milk = product(tx, shop, "Susu", stock="3")
        stock.add_stock(tx, milk, Quantity.of(6), shop.owner, NOW, came(6, 1, "Pak Budi"))
        undo.undo(tx, shop.store, shop.owner, NOW)
        assert batches.expiring(tx, shop.store, TODAY) == []
        assert suppliers.suppliers_of(tx, shop.store) == []
        check_invariants(tx)


def test_a_supplier_keeps_the_name_he_was_given_first(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs, milk = product(tx, shop, "Telur", stock="0"), product(tx, shop, "Susu", stock="0")
        stock.add_stock(tx, eggs, Quantity.of(6), shop.owner, NOW, came(6, 1, "Pak Budi"))
        stock.add_stock(tx, milk, Quantity.of(6), shop.owner, NOW + timedelta(hours=1), came(6, 1, "pak  budi"))
        (found,) = suppliers.suppliers_of(tx, shop.store)
        assert (found.name, found.deliveries, found.goods) == ("Pak Budi", 2, ("Susu", "Telur"))
        assert suppliers.last_supplier(tx, milk) == "Pak Budi"


def test_carrying_goods_is_taken_back_by_carrying_them_back(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        shelf, cellar = places.main_place(tx, shop.store), places.add_place(tx, shop.store, "Gudang", shop.owner, NOW)
        assert places.add_place(tx, shop.store, " gudang ", shop.owner, NOW).id == cellar.id
        transfers.transfer(tx, eggs, Quantity.of(4), (shelf, cellar), shop.owner, NOW)
        view = stock.stock_view(tx, eggs)
        assert (view.on_hand, view.elsewhere) == (Quantity.of(6), Quantity.of(4))
        assert [(held.place, held.quantity.decimal) for held in places.held_at(tx, shop.store, eggs)] == [
            ("Warung Uji", 6),
            ("Gudang", 4),
        ]
        kind, written = undo.undo(tx, shop.store, shop.owner, NOW)
        assert (kind, written.old, written.new["to"]) == ("stock.transfer", {"from": "Gudang"}, "Warung Uji")
        assert stock.stock_view(tx, eggs).on_hand == Quantity.of(10)
        check_invariants(tx)


def test_carrying_is_refused(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs, tea = product(tx, shop, "Telur", stock="10"), product(tx, shop, "Es Teh", stock=None)
        placed(tx, shop, line(eggs, "8"))
        shelf, cellar = places.main_place(tx, shop.store), places.add_place(tx, shop.store, "Gudang", shop.owner, NOW)
        for refused, what, pieces, ways in (
            (StockTooLow, eggs, 11, (shelf, cellar)),
            (StockPromised, eggs, 3, (shelf, cellar)),
            (StockTooLow, eggs, 1, (cellar, shelf)),
            (StockNotCounted, tea, 1, (shelf, cellar)),
            (NotAValue, eggs, 1, (shelf, shelf)),
            (NotAValue, eggs, 0, (shelf, cellar)),
        ):
            with pytest.raises(refused), tx.session.begin_nested():
                transfers.transfer(tx, what, Quantity.of(pieces), ways, shop.owner, NOW)
        assert stock.stock_view(tx, eggs).on_hand == Quantity.of(10)
        check_invariants(tx)


def test_a_warning_has_a_threshold_of_its_own(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs, tea = product(tx, shop, "Telur", stock="10"), product(tx, shop, "Es Teh", stock=None)
        assert not stock.stock_view(tx, eggs).low
        stock.set_low_at(tx, eggs, Quantity.of(10), shop.owner, NOW)
        assert stock.stock_view(tx, eggs).low
        with pytest.raises(StockNotCounted):
            stock.set_low_at(tx, tea, Quantity.of(10), shop.owner, NOW)
        undo.undo(tx, shop.store, shop.owner, NOW)
        assert (eggs.low_at, stock.stock_view(tx, eggs).low) == (None, False)


def test_a_threshold_that_has_moved_on_is_not_taken_back(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        stock.set_low_at(tx, eggs, Quantity.of(5), shop.owner, NOW)
        first = undo.last_change(tx, shop.store, shop.owner)
        stock.set_low_at(tx, eggs, Quantity.of(7), shop.owner, NOW)
        assert first is not None
        with pytest.raises(NotUndoable):
            undo.undo_change(tx, shop.store, shop.owner, NOW, first)
        assert eggs.low_at == 7_000


def test_what_to_buy_follows_what_went_out(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        shop.store.created_at = NOW - timedelta(days=60)
        eggs, rice, salt = (product(tx, shop, name, stock="100") for name in ("Telur", "Beras", "Garam"))
        stock.add_stock(tx, eggs, Quantity.of(1), shop.owner, NOW, came(1, None, "Pak Budi"))
        stock.remove_stock(tx, eggs, Quantity.of(70), shop.owner, NOW - timedelta(days=3))
        stock.remove_stock(tx, rice, Quantity.of(28), shop.owner, NOW - timedelta(days=3))
        stock.set_stock(tx, salt, Quantity.of(1), shop.owner, NOW)
        found = {one.name: one for one in to_buy(tx, shop.store, NOW)}
        assert found.keys() == {"Telur", "Garam"}
        assert (found["Telur"].daily, found["Telur"].days, found["Telur"].buy) == (5, Decimal("6.2"), Quantity.of(7))
        assert found["Telur"].supplier == "Pak Budi"
        assert (found["Garam"].days, found["Garam"].buy) == (None, Quantity.of(3))


def test_the_ledger_tells_what_was_there_after_each_movement(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        stock.add_stock(tx, eggs, Quantity.of(6), shop.owner, NOW, came(6, 5, "Pak Budi", "B7"))
        stock.remove_stock(tx, eggs, Quantity.of(2), shop.owner, NOW, "pecah")
        told = [(m.kind, m.quantity.decimal, m.after.decimal, m.reason, m.supplier, m.batch, m.who) for m in
                movements.movements_of(tx, eggs)]  # fmt: skip
        assert told == [
            ("out", -2, 14, "pecah", "", "", "Sri"),
            ("in", 6, 16, "", "Pak Budi", "B7", "Sri"),
            ("in", 10, 10, "", "", "", "Sri"),
        ]


def test_everybodys_writes_tell_who_and_what_was_taken_back(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = product(tx, shop, "Telur", stock="10")
        products.hide(tx, eggs, shop.owner, NOW)
        undo.undo(tx, shop.store, shop.owner, NOW)
        told = [(one.kind, one.who, one.undone) for one in undo.everybodys(tx, shop.store)]
        assert told == [("product.hidden", "Sri", True), ("product.add", "Sri", False)]
