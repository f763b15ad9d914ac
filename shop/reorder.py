"""What to buy again, and how much, from what really went out."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from msgspec import Struct
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from models import Product, StockLevel, StockMovement, Store, Tx
from shop.stock import is_low, low_limit
from shop.suppliers import last_supplier
from values import THOUSANDTHS, Quantity

LOOKS_BACK: Final = timedelta(days=14)
LASTS: Final = 7  # days that what is bought shall last


class Purchase(Struct, frozen=True):
    """A product to buy: what is left of it, how much of it goes out in a day, for how many days that is enough, and
    how much to buy. `days` is None where nothing went out lately; `supplier` is who brought it last."""

    product_id: int
    name: str
    unit: str
    left: Quantity
    daily: Decimal
    days: Decimal | None
    buy: Quantity
    supplier: str


def to_buy(tx: Tx, store: Store, now: datetime, lasts: int = LASTS) -> list[Purchase]:
    """The counted products that are low or will not last so many days, the most pressing first.

    What went out in the last two weeks tells the pace: sold, spoilt or given away, without what was taken back.
    """
    gone = _gone(tx, store, now)
    days = Decimal(max(1, min(LOOKS_BACK.days, (now - store.created_at).days)))
    found = []
    for product, left in _counted(tx, store):
        daily = Quantity(gone[product.id]).decimal / days
        wanted = _wanted(product, left, daily, lasts)
        if wanted.thousandths > 0:
            cover = (left.decimal / daily).quantize(Decimal("0.1")) if daily else None
            by = last_supplier(tx, product)
            found.append(Purchase(product.id, product.name, product.unit, left, daily, cover, wanted, by))
    return sorted(found, key=lambda one: (Decimal(10**6) if one.days is None else one.days, one.name))


def _wanted(product: Product, left: Quantity, daily: Decimal, lasts: int) -> Quantity:
    """How much is missing so that it lasts before it is low, in whole steps; nothing where there is enough."""
    if not is_low(product, left) and left.decimal >= daily * lasts:
        return Quantity(0)
    step = Decimal(max(product.step, THOUSANDTHS)) / THOUSANDTHS
    missing = low_limit(product).decimal + max(daily * lasts, step) - left.decimal
    return Quantity.of((missing / step).to_integral_value(ROUND_CEILING) * step)


def _gone(tx: Tx, store: Store, now: datetime) -> dict[int, int]:
    undoing = aliased(StockMovement)
    undone = select(undoing.id).where(col(undoing.undo_of) == StockMovement.id).exists()
    out = (col(StockMovement.kind) == "out", col(StockMovement.at) > now - LOOKS_BACK, ~undone)
    sums = select(StockMovement.product_id, func.sum(StockMovement.quantity)).where(*out)
    rows = tx.exec(sums.where(col(StockMovement.store_id) == store.id).group_by(col(StockMovement.product_id)))
    return defaultdict(int, {product_id: -int(total) for product_id, total in rows})


def _counted(tx: Tx, store: Store) -> list[tuple[Product, Quantity]]:
    """The counted products on the menu with what can be sold of each, over all locations."""
    on_menu = (col(Product.tracked), col(Product.removed_at).is_(None), col(Product.hidden).is_(False))
    left = func.sum(StockLevel.on_hand - StockLevel.reserved)
    mine = select(Product, left).join(StockLevel).where(col(Product.store_id) == store.id, *on_menu)
    return [(product, Quantity(int(total))) for product, total in tx.exec(mine.group_by(col(Product.id)))]
