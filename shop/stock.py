"""The stock ledger: every change of a level is a movement, and a level never falls below what orders have reserved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func
from sqlmodel import col, select

from models import Product, StockLevel, StockMovement, Store, Tx
from shop.actors import Actor
from shop.changes import FIRST_COUNT, Write, Written, log_write
from shop.errors import NotAValue, StockNotCounted
from shop.goods import Goods
from shop.ledger import Move, locked_level, main_location_id, move
from shop.stores import bump_catalogue, store_of
from shop.suppliers import known_as
from values import Quantity

UNUSUAL = 10
ARRIVAL = Move("in")
LOW_STEPS = 3
LOW_LIMIT = func.coalesce(col(Product.low_at), LOW_STEPS * col(Product.step))


class StockView(Struct, frozen=True):
    """The stock of a product where orders are served from: what lies there, what open orders hold and what can still
    be sold. `elsewhere` is what lies at other places of the store."""

    product_id: int
    product: str
    unit: str
    tracked: bool
    on_hand: Quantity
    reserved: Quantity
    low: bool
    elsewhere: Quantity = Quantity(0)

    @property
    def available(self) -> Quantity:
        return self.on_hand - self.reserved


def available(tx: Tx, store: Store, product_ids: Iterable[int]) -> dict[int, Quantity]:
    """What can still be sold of each of these products at the main location; those without a level have nothing."""
    ids = set(product_ids)
    place = main_location_id(tx, store.id)
    levels = select(StockLevel).where(col(StockLevel.product_id).in_(ids), col(StockLevel.location_id) == place)
    found = {level.product_id: level.available for level in tx.exec(levels.execution_options(populate_existing=True))}
    return {product_id: found.get(product_id, Quantity(0)) for product_id in ids}


def stock_view(tx: Tx, product: Product) -> StockView:
    """The stock of one product."""
    levels = list(tx.exec(select(StockLevel).where(col(StockLevel.product_id) == product.id)))
    place = main_location_id(tx, product.store_id)
    main = [level for level in levels if level.location_id == place]
    other = Quantity(sum(level.on_hand for level in levels if level.location_id != place))
    view = _view(product, sum(level.on_hand for level in main), sum(level.reserved for level in main))
    return replace(view, elsewhere=other)


def stock_list(tx: Tx, store: Store, only_low: bool = False, limit: int = 50, offset: int = 0) -> list[StockView]:
    """The stock of the products the store counts, in menu order; only those running low or out if asked."""
    mine = select(Product, StockLevel).join(StockLevel).where(col(Product.store_id) == store.id, col(Product.tracked))
    mine = mine.where(col(Product.removed_at).is_(None), col(StockLevel.location_id) == main_location_id(tx, store.id))
    if only_low:
        mine = mine.where(col(StockLevel.on_hand) - StockLevel.reserved <= LOW_LIMIT)
    rows = tx.exec(mine.order_by(col(Product.position), col(Product.id)).offset(offset).limit(limit))
    return [_view(product, level.on_hand, level.reserved) for product, level in rows]


def is_low(product: Product | Goods, left: Quantity) -> bool:
    """Whether so little is left that the seller should know: his own threshold, else three of the smallest quantity."""
    return product.tracked and left <= low_limit(product)


def low_limit(product: Product | Goods) -> Quantity:
    """So much left of a product, or less, is low."""
    return Quantity(product.low_at if product.low_at is not None else LOW_STEPS * product.step)


def is_sold_out(product: Product | Goods, now: datetime) -> bool:
    """Whether the seller has marked the product as sold out for now."""
    return product.sold_out_until is not None and now < product.sold_out_until


def _view(product: Product, on_hand: int, reserved: int) -> StockView:
    low = is_low(product, Quantity(on_hand - reserved))
    unit, tracked = product.unit, product.tracked
    return StockView(product.id, product.name, unit, tracked, Quantity(on_hand), Quantity(reserved), low)


def is_unusual(tx: Tx, product: Product, quantity: Quantity) -> bool:
    """Whether a stock is so far above anything seen of the product that it is likely a slip of the finger."""
    usual = select(StockMovement.quantity).where(col(StockMovement.product_id) == product.id)
    most = max((abs(moved) for moved in tx.exec(usual.order_by(col(StockMovement.id).desc()).limit(50))), default=0)
    return most > 0 and quantity.thousandths > UNUSUAL * max(most, stock_view(tx, product).on_hand.thousandths)


def set_stock(
    tx: Tx, product: Product, quantity: Quantity, by: Actor, now: datetime, place_id: int | None = None
) -> Written:
    """Say how much was counted, in the shop or at another place of the store; the difference goes into the ledger. A
    product not counted before is from now on, once it is counted in the shop."""
    if quantity.thousandths < 0:
        raise NotAValue("quantity")
    if place_id is not None:
        check_counted(product)
    level = locked_level(tx, product, place_id)
    return _log(tx, product, level, Move("adjust", quantity.thousandths - level.on_hand), by, now)


def add_stock(
    tx: Tx, product: Product, quantity: Quantity, by: Actor, now: datetime, details: Move = ARRIVAL
) -> Written:
    """Goods came in; `details` may tell reason, supplier, batch, expiry and what one unit cost."""
    level = _counted(tx, product, quantity)
    if details.supplier:
        details = replace(details, supplier=known_as(tx, store_of(tx, product), details.supplier))
    return _log(tx, product, level, replace(details, kind="in", quantity=quantity.thousandths), by, now)


def remove_stock(tx: Tx, product: Product, quantity: Quantity, by: Actor, now: datetime, reason: str = "") -> Written:
    """Goods went out other than by an order: spoilt, given away, used."""
    level = _counted(tx, product, quantity)
    return _log(tx, product, level, Move("out", -quantity.thousandths, reason), by, now)


def check_counted(product: Product) -> None:
    """Refuse what the store does not count."""
    if not product.tracked:
        raise StockNotCounted(product.name)


def set_low_at(tx: Tx, product: Product, at: Quantity | None, by: Actor, now: datetime) -> Written:
    """Warn where so much is left of a product or less; None warns as for products of which nobody said it."""
    check_counted(product)
    if at is not None and at.thousandths < 0:
        raise NotAValue("quantity")
    old = None if product.low_at is None else Quantity(product.low_at)
    product.low_at = None if at is None else at.thousandths
    tx.save(product)
    write = Write("product.low_at", product.id, product.name, old, at, product.unit)
    return log_write(tx, store_of(tx, product), write, by, now)


def _counted(tx: Tx, product: Product, quantity: Quantity) -> StockLevel:
    if quantity.thousandths <= 0:
        raise NotAValue("quantity")
    check_counted(product)
    return locked_level(tx, product)


def _log(tx: Tx, product: Product, level: StockLevel, step: Move, by: Actor, now: datetime) -> Written:
    old, first = Quantity(level.on_hand), not product.tracked
    if first:
        product.tracked = True
        tx.save(product)
    if step.quantity > 0 and product.sold_out_until is not None:
        product.sold_out_until = None
        tx.save(product)
        bump_catalogue(tx, store_of(tx, product))
    movement = move(tx, product, level, step, by, now)
    kind = FIRST_COUNT if first else "stock"
    write = Write(kind, movement.id, product.name, old, Quantity(level.on_hand), product.unit)
    return log_write(tx, store_of(tx, product), write, by, now)
