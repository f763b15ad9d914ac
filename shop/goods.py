"""Products as lines of carts need them: what is asked of them in columns, with what is left of each."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, exists
from sqlalchemy import select as select_any
from sqlmodel import col, select

from models import Product, ProductOptionGroup, StockLevel, StockLocation, Tx, among
from values import Money, Quantity


class Goods(Struct, frozen=True):
    """A product as it can be ordered now; who changes one asks for its row."""

    id: int
    store_id: int
    name: str
    category: str
    unit: str
    step: int
    price_amount: int
    currency: str
    tracked: bool
    low_at: int | None
    hidden: bool
    sold_out_until: datetime | None
    unsold: int | None
    has_options: bool

    @property
    def price(self) -> Money:
        """The price of one base unit without options."""
        return Money(self.price_amount, self.currency)

    @property
    def smallest(self) -> Quantity:
        """The smallest quantity sold; every quantity is a multiple of it."""
        return Quantity(self.step)

    @property
    def left(self) -> Quantity:
        """What can still be sold of it at the main location."""
        return Quantity(self.unsold or 0)


Found = Mapping[int, Goods | None]
"""Products by id; None for one that is not the store's, or no more."""


def main_location(store_id: Any) -> Any:
    """The query for the location that orders of a store are served from."""
    mine = select(StockLocation.id).where(col(StockLocation.store_id) == store_id, col(StockLocation.main))
    return mine.order_by(col(StockLocation.id)).limit(1)


_OWN = ("unsold", "has_options")
GOODS: tuple[Any, ...] = (
    *(getattr(Product, name) for name in Goods.__struct_fields__ if name not in _OWN),
    (col(StockLevel.on_hand) - col(StockLevel.reserved)).label("unsold"),
    exists().where(col(ProductOptionGroup.product_id) == col(Product.id)).label("has_options"),
)
"""The columns of `Goods`, of the store that is the parameter `store`; its levels are joined by `HERE`."""
HERE = (col(StockLevel.product_id) == col(Product.id)) & (
    col(StockLevel.location_id) == main_location(bindparam("store")).scalar_subquery()
)
SOLD = (col(Product.store_id) == bindparam("store")) & col(Product.removed_at).is_(None)
_GOODS: Any = select_any(*GOODS).select_from(Product).outerjoin(StockLevel, HERE)
_GOODS = _GOODS.where(SOLD, among(Product.id, "ids"))


def read_goods(tx: Tx, store_id: int, ids: set[int]) -> Found:
    """These products of a store, as they are now."""
    rows = tx.rows(_GOODS, {"ids": sorted(ids), "store": store_id}) if ids else ()
    return dict.fromkeys(ids) | {row.id: Goods(*row) for row in rows}


def goods_of(tx: Tx, store_id: int, ids: set[int]) -> Found:
    """These products of a store, with others that were read with them, once for as long as none of them changes."""
    found = tx.once(_key(store_id), lambda: read_goods(tx, store_id, ids))
    if ids <= found.keys():
        return found
    forget_goods(tx, store_id)
    return goods_of(tx, store_id, ids)


def keep_goods(tx: Tx, store_id: int, found: Found) -> None:
    """Go on with products as they were read a moment ago."""
    tx.keep(_key(store_id), found)


def forget_goods(tx: Tx, store_id: int) -> None:
    """Read a store's products again when they are asked for: one of them, or its stock, has changed."""
    tx.forget(_key(store_id))


def _key(store_id: int) -> Hashable:
    return "goods", store_id
