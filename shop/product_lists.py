"""Products as programs look through them: filtered, sorted, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, bindparam, literal, or_, union_all
from sqlalchemy import select as select_any
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Image, Product, ProductAlias, Store, Tx
from shop.menu import stock_state
from shop.names import name_key
from shop.paging import Page, Window, page_of
from shop.stock import available
from shop.stores import stores_of
from values import MINOR_DIGITS, Quantity

SORTS = {"id": Product.id, "name": Product.key, "price": Product.price_amount, "created_at": Product.created_at}


@dataclass(frozen=True, slots=True)
class ProductsWanted:
    """Which products: of these stores (None: of all), hidden ones too if asked, by text, category and price in main
    units."""

    stores: Sequence[int] | None = None
    hidden: bool = False
    text: str = ""
    category: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None


def find_products(tx: Tx, wanted: ProductsWanted, window: Window) -> Page[Product]:
    """A page of the products wanted that were not removed."""
    usual, values = _usual(wanted.stores is not None, wanted.hidden), {"stores": wanted.stores}
    conditions = _conditions(wanted)
    if not conditions:
        return page_of(tx, usual, Product, SORTS, window, values if wanted.stores is not None else {})
    found = usual.where(*conditions)
    return page_of(tx, found if wanted.stores is None else found.params(values), Product, SORTS, window)


@cache
def _usual(stores: bool, hidden: bool) -> SelectOfScalar[Product]:
    """What programs ask for most, made once: making it takes as long as asking it."""
    found = select(Product).where(col(Product.removed_at).is_(None))
    if stores:
        found = found.where(col(Product.store_id).in_(bindparam("stores", expanding=True)))
    return found if hidden else found.where(on_show())


def _conditions(wanted: ProductsWanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.category is not None:
        found.append(col(Product.category) == wanted.category)
    if wanted.least is not None:
        found.append(col(Product.price_amount) >= int(wanted.least.scaleb(MINOR_DIGITS)))
    if wanted.most is not None:
        found.append(col(Product.price_amount) <= int(wanted.most.scaleb(MINOR_DIGITS)))
    for word in name_key(wanted.text).split():
        named = select(ProductAlias.product_id).where(col(ProductAlias.name).icontains(word, autoescape=True))
        found.append(or_(col(Product.key).contains(word, autoescape=True), col(Product.id).in_(named)))
    return found


def on_show() -> ColumnElement[bool]:
    """Whether a product is for everybody to see: on the menu of a store that is not suspended."""
    suspended = select(Store.id).where(col(Store.suspended_at).is_not(None))
    return and_(~col(Product.hidden), col(Product.store_id).not_in(suspended))


def product_seen(tx: Tx, product_id: int, stores: Sequence[int] | None, lock: bool = False) -> Product | None:
    """A product that is on the menu, or that is of one of these stores (None: of any); held until the end if asked."""
    mine = select(Product).where(col(Product.id) == product_id, col(Product.removed_at).is_(None))
    if stores is not None:
        mine = mine.where(or_(on_show(), col(Product.store_id).in_(stores)))
    if lock:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return tx.exec(mine).first()


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product with what stands beside it: its store, its other names, what can still be sold (None: not counted),
    `plenty`, `low` or `out`, and its pictures."""

    product: Product
    store: Store
    aliases: tuple[str, ...]
    left: Quantity | None
    state: str
    images: tuple[str, ...] = ()


# Made once: making it takes as long as asking it.
_THESE: Any = bindparam("products", expanding=True)
_BESIDE: Executable = union_all(
    select_any(
        col(ProductAlias.product_id).label("product"),
        col(ProductAlias.name).label("name"),
        literal(False).label("picture"),
        literal(0).label("position"),
        col(ProductAlias.id).label("id"),
    ).where(col(ProductAlias.product_id).in_(_THESE)),
    select_any(col(Image.product_id), col(Image.name), literal(True), col(Image.position), col(Image.id)).where(
        col(Image.product_id).in_(_THESE), col(Image.unused_since).is_(None)
    ),
).order_by("position", "id")


def product_cards(tx: Tx, products: Sequence[Product], now: datetime) -> list[ProductCard]:
    """These products as cards, in the same order, with as many questions as they have stores."""
    names: dict[int, list[str]] = defaultdict(list)
    pictures: dict[int, list[str]] = defaultdict(list)
    for row in tx.rows(_BESIDE, {"products": [product.id for product in products]}):
        (pictures if row.picture else names)[row.product].append(row.name)
    stores = stores_of(tx, products)
    left: dict[int, Quantity] = {}
    for key, store in stores.items():
        counted = [one.id for one in products if one.store_id == key and one.tracked]
        left |= available(tx, store, counted) if counted else {}
    return [
        ProductCard(
            product,
            stores[product.store_id],
            tuple(names[product.id]),
            left.get(product.id),
            stock_state(product, left.get(product.id, Quantity(0)), now),
            tuple(pictures[product.id]),
        )
        for product in products
    ]
