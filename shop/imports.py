"""Taking a price list into the catalogue: what it would change, and the change as one, to be taken back as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlmodel import col, select

from models import Change, Product, StockLevel, StockMovement, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import NotUndoable
from shop.ledger import Move, locked_level, main_location_id, move
from shop.names import name_key
from shop.price_lists import Line
from shop.products import NewProduct, create_product, take_off
from shop.stores import bump_catalogue
from values import Money, Quantity

KIND = "catalogue.import"
STOCK = "stock"


class PriceChange(Struct, frozen=True):
    """A product that gets another price."""

    product: Product
    old: Money
    new: Money


class DetailChange(Struct, frozen=True):
    """A product whose category, unit or stock a list tells otherwise; stock as quantities."""

    product: Product
    field: str
    old: str | Quantity
    new: str | Quantity


class Plan(Struct, frozen=True):
    """What a list would do: products to add, prices and details to change, how many lines say what is so already."""

    new: tuple[Line, ...]
    changes: tuple[PriceChange, ...]
    details: tuple[DetailChange, ...]
    same: int


def plan(tx: Tx, store: Store, lines: Sequence[Line]) -> Plan:
    """What the lines would change now. What a line does not tell stays, and so does stock that is not counted."""
    mine = select(Product).where(col(Product.store_id) == store.id, col(Product.removed_at).is_(None))
    known = {product.key: product for product in tx.exec(mine)}
    counts = _counts(tx, store)
    new: list[Line] = []
    changes: list[PriceChange] = []
    details: list[DetailChange] = []
    same = 0
    for line in lines:
        product = known.get(name_key(line.name))
        if product is None:
            new.append(line)
            continue
        moved = [PriceChange(product, product.price, line.price)] if product.price != line.price else []
        told = _told(product, line, counts.get(product.id))
        changes, details, same = [*changes, *moved], [*details, *told], same + (not moved and not told)
    return Plan(tuple(new), tuple(changes), tuple(details), same)


def _counts(tx: Tx, store: Store) -> dict[int, Quantity]:
    """How much of each counted product lies in the shop."""
    here = col(StockLevel.location_id) == main_location_id(tx, store.id)
    rows = tx.exec(select(Product.id, StockLevel.on_hand).join(StockLevel).where(here, col(Product.tracked)))
    return {key: Quantity(on_hand) for key, on_hand in rows}


def _told(product: Product, line: Line, count: Quantity | None) -> list[DetailChange]:
    """What a line tells of a product besides its price that is not so."""
    words = {"category": (product.category, line.category), "unit": (product.unit, line.unit)}
    found = [DetailChange(product, field, old, new) for field, (old, new) in words.items() if new and new != old]
    if line.stock is not None and count is not None and line.stock != count:
        found.append(DetailChange(product, STOCK, count, line.stock))
    return found


def take_in(tx: Tx, store: Store, lines: Sequence[Line], by: Actor, now: datetime) -> Plan:
    """Add what is new and set what differs, as one write that *undo* takes back as one."""
    done = plan(tx, store, lines)
    added = [create_product(tx, store, _new(line), by, now).id for line in done.new]
    for change in done.changes:
        change.product.price_amount = change.new.amount
        tx.save(change.product)
    moved = [movement for change in done.details if (movement := _set_detail(tx, change, by, now)) is not None]
    old = {"prices": {str(one.product.id): one.old.amount for one in done.changes}, "details": _words(done, "old")}
    new = {"prices": {str(one.product.id): one.new.amount for one in done.changes}, "details": _words(done, "new")}
    bump_catalogue(tx, store)
    if added or done.changes or done.details:
        write = Write(KIND, store.id, store.name, old, {"added": added, "moved": moved, **new})
        log_write(tx, store, write, by, now)
    return done


def _set_detail(tx: Tx, change: DetailChange, by: Actor, now: datetime) -> int | None:
    """Make one change; the movement where it is one of stock."""
    if isinstance(change.new, Quantity):
        level = locked_level(tx, change.product)
        step = Move("adjust", change.new.thousandths - level.on_hand)
        return move(tx, change.product, level, step, by, now).id
    setattr(change.product, change.field, change.new)
    tx.save(change.product)
    return None


def _words(done: Plan, side: str) -> list[list[Any]]:
    """The categories and units that change, as JSON."""
    return [[one.product.id, one.field, getattr(one, side)] for one in done.details if one.field != STOCK]


def _new(line: Line) -> NewProduct:
    return NewProduct(line.name, line.price, line.stock, line.unit or "", line.category or "")


def take_out(tx: Tx, store: Store, change: Change, by: Actor, now: datetime) -> Written:
    """Take an import back: what it added is gone, the rest is as it was. NotUndoable where one has moved on since."""
    for key, amount in change.new["prices"].items():
        _put_back(tx, int(key), "price_amount", amount, change.old["prices"][key])
    before, after = (side.get("details", ()) for side in (change.old, change.new))
    for (key, field, now_so), (_, _, then) in zip(after, before, strict=True):
        _put_back(tx, key, field, now_so, then)
    for key in change.new.get("moved", ()):
        wrong = tx.session.get_one(StockMovement, key)
        product = tx.session.get_one(Product, wrong.product_id)
        step = Move("adjust", -wrong.quantity, undo_of=wrong.id)
        move(tx, product, locked_level(tx, product, wrong.location_id), step, by, now)
    for key in change.new["added"]:
        take_off(tx, tx.session.get_one(Product, key), now)
    bump_catalogue(tx, store)
    return Written(change.name, change.new, change.old)


def _put_back(tx: Tx, key: int, field: str, seen: Any, wanted: Any) -> None:
    product = tx.session.get_one(Product, key)
    if getattr(product, field) != seen:
        raise NotUndoable(product.name, f"product.{field.removesuffix('_amount')}")
    setattr(product, field, wanted)
    tx.save(product)
