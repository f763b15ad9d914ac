"""What lies there by arrival: goods that came first go first, so what is left is of the last arrivals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from models import Product, StockLevel, StockMovement, Store, Tx
from values import Quantity

SOON: Final = timedelta(days=7)
# Goods that expired longer ago than this have been thrown away, whether anybody wrote it down or not.
FORGOTTEN: Final = timedelta(days=60)


class Batch(Struct, frozen=True):
    """What is left of one arrival of a product, over all locations; `expires_on` is None where no date was told."""

    product_id: int
    product: str
    unit: str
    left: Quantity
    expires_on: date | None
    batch: str
    supplier: str
    came_at: datetime


def batches_of(tx: Tx, product: Product) -> list[Batch]:
    """What lies there of a product by arrival, the newest first."""
    return _left(tx, {product.id: product})


def expiring(tx: Tx, store: Store, today: date, within: timedelta = SOON) -> list[Batch]:
    """The goods in stock that expire within that time of the store's business day, or have expired; soonest first."""
    dates = (col(StockMovement.expires_on) >= today - FORGOTTEN, col(StockMovement.expires_on) <= today + within)
    mine = select(Product).where(
        col(Product.removed_at).is_(None),
        col(Product.id).in_(
            select(StockMovement.product_id).where(col(StockMovement.store_id) == store.id, *dates).distinct()
        ),
    )
    found = _left(tx, {product.id: product for product in tx.exec(mine)})
    due = [one for one in found if one.expires_on is not None and one.expires_on <= today + within]
    return sorted(due, key=lambda one: (one.expires_on or today, one.product))


def _left(tx: Tx, products: Mapping[int, Product]) -> list[Batch]:
    """What is left of the arrivals of these products: of the newest as much as lies there."""
    on_hand = _on_hand(tx, products)
    found: list[Batch] = []
    for came in _arrivals(tx, products):
        left = min(came.quantity, on_hand[came.product_id])
        on_hand[came.product_id] -= left
        if left > 0:
            found.append(_batch(products[came.product_id], came, left))
    return found


def _on_hand(tx: Tx, product_ids: Iterable[int]) -> dict[int, int]:
    sums = select(StockLevel.product_id, func.sum(StockLevel.on_hand)).group_by(col(StockLevel.product_id))
    rows = tx.exec(sums.where(col(StockLevel.product_id).in_(set(product_ids))))
    return defaultdict(int, {product_id: int(total) for product_id, total in rows})


def _arrivals(tx: Tx, product_ids: Iterable[int]) -> Iterable[StockMovement]:
    """What came in or was found at a count, newest first, without what was taken back."""
    undoing = aliased(StockMovement)
    undone = select(undoing.id).where(col(undoing.undo_of) == StockMovement.id).exists()
    mine = select(StockMovement).where(col(StockMovement.product_id).in_(set(product_ids)))
    mine = mine.where(col(StockMovement.quantity) > 0, col(StockMovement.kind).in_(("in", "adjust")))
    mine = mine.where(col(StockMovement.undo_of).is_(None), ~undone)
    return tx.exec(mine.order_by(col(StockMovement.id).desc()))


def _batch(product: Product, came: StockMovement, left: int) -> Batch:
    return Batch(
        product.id, product.name, product.unit, Quantity(left), came.expires_on, came.batch, came.supplier, came.at
    )
