"""Carrying goods from one place of a store to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from models import Product, StockLevel, StockLocation, StockMovement, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import NotAValue, StockNotCounted
from shop.ledger import Move, locked_level, move
from shop.stores import store_of
from values import Quantity

KIND = "stock.transfer"


def transfer(
    tx: Tx, product: Product, quantity: Quantity, places: tuple[StockLocation, StockLocation], by: Actor, now: datetime
) -> Written:
    """Carry goods from the first place to the second; what is written tells the names of both.

    Refused: what the store does not count, more than there is or than open orders leave, a place to itself.
    """
    source, target = places
    if quantity.thousandths <= 0:
        raise NotAValue("quantity")
    if source.id == target.id:
        raise NotAValue("place")
    if not product.tracked:
        raise StockNotCounted(product.name)
    steps = [(source.id, -quantity.thousandths, None), (target.id, quantity.thousandths, None)]
    made = {movement.location_id: movement for movement in _carried(tx, product, steps, by, now)}
    new = {"quantity": quantity, "to": target.name, "other": made[target.id].id}
    write = Write(KIND, made[source.id].id, product.name, {"from": source.name}, new, product.unit)
    return log_write(tx, store_of(tx, product), write, by, now)


def gather(tx: Tx, product: Product, target: StockLocation, by: Actor, now: datetime) -> None:
    """Carry everything of a product that is not promised to orders to one place, from every other."""
    mine = (col(StockLevel.product_id) == product.id, col(StockLevel.location_id) != target.id)
    elsewhere = select(StockLocation, StockLevel).join(StockLevel, col(StockLevel.location_id) == StockLocation.id)
    for source, level in tx.exec(elsewhere.where(*mine).order_by(col(StockLocation.id))).all():
        if level.on_hand > level.reserved:
            transfer(tx, product, Quantity(level.on_hand - level.reserved), (source, target), by, now)


def carry_back(tx: Tx, movement_ids: Sequence[int], by: Actor, now: datetime) -> None:
    """Take a transfer back, by its two movements; refused where the goods are no more where they were carried to."""
    wrong = [tx.session.get_one(StockMovement, key) for key in movement_ids]
    product = tx.session.get_one(Product, wrong[0].product_id)
    _carried(tx, product, [(one.location_id, -one.quantity, one.id) for one in wrong], by, now)


def _carried(
    tx: Tx, product: Product, steps: Sequence[tuple[int, int, int | None]], by: Actor, now: datetime
) -> list[StockMovement]:
    """The movements of these steps (place, quantity, movement taken back), their levels locked in one order."""
    ordered = sorted(steps)
    levels = [locked_level(tx, product, place) for place, _, _ in ordered]
    return [
        move(tx, product, level, Move("transfer", amount, undo_of=undone), by, now)
        for level, (_, amount, undone) in zip(levels, ordered, strict=True)
    ]
