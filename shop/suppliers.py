"""Who the goods come from, as their arrivals tell it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from models import Product, StockMovement, Store, Tx
from shop.names import name_key

MOST: Final = 30
MOST_GOODS: Final = 5
MOST_NAME: Final = 120


class Supplier(Struct, frozen=True):
    """Somebody the store gets goods from: how often, when last, and which goods."""

    name: str
    deliveries: int
    last_at: datetime
    goods: tuple[str, ...]


def suppliers_of(tx: Tx, store: Store, limit: int = MOST) -> list[Supplier]:
    """The store's suppliers, whoever delivered last first; arrivals that were taken back do not count."""
    sums = (col(StockMovement.supplier), func.count(col(StockMovement.id)), func.max(StockMovement.at))
    mine = select(*sums).where(*_delivered(store)).group_by(col(StockMovement.supplier))
    rows = tx.exec(mine.order_by(func.max(StockMovement.at).desc()).limit(limit))
    return [Supplier(name, int(count), last, _goods(tx, store, name)) for name, count, last in rows]


def known_as(tx: Tx, store: Store, name: str) -> str:
    """A supplier's name as the store wrote it the first time, in whatever letters it is typed now."""
    typed = " ".join(name.split())[:MOST_NAME]
    names = select(StockMovement.supplier).where(*_delivered(store)).distinct()
    return next((known for known in tx.exec(names) if name_key(known) == name_key(typed)), typed)


def last_supplier(tx: Tx, product: Product) -> str:
    """Who delivered a product last; empty where nobody was named."""
    mine = select(StockMovement.supplier).where(col(StockMovement.product_id) == product.id)
    mine = mine.where(col(StockMovement.supplier) != "").order_by(col(StockMovement.id).desc())
    return tx.exec(mine.limit(1)).first() or ""


def _goods(tx: Tx, store: Store, name: str) -> tuple[str, ...]:
    mine = select(Product.name).join(StockMovement).where(*_delivered(store), col(StockMovement.supplier) == name)
    mine = mine.group_by(col(Product.id), col(Product.name)).order_by(func.max(StockMovement.id).desc())
    return tuple(tx.exec(mine.limit(MOST_GOODS)))


def _delivered(store: Store) -> tuple[ColumnElement[bool], ...]:
    undoing = aliased(StockMovement)
    undone = select(undoing.id).where(col(undoing.undo_of) == StockMovement.id).exists()
    return col(StockMovement.store_id) == store.id, col(StockMovement.supplier) != "", ~undone
