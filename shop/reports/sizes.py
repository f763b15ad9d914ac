"""How many rows a list has, before anybody makes it."""

from __future__ import annotations

from typing import Any, Final

from sqlmodel import col, func, select

from models import Order, Product, StockMovement, Store, Tx
from shop.reports.errors import TooManyRows
from shop.reports.tables import MOST_ROWS
from values import Period

# A longer list takes more than a moment to write.
QUICK: Final = 1_500


def is_long(tx: Tx, store: Store, what: str, period: Period) -> bool:
    """Whether a list is too long to be made while somebody waits; TooManyRows where it does not fit into a file."""
    rows = _rows(store, what, period)
    if rows is None:
        return False
    count = int(tx.exec(select(func.count()).select_from(rows.limit(MOST_ROWS + 1).subquery())).one())
    if count > MOST_ROWS:
        raise TooManyRows(MOST_ROWS)
    return count > QUICK


def _rows(store: Store, what: str, period: Period) -> Any:
    """The rows that are counted, None for figures, which are always few."""
    if what == "orders":
        at = col(Order.placed_at)
        mine = (col(Order.store_id) == store.id, at >= period.starts_at, at < period.ends_at)
        return select(Order.id).where(*mine)
    if what == "stock":
        at = col(StockMovement.at)
        mine = (col(StockMovement.store_id) == store.id, at >= period.starts_at, at < period.ends_at)
        return select(StockMovement.id).where(*mine)
    if what == "products":
        return select(Product.id).where(col(Product.store_id) == store.id, col(Product.removed_at).is_(None))
    if what == "customers":
        sold = (col(Order.store_id) == store.id, col(Order.confirmed_at).is_not(None))
        return select(Order.customer_id).where(*sold).distinct()
    return None
