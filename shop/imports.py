"""Taking a price list into the catalogue: what it would change, and the change as one, to be taken back as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from models import Change, Product, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import NotUndoable
from shop.names import name_key
from shop.price_lists import Line
from shop.products import NewProduct, create_product, take_off
from shop.stores import bump_catalogue
from values import Money

KIND = "catalogue.import"


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product that gets another price."""

    product: Product
    old: Money
    new: Money


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would do: products to add, prices to change, and how many lines say what is so already."""

    new: tuple[Line, ...]
    changes: tuple[PriceChange, ...]
    same: int


def plan(tx: Tx, store: Store, lines: Sequence[Line]) -> Plan:
    """What the lines would change now."""
    mine = select(Product).where(col(Product.store_id) == store.id, col(Product.removed_at).is_(None))
    known = {product.key: product for product in tx.exec(mine)}
    new: list[Line] = []
    changes: list[PriceChange] = []
    for line in lines:
        product = known.get(name_key(line.name))
        if product is None:
            new.append(line)
        elif product.price != line.price:
            changes.append(PriceChange(product, product.price, line.price))
    return Plan(tuple(new), tuple(changes), len(lines) - len(new) - len(changes))


def take_in(tx: Tx, store: Store, lines: Sequence[Line], by: Actor, now: datetime) -> Plan:
    """Add what is new and set the prices that differ, as one write that *undo* takes back as one."""
    done = plan(tx, store, lines)
    added = [create_product(tx, store, _new(line), by, now).id for line in done.new]
    for change in done.changes:
        change.product.price_amount = change.new.amount
        tx.save(change.product)
    old = {str(change.product.id): change.old.amount for change in done.changes}
    new: dict[str, Any] = {"added": added, "prices": {str(one.product.id): one.new.amount for one in done.changes}}
    bump_catalogue(tx, store)
    if added or old:
        log_write(tx, store, Write(KIND, store.id, store.name, {"prices": old}, new), by, now)
    return done


def _new(line: Line) -> NewProduct:
    return NewProduct(line.name, line.price, line.stock, line.unit or "", line.category or "")


def take_out(tx: Tx, store: Store, change: Change, now: datetime) -> Written:
    """Take an import back: what it added is gone, prices are as they were. NotUndoable where one has moved on since."""
    for key, amount in change.new["prices"].items():
        product = tx.session.get_one(Product, int(key))
        if product.price_amount != amount:
            raise NotUndoable(product.name, "product.price")
        product.price_amount = change.old["prices"][key]
        tx.save(product)
    for key in change.new["added"]:
        take_off(tx, tx.session.get_one(Product, key), now)
    bump_catalogue(tx, store)
    return Written(change.name, change.new, change.old)
