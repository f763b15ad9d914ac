"""The menu as customers see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam
from sqlalchemy import select as select_any
from sqlmodel import col, func

from models import Product, StockLevel, Store, Tx, among
from shop.goods import GOODS, HERE, SOLD, Goods
from shop.stock import is_low, is_sold_out
from values import Money, Quantity


class MenuEntry(Struct, frozen=True):
    """A product as a customer sees it: `state` is plenty, low or out; `left` is known to the seller's side only."""

    id: int
    name: str
    description: str
    category: str
    price: Money
    unit: str
    state: str
    left: Quantity | None
    has_options: bool


class Menu(Struct, frozen=True):
    """A page of the menu, and how many products there are in all."""

    entries: tuple[MenuEntry, ...]
    total: int


_ON_MENU = SOLD & ~col(Product.hidden)
_ENTRIES: Any = select_any(*GOODS, col(Product.description)).select_from(Product).outerjoin(StockLevel, HERE)
_ENTRIES = _ENTRIES.where(_ON_MENU)
_PAGE: Any = _ENTRIES.order_by(col(Product.position), col(Product.id))
_PAGE = _PAGE.offset(bindparam("offset")).limit(bindparam("limit"))
_COUNT: Any = select_any(func.count(col(Product.id))).where(_ON_MENU)
_CATEGORIES = select_any(col(Product.category)).where(_ON_MENU).group_by(col(Product.category))
_CATEGORIES = _CATEGORIES.order_by(func.min(Product.position))
_OF_CATEGORY = col(Product.category) == bindparam("category")
_WHOLE, _PART = (_PAGE, _COUNT), (_PAGE.where(_OF_CATEGORY), _COUNT.where(_OF_CATEGORY))
_THESE = _ENTRIES.where(among(Product.id, "ids"))
_ALIKE = _ENTRIES.where(_OF_CATEGORY, col(Product.id) != bindparam("id"))
_ALIKE = _ALIKE.order_by(func.abs(col(Product.price_amount) - bindparam("price")), col(Product.id)).limit(20)


def menu(tx: Tx, store: Store, now: datetime, category: str | None = None, page: tuple[int, int] = (0, 100)) -> Menu:
    """What the store sells, in its own order; `page` is offset and limit."""
    offset, limit = page
    values: dict[str, Any] = {"store": store.id} if category is None else {"store": store.id, "category": category}
    asked, counted = _WHOLE if category is None else _PART
    found = _entries(tx.rows(asked, values | {"offset": offset, "limit": limit}), now)
    if len(found) < limit and (found or not offset):
        return Menu(found, offset + len(found))
    return Menu(found, tx.rows(counted, values)[0][0])


def categories(tx: Tx, store: Store) -> list[str]:
    """The categories of the menu in its order, without empty names."""
    return [row.category for row in tx.rows(_CATEGORIES, {"store": store.id}) if row.category]


def entries_of(tx: Tx, store: Store, product_ids: Sequence[int], now: datetime) -> tuple[MenuEntry, ...]:
    """The products with these ids that are on the menu, in the order of the ids."""
    rows = tx.rows(_THESE, {"store": store.id, "ids": sorted(set(product_ids))})
    found = {entry.id: entry for entry in _entries(rows, now)}
    return tuple(found[key] for key in dict.fromkeys(product_ids) if key in found)


def _entries(rows: Sequence[Any], now: datetime) -> tuple[MenuEntry, ...]:
    return tuple(_entry(Goods(*columns), description, now) for *columns, description in rows)


def _entry(product: Goods, description: str, now: datetime) -> MenuEntry:
    left = product.left
    return MenuEntry(
        product.id,
        product.name,
        description,
        product.category,
        product.price,
        product.unit,
        stock_state(product, left, now),
        left if product.tracked else None,
        product.has_options,
    )


def stock_state(product: Product | Goods, left: Quantity, now: datetime) -> str:
    """`out`, `low` or `plenty`: what a customer may be told without numbers."""
    if is_sold_out(product, now) or (product.tracked and left.thousandths < product.step):
        return "out"
    return "low" if is_low(product, left) else "plenty"


def alternative(tx: Tx, store: Store, product: Product | Goods, now: datetime) -> str | None:
    """The name of one product of the same category that can be had instead, the nearest in price."""
    values = {"store": store.id, "id": product.id, "category": product.category, "price": product.price_amount}
    return next((entry.name for entry in _entries(tx.rows(_ALIKE, values), now) if entry.state != "out"), None)
