"""Changing many products at once, and many at once by a file, with what became of each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, func, select

from models import Product, Store, Tx
from shop import imports, places, products, stock, transfers
from shop.actors import Actor
from shop.errors import UnknownProduct
from shop.files.reading import rows_of
from shop.names import name_key
from shop.price_lists import Line, read_list
from shop.product_lists import on_show
from shop.stores import store_of
from values import Money, Quantity

MOST_LINES: Final = 1000


class Row(Struct, frozen=True):
    """What a row of a file does: `new`, `changed`, `same`, or `fault` and why: name, price, stock, twice or many."""

    number: int
    name: str
    outcome: str
    why: str = ""
    price: Money | None = None


class BulkEdit(Struct, frozen=True):
    """What many products are to be, and at which place of their store they are to lie; None leaves it."""

    category: str | None = None
    quantity: Quantity | None = None
    hidden: bool | None = None
    place: str | None = None


def take_file(tx: Tx, store: Store, content: bytes, by: Actor, now: datetime, *, dry: bool) -> list[Row]:
    """Take a spreadsheet or CSV into the catalogue, or with `dry` only tell what it would do; faulty rows are left
    out. UnreadableFile for anything else."""
    found = read_list(rows_of(content), store.currency)
    lines, rest = found.lines[:MOST_LINES], found.lines[MOST_LINES:]
    done = imports.plan(tx, store, lines) if dry else imports.take_in(tx, store, lines, by, now)
    new = {line.number for line in done.new}
    changed = {one.product.key for one in done.changes} | {one.product.key for one in done.details}
    rows = [_row(line, new, changed) for line in lines]
    rows += [Row(line.number, line.name, "fault", "many") for line in rest]
    rows += [Row(fault.number, fault.text, "fault", fault.why) for fault in found.faults]
    return sorted(rows, key=lambda row: row.number)


def _row(line: Line, new: set[int], changed: set[str]) -> Row:
    outcome = "new" if line.number in new else "changed" if name_key(line.name) in changed else "same"
    return Row(line.number, line.name, outcome, price=line.price)


class Chosen(Struct, frozen=True):
    """Products by their ids, of these stores (None: of any)."""

    ids: Sequence[int]
    stores: Sequence[int] | None


def edit_many(tx: Tx, chosen: Chosen, edit: BulkEdit, by: Actor, now: datetime) -> int:
    """Change products all alike, or none of them: how many.

    UnknownProduct for an id that is none of theirs; each change can be taken back alone.
    """
    mine = select(Product).where(col(Product.id).in_(chosen.ids), col(Product.removed_at).is_(None))
    if chosen.stores is not None:
        mine = mine.where(col(Product.store_id).in_(chosen.stores))
    found = {one.id: one for one in tx.exec(mine.order_by(col(Product.id)).with_for_update())}
    for key in chosen.ids:
        if key not in found:
            raise UnknownProduct(str(key))
    for product in found.values():
        _edit(tx, product, edit, by, now)
    return len(found)


def _edit(tx: Tx, product: Product, edit: BulkEdit, by: Actor, now: datetime) -> None:
    if edit.category is not None and edit.category != product.category:
        products.set_category(tx, product, edit.category, by, now)
    if edit.hidden is not None:
        products.set_hidden(tx, product, edit.hidden, by, now)
    if edit.quantity is not None:
        stock.set_stock(tx, product, edit.quantity, by, now)
    if edit.place is not None:
        place = places.add_place(tx, store_of(tx, product), edit.place, by, now)
        transfers.gather(tx, product, place, by, now)


def categories(tx: Tx, stores: Sequence[int] | None) -> list[tuple[str, int]]:
    """The headings of menus, of these stores (None: of all), and how many products stand under each."""
    count = func.count(col(Product.id))
    shown = select(Product.category, count).where(on_show(), col(Product.removed_at).is_(None))
    if stores is not None:
        shown = shown.where(col(Product.store_id).in_(stores))
    shown = shown.where(col(Product.category) != "").group_by(Product.category)
    return [(name, int(number)) for name, number in tx.exec(shown.order_by(count.desc(), Product.category))]
