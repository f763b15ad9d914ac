"""Products as programs look through them: filtered, sorted, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Executable, Select, and_, bindparam, literal, or_, union_all
from sqlalchemy import select as select_any
from sqlmodel import col, select

from models import Image, Product, ProductAlias, StockLevel, Store, Tx
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


_SHOWN: tuple[Any, ...] = (
    *(getattr(Product, name) for name in Product.model_fields),
    Store.zone,
    (col(StockLevel.on_hand) - col(StockLevel.reserved)).label("left_over"),
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


def product_card(tx: Tx, product: Product, now: datetime) -> ProductCard:
    """A product as a card."""
    return cards_of(tx, [product], now)[0]


def cards_of(tx: Tx, products: Sequence[Product], now: datetime) -> list[ProductCard]:
    """Products as cards, in the same order."""
    ids = [product.id for product in products]
    rows = {row.id: row for row in tx.rows(_EVERY.where(col(Product.id).in_(_THESE)), {"products": ids})}
    return product_cards(tx, [rows[key] for key in ids], now)


def product_cards(tx: Tx, found: Sequence[Any], now: datetime) -> list[ProductCard]:
    """What `find_products` found as cards, in the same order."""
    names: dict[int, list[str]] = defaultdict(list)
    pictures: dict[int, list[str]] = defaultdict(list)
    for row in tx.rows(_BESIDE, {"products": [product.id for product in found]}):
        (pictures if row.picture else names)[row.product].append(row.name)
    return [_card(product, names[product.id], pictures[product.id], now) for product in found]


def _card(product: Any, names: Sequence[str], pictures: Sequence[str], now: datetime) -> ProductCard:
    left = Quantity(product.left_over or 0)
    counted = left if product.tracked else None
    return ProductCard(product, tuple(names), counted, stock_state(product, left, now), tuple(pictures))
