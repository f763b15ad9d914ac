"""Movements: the one place where the level of a product at a location changes."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct
from sqlmodel import col, select

from models import Product, StockLevel, StockMovement, Tx
from shop.actors import Actor
from shop.errors import StockPromised, StockTooLow
from shop.goods import forget_goods, main_location
from shop.rows import add_once
from values import Quantity


class Move(Struct, frozen=True):
    """A movement to make: its kind, a signed number of thousandths, why, and what is known of the goods."""

    kind: str
    quantity: int = 0
    reason: str = ""
    batch: str = ""
    supplier: str = ""
    cost_amount: int | None = None
    expires_on: date | None = None
    order_id: int | None = None
    undo_of: int | None = None


def main_location_id(tx: Tx, store_id: int) -> int:
    """The location that orders of the store are served from."""
    place: int = tx.once(("main_location", store_id), lambda: tx.exec(main_location(store_id)).one())
    return place


def locked_level(tx: Tx, product: Product, location_id: int | None = None) -> StockLevel:
    """The level of a product, made if it has none, held until the transaction ends and read anew."""
    place = main_location_id(tx, product.store_id) if location_id is None else location_id
    names = {"seller_id": product.seller_id, "store_id": product.store_id}
    zero = {"product_id": product.id, "location_id": place, "on_hand": 0, "reserved": 0}
    forget_goods(tx, product.store_id)
    add_once(tx, StockLevel, names | zero)
    mine = select(StockLevel).where(col(StockLevel.product_id) == product.id, col(StockLevel.location_id) == place)
    return tx.exec(mine.with_for_update().execution_options(populate_existing=True)).one()


def move(tx: Tx, product: Product, level: StockLevel, step: Move, by: Actor, now: datetime) -> StockMovement:
    """Change a locked level and write the movement. It cannot fall below what is reserved."""
    after = level.on_hand + step.quantity
    if after < 0:
        raise StockTooLow(product.name, Quantity(level.on_hand), product.unit)
    if after < level.reserved:
        raise StockPromised(product.name, Quantity(level.reserved), product.unit)
    level.on_hand = after
    movement = StockMovement(
        seller_id=level.seller_id,
        store_id=level.store_id,
        product_id=level.product_id,
        location_id=level.location_id,
        kind=step.kind,
        quantity=step.quantity,
        reason=step.reason,
        batch=step.batch,
        supplier=step.supplier,
        cost_amount=step.cost_amount,
        expires_on=step.expires_on,
        order_id=step.order_id,
        undo_of=step.undo_of,
        actor=str(by),
        at=now,
    )
    return tx.save(movement)
