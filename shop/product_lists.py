"""Products as programs look through them: filtered, sorted, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, bindparam, or_
from sqlalchemy import select as select_any
from sqlmodel import col, select

from models import Image, Product, ProductAlias, StockLevel, Store, Tx, among, listed
from shop.goods import main_location
from shop.menu import stock_state
from shop.names import name_key
from shop.paging import Page, Window, columns_page_of
from values import MINOR_DIGITS, Quantity

SORTS = {"id": Product.id, "name": Product.key, "price": Product.price_amount, "created_at": Product.created_at}


class ProductsWanted(Struct, frozen=True):
    """Which products: of these stores (None: of all), hidden ones too if asked, by text, category and price in main
    units."""

    stores: Sequence[int] | None = None
    hidden: bool = False
    text: str = ""
    category: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None


_NAMES = select_any(col(ProductAlias.name)).where(col(ProductAlias.product_id) == col(Product.id))
_PICTURES = select_any(col(Image.name)).where(
    col(Image.product_id) == col(Product.id), col(Image.unused_since).is_(None)
)
_SHOWN: tuple[Any, ...] = (
    *(getattr(Product, name) for name in Product.model_fields),
    Store.zone,
    (col(StockLevel.on_hand) - col(StockLevel.reserved)).label("left_over"),
    listed(_NAMES.order_by(col(ProductAlias.id))).label("aliases"),
    listed(_PICTURES.order_by(col(Image.position), col(Image.id))).label("pictures"),
)
_HERE = and_(
    col(StockLevel.product_id) == col(Product.id),
    col(StockLevel.location_id) == main_location(col(Product.store_id)).correlate(Product).scalar_subquery(),
)
# Columns rather than rows of tables: nobody changes a product that is shown in a list.
_EVERY: Any = (
    select_any(*_SHOWN)
    .select_from(Product)
    .join(Store, col(Store.id) == col(Product.store_id))
    .outerjoin(StockLevel, _HERE)
    .where(col(Product.removed_at).is_(None))
)
_THESE = _EVERY.where(among(Product.id, "products"))


def find_products(tx: Tx, wanted: ProductsWanted, window: Window) -> Page[Any]:
    """A page of the products wanted that were not removed, to be shown as cards."""
    usual, values = _usual(wanted.stores is not None, wanted.hidden), {"stores": wanted.stores}
    conditions = _conditions(wanted)
    if not conditions:
        return columns_page_of(tx, usual, Product, SORTS, window, values if wanted.stores is not None else {})
    found = usual.where(*conditions)
    return columns_page_of(tx, found if wanted.stores is None else found.params(values), Product, SORTS, window)


@cache
def _usual(stores: bool, hidden: bool) -> Select[Any]:
    """What programs ask for most, made once: making it takes as long as asking it."""
    found: Select[Any] = _EVERY
    if stores:
        found = found.where(col(Product.store_id).in_(bindparam("stores", expanding=True)))
    return found if hidden else found.where(on_show(beside=True))


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


def on_show(*, beside: bool = False) -> ColumnElement[bool]:
    """Whether a product is for everybody to see: on the menu of a store that is not suspended. The store is looked up,
    unless it stands beside the product in the query."""
    suspended = select(Store.id).where(col(Store.suspended_at).is_not(None))
    open_store = col(Store.suspended_at).is_(None) if beside else col(Product.store_id).not_in(suspended)
    return and_(~col(Product.hidden), open_store)


def product_seen(tx: Tx, product_id: int, stores: Sequence[int] | None, lock: bool = False) -> Product | None:
    """A product that is on the menu, or that is of one of these stores (None: of any); held until the end if asked."""
    mine = select(Product).where(col(Product.id) == product_id, col(Product.removed_at).is_(None))
    if stores is not None:
        mine = mine.where(or_(on_show(), col(Product.store_id).in_(stores)))
    if lock:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return tx.exec(mine).first()


class ProductCard(Struct, frozen=True):
    """A product's columns with the `zone` of its store, and what stands beside it: its other names, what can still be
    sold (None: not counted), `plenty`, `low` or `out`, and its pictures."""

    product: Any
    aliases: tuple[str, ...]
    left: Quantity | None
    state: str
    images: tuple[str, ...] = ()


def cards_of(tx: Tx, products: Sequence[Product], now: datetime) -> list[ProductCard]:
    """Products as cards, in the same order."""
    ids = [product.id for product in products]
    rows = {row.id: row for row in tx.rows(_THESE, {"products": ids})}
    return [product_card(rows[key], now) for key in ids]


def product_card(found: Any, now: datetime) -> ProductCard:
    """What `find_products` found, as a card."""
    left = Quantity(found.left_over or 0)
    counted = left if found.tracked else None
    return ProductCard(found, tuple(found.aliases), counted, stock_state(found, left, now), tuple(found.pictures))
