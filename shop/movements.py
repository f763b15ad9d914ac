"""The ledger of one product as people read it: what came and went, why, by whom, and what was there afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, func, select

from models import Order, Product, StockLevel, StockLocation, StockMovement, Tx, User
from values import Money, Quantity

MOST: Final = 12


class Movement(Struct, frozen=True):
    """One movement. `quantity` is signed, `after` what lay there over all locations when it was done; `cost` is that
    of one unit, `who` the name of whoever did it (empty for customers and the clock)."""

    kind: str
    quantity: Quantity
    after: Quantity
    reason: str
    supplier: str
    batch: str
    cost: Money | None
    expires_on: date | None
    order: int | None
    place: str
    main: bool
    who: str
    takes_back: bool
    at: datetime


def movements_of(tx: Tx, product: Product, limit: int = MOST) -> list[Movement]:
    """The last movements of a product, newest first; goods that were carried show once, where they came to."""
    levels = select(func.coalesce(func.sum(StockLevel.on_hand), 0)).where(col(StockLevel.product_id) == product.id)
    after = int(tx.exec(levels).one())
    rows = (
        select(StockMovement, StockLocation, col(Order.number))
        .join(StockLocation, col(StockLocation.id) == StockMovement.location_id)
        .outerjoin(Order, col(Order.id) == StockMovement.order_id)
        .where(col(StockMovement.product_id) == product.id)
        .order_by(col(StockMovement.id).desc())
        .limit(limit)
    )
    found: list[Movement] = []
    for movement, place, number in tx.exec(rows):
        carried = movement.kind == "transfer"
        if not carried or movement.quantity > 0:
            found.append(_movement(tx, product, movement, place, number, after))
        after -= 0 if carried else movement.quantity
    return found


def _movement(
    tx: Tx, product: Product, row: StockMovement, place: StockLocation, number: int | None, after: int
) -> Movement:
    cost = None if row.cost_amount is None else Money(row.cost_amount, product.currency)
    return Movement(
        kind=row.kind,
        quantity=Quantity(row.quantity),
        after=Quantity(after),
        reason=row.reason,
        supplier=row.supplier,
        batch=row.batch,
        cost=cost,
        expires_on=row.expires_on,
        order=number,
        place=place.name,
        main=place.main,
        who=_name_of(tx, row.actor),
        takes_back=row.undo_of is not None,
        at=row.at,
    )


def _name_of(tx: Tx, actor: str) -> str:
    kind, _, key = actor.partition(":")
    user = tx.get(User, int(key)) if kind == "user" and key.isdigit() else None
    return user.name if user else ""
