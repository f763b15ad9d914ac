"""The menu as customers see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from models import Product, ProductOptionGroup, Store, Tx
from shop.goods import Goods
from shop.stock import available, is_low, is_sold_out
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


def menu(tx: Tx, store: Store, now: datetime, category: str | None = None, page: tuple[int, int] = (0, 100)) -> Menu:
    """What the store sells, in its own order; `page` is offset and limit."""
    wanted = _sold(store) if category is None else (*_sold(store), col(Product.category) == category)
    mine = select(Product).where(*wanted).order_by(col(Product.position), col(Product.id))
    rows = list(tx.exec(mine.offset(page[0]).limit(page[1])))
    return Menu(entries(tx, store, rows, now), tx.exec(select(func.count(col(Product.id))).where(*wanted)).one())


def _sold(store: Store) -> tuple[ColumnElement[bool], ...]:
    return col(Product.store_id) == store.id, ~col(Product.hidden), col(Product.removed_at).is_(None)


def categories(tx: Tx, store: Store) -> list[str]:
    """The categories of the menu in its order, without empty names."""
    mine = select(Product.category).where(*_sold(store)).group_by(col(Product.category))
    return [name for name in tx.exec(mine.order_by(func.min(Product.position))) if name]


def entries_of(tx: Tx, store: Store, product_ids: Sequence[int], now: datetime) -> tuple[MenuEntry, ...]:
    """The products with these ids that are on the menu, in the order of the ids."""
    mine = select(Product).where(*_sold(store), col(Product.id).in_(product_ids))
    found = {product.id: product for product in tx.exec(mine)}
    return entries(tx, store, [found[key] for key in dict.fromkeys(product_ids) if key in found], now)


def entries(tx: Tx, store: Store, products: list[Product], now: datetime) -> tuple[MenuEntry, ...]:
    """These products as menu entries, in the same order."""
    left = available(tx, store, (product.id for product in products))
    ids = [product.id for product in products]
    with_options = set(
        tx.exec(select(ProductOptionGroup.product_id).where(col(ProductOptionGroup.product_id).in_(ids)))
    )
    return tuple(
        MenuEntry(
            product.id,
            product.name,
            product.description,
            product.category,
            product.price,
            product.unit,
            stock_state(product, left[product.id], now),
            left[product.id] if product.tracked else None,
            product.id in with_options,
        )
        for product in products
    )


def stock_state(product: Product, left: Quantity, now: datetime) -> str:
    """`out`, `low` or `plenty`: what a customer may be told without numbers."""
    if is_sold_out(product, now) or (product.tracked and left.thousandths < product.step):
        return "out"
    return "low" if is_low(product, left) else "plenty"


def alternative(tx: Tx, store: Store, product: Product | Goods, now: datetime) -> str | None:
    """The name of one product of the same category that can be had instead, the nearest in price."""
    mine = select(Product).where(*_sold(store), col(Product.id) != product.id)
    mine = mine.where(col(Product.category) == product.category)
    near = func.abs(Product.price_amount - product.price_amount)
    for entry in entries(tx, store, list(tx.exec(mine.order_by(near, col(Product.id)).limit(20))), now):
        if entry.state != "out":
            return entry.name
    return None
