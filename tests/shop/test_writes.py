"""What sellers write, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from models import Event, PaymentWay, Product, Schedule, Store, Tx, transaction
from shop import catalogue, menu, opening, option_edits, products, stock, stores, undo
from shop.actors import Actor
from shop.changes import Written
from shop.errors import DuplicateProduct, NotAValue, NothingToUndo, NotUndoable, StockPromised, UnknownProduct
from shop.option_lists import Said
from shop.options import offered
from tests.shop.builders import NOW, Shop, check_invariants, line, open_shop, placed, product, rupiah
from values import Money, Quantity

pytestmark = pytest.mark.usefixtures("somewhere")
Write = Callable[[Tx, Shop, Product], Written]

WRITES: list[tuple[str, Write, Any, Any]] = [
    ("product.price", lambda tx, s, p: products.set_price(tx, p, rupiah(17_000), s.owner, NOW), 15_000, 17_000),
    ("product.hidden", lambda tx, s, p: products.hide(tx, p, s.owner, NOW), False, True),
    ("product.name", lambda tx, s, p: products.rename(tx, p, "Nasgor", s.owner, NOW), "Nasi Goreng", "Nasgor"),
    (
        "product.sold_out_until",
        lambda tx, s, p: products.sold_out(tx, p, s.owner, NOW),
        None,
        NOW + timedelta(hours=12),
    ),
    ("stock", lambda tx, s, p: stock.set_stock(tx, p, Quantity.of(4), s.owner, NOW), Quantity.of(10), Quantity.of(4)),
    ("store.fee", lambda tx, s, p: stores.set_fee(tx, s.store, rupiah(12_000), s.owner, NOW), 10_000, 12_000),
    ("store.minimum", lambda tx, s, p: stores.set_minimum(tx, s.store, rupiah(9_000), s.owner, NOW), 0, 9_000),
    (
        "store.free_delivery",
        lambda tx, s, p: stores.set_free_delivery(tx, s.store, rupiah(50_000), s.owner, NOW),
        None,
        50_000,
    ),
    (
        "store.summary_at",
        lambda tx, s, p: stores.set_summary_time(tx, s.store, time(20, 30), s.owner, NOW),
        time(21, 0),
        time(20, 30),
    ),
    (
        "store.hours",
        lambda tx, s, p: opening.set_hours_on(tx, s.store, range(7), (time(8), time(2)), s.owner, NOW),
        [],
        [(day, 480, 1560) for day in range(7)],
    ),
    (
        "store.pause",
        lambda tx, s, p: opening.close_store(tx, s.store, NOW + timedelta(hours=2), s.owner, NOW),
        (False, None),
        (True, NOW + timedelta(hours=2)),
    ),
    (
        "payment.instruction",
        lambda tx, s, p: stores.set_instruction(
            tx, s.store, stores.payment_ways(tx, s.store)[1], "BRI 9", s.owner, NOW
        ),
        "BCA 123",
        "BRI 9",
    ),
]


def state(tx: Tx, shop: Shop) -> list[object]:
    """Everything that writes may change."""
    tx.session.expire_all()
    items = [
        (row.price_amount, row.hidden, row.name, row.key, row.sold_out_until, stock.stock_view(tx, row).on_hand)
        for row in tx.exec(select(Product))
    ]
    store = tx.session.get_one(Store, shop.store.id)
    fields = store.model_dump(exclude={"catalogue_version"})
    ways = [(row.instruction, row.active) for row in tx.exec(select(PaymentWay))]
    plans = [row.next_at for row in tx.exec(select(Schedule))]
    return [items, fields, ways, plans, opening.hours_of(tx, store)]


@pytest.mark.parametrize(("kind", "write", "old", "new"), WRITES, ids=[row[0] for row in WRITES])
def test_a_write_says_old_and_new_and_is_taken_back(kind: str, write: Write, old: Any, new: Any) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop)
        before = state(tx, shop)
        written = write(tx, shop, item)
        told = [value.main_units if isinstance(value, Money) else value for value in (written.old, written.new)]
        assert told == [old, new]
        assert state(tx, shop) != before
        assert undo.history(tx, shop.store, shop.owner)[0].kind == kind
        undone, _ = undo.undo(tx, shop.store, shop.owner, NOW)
        assert undone == kind
        assert state(tx, shop) == before
        check_invariants(tx)


def test_an_entry_of_the_history_is_taken_back_and_only_ones_own() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop)
        helper = Actor.user(99, "staff")
        products.set_price(tx, item, rupiah(17_000), shop.owner, NOW)
        stock.set_stock(tx, item, Quantity.of(160_000), shop.owner, NOW)
        stock.add_stock(tx, item, Quantity.of(1), helper, NOW)
        kinds = [entry.kind for entry in undo.history(tx, shop.store, shop.owner)]
        assert kinds == ["stock", "product.price", "product.add"]
        kind, taken = undo.undo(tx, shop.store, shop.owner, NOW, 2)
        assert (kind, taken.old, taken.new) == ("product.price", rupiah(17_000), rupiah(15_000))
        undo.undo(tx, shop.store, shop.owner, NOW)
        assert stock.stock_view(tx, item).on_hand == Quantity.of(11)
        undo.undo(tx, shop.store, helper, NOW)
        for wrong in (0, 2):
            with pytest.raises(NothingToUndo):
                undo.undo(tx, shop.store, helper if wrong == 0 else shop.owner, NOW, wrong)
        names = [event.name for event in tx.exec(select(Event))]
        assert names.count("change.undone") == 3
        check_invariants(tx)


def test_a_value_that_moved_on_is_not_taken_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop)
        products.set_price(tx, item, rupiah(17_000), shop.owner, NOW)
        products.set_price(tx, item, rupiah(18_000), Actor.user(99, "manager"), NOW)
    with pytest.raises(NotUndoable), transaction() as tx:
        undo.undo(tx, shop.store, shop.owner, NOW)
    with transaction() as tx:
        assert tx.session.get_one(Product, item.id).price == rupiah(18_000)
        assert len(undo.history(tx, shop.store, shop.owner)) == 2


def test_stock_that_was_promised_meanwhile_is_not_taken_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop, stock="0")
        stock.add_stock(tx, item, Quantity.of(5), shop.owner, NOW)
        placed(tx, shop, line(item, "3"))
    with pytest.raises(StockPromised), transaction() as tx:
        undo.undo(tx, shop.store, shop.owner, NOW)
    with transaction() as tx:
        check_invariants(tx)


def test_an_added_product_goes_and_its_name_is_free_again() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop)
        with pytest.raises(DuplicateProduct):
            product(tx, shop, "  nasi   GORENG ")
        kind, taken = undo.undo(tx, shop.store, shop.owner, NOW)
        assert (kind, taken.old) == ("product.add", rupiah(15_000))
        assert menu.menu(tx, shop.store, NOW).total == 0
        with pytest.raises(UnknownProduct):
            catalogue.get_product(tx, shop.store, item.id)
        assert product(tx, shop).id != item.id


@pytest.mark.parametrize(
    "write",
    [
        lambda tx, s, p: products.set_price(tx, p, rupiah(-1), s.owner, NOW),
        lambda tx, s, p: products.set_price(tx, p, Money.of(5, "USD"), s.owner, NOW),
        lambda tx, s, p: products.rename(tx, p, "   ", s.owner, NOW),
        lambda tx, s, p: stores.set_fee(tx, s.store, rupiah(-1), s.owner, NOW),
        lambda tx, s, p: opening.set_hours(tx, s.store, [(7, 0, 60)], s.owner, NOW),
        lambda tx, s, p: opening.set_hours(tx, s.store, [(0, 600, 600)], s.owner, NOW),
    ],
)
def test_values_that_make_no_sense_are_refused(write: Write) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop)
        before = state(tx, shop)
        with pytest.raises(NotAValue):
            write(tx, shop, item)
        assert state(tx, shop) == before


def test_every_catalogue_write_is_a_new_version() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop)
        seen = [shop.store.catalogue_version]
        for write in (products.hide, products.show, products.sold_out, products.back_in_stock):
            write(tx, item, shop.owner, NOW)
            seen.append(shop.store.catalogue_version)
        assert seen == sorted(set(seen))


def test_another_name_keeps_the_old_one_and_a_big_change_of_price_is_noticed() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        item = product(tx, shop)
        products.rename(tx, item, "Nasi Goreng Kampung", shop.owner, NOW)
        assert products.aliases_of(tx, item) == ["Nasi Goreng"]
    cases = [(15_000, 22_500, False), (15_000, 22_501, True), (15_000, 7_000, True), (0, 9_000, False)]
    assert [products.is_big_change(rupiah(a), rupiah(b)) for a, b, _ in cases] == [big for *_, big in cases]


def test_the_name_of_a_choice_has_an_end() -> None:
    with transaction() as tx:
        rice = product(tx, shop := open_shop(tx))
        endless = option_edits.Choice("pilihan " * 8, (Said("besar", rupiah(2_000)),))
        with pytest.raises(NotAValue):
            option_edits.set_choice(tx, rice, endless, shop.owner, NOW)
        assert offered(tx, [rice.id])[rice.id] == []
