"""What open orders hold of the stock: reserved at placing, then consumed by shipping or released by cancelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import col, select, update

from models import Order, Product, Reservation, StockLevel, StockMovement, Tx
from shop.actors import Actor
from shop.cart_views import out_of_stock
from shop.ledger import Move, locked_level, main_location_id, move
from values import Quantity


def hold(tx: Tx, store_id: int, wanted: Mapping[int, Quantity], now: datetime) -> list[StockLevel]:
    """Take these quantities per product out of what is available, all or none; refused with what is left of the first
    product there is too little of. Levels are taken in the order of their ids, so that no two orders wait for each
    other."""
    place = main_location_id(tx, store_id)
    mine = select(StockLevel).where(col(StockLevel.product_id).in_(wanted), col(StockLevel.location_id) == place)
    levels = list(tx.exec(mine.order_by(col(StockLevel.id))))
    for product_id in sorted(wanted.keys() - {level.product_id for level in levels}):
        _refuse(tx, product_id, wanted[product_id], Quantity(0), now)
    for level in levels:
        asked = wanted[level.product_id]
        enough = col(StockLevel.on_hand) - col(StockLevel.reserved) >= asked.thousandths
        statement = update(StockLevel).where(col(StockLevel.id) == level.id, enough)
        statement = statement.values(reserved=StockLevel.reserved + asked.thousandths)
        held = tx.changed_one(statement.execution_options(synchronize_session=False))
        tx.refresh(level)
        if not held:
            _refuse(tx, level.product_id, asked, level.available, now)
    return levels


def _refuse(tx: Tx, product_id: int, asked: Quantity, left: Quantity, now: datetime) -> None:
    raise out_of_stock(tx, tx.session.get_one(Product, product_id), asked, left, now)


def reserve(tx: Tx, order: Order, levels: Iterable[StockLevel], wanted: Mapping[int, Quantity]) -> None:
    """Write down for which order the quantities are held."""
    for level in levels:
        reservation = Reservation(
            seller_id=order.seller_id,
            order_id=order.id,
            product_id=level.product_id,
            location_id=level.location_id,
            quantity=wanted[level.product_id].thousandths,
        )
        tx.add(reservation)
    tx.flush()


def hold_more(tx: Tx, order: Order, product: Product, more: Quantity, now: datetime) -> None:
    """Hold more of a product for an order; OutOfStock where there is not so much left."""
    levels = hold(tx, order.store_id, {product.id: more}, now)
    held = _open_one(tx, order, product)
    if held is None:
        reserve(tx, order, levels, {product.id: more})
    else:
        held.quantity += more.thousandths
        tx.save(held)


def hold_less(tx: Tx, order: Order, product: Product, less: Quantity) -> None:
    """Give back a part of what an order holds of a product, never more than it does."""
    held = _open_one(tx, order, product)
    if held is None:
        return
    level = locked_level(tx, product, held.location_id)
    back = min(held.quantity, less.thousandths)
    level.reserved -= back
    tx.save(level)
    if back == held.quantity:
        # Its row makes room, so that the product can be held for this order again.
        tx.session.delete(held)
        tx.flush()
    else:
        held.quantity -= back
        tx.save(held)


def _open_one(tx: Tx, order: Order, product: Product) -> Reservation | None:
    mine = select(Reservation).where(col(Reservation.order_id) == order.id, col(Reservation.state) == "open")
    return tx.exec(mine.where(col(Reservation.product_id) == product.id)).first()


def release(tx: Tx, order: Order) -> None:
    """Give back what an order still holds."""
    for reservation, level, _ in _closed(tx, order, "released"):
        level.reserved -= reservation.quantity
        tx.save(level)


def consume(tx: Tx, order: Order, by: Actor, now: datetime) -> None:
    """The goods left: write an OUT movement for everything the order still holds."""
    for reservation, level, product in _closed(tx, order, "consumed"):
        level.reserved -= reservation.quantity
        move(tx, product, level, Move("out", -reservation.quantity, order_id=order.id), by, now)


def gone(tx: Tx, order: Order) -> list[StockMovement]:
    """The movements by which goods left for an order and have not come back."""
    mine = select(StockMovement).where(col(StockMovement.order_id) == order.id)
    moved = list(tx.exec(mine.order_by(col(StockMovement.product_id))))
    back = {movement.undo_of for movement in moved}
    return [movement for movement in moved if movement.kind == "out" and movement.id not in back]


def take_back(tx: Tx, order: Order, by: Actor, now: datetime) -> None:
    """Goods that had left for an order came back: an IN movement for each OUT of it, once."""
    for movement in gone(tx, order):
        product = tx.session.get_one(Product, movement.product_id)
        level = locked_level(tx, product, movement.location_id)
        move(tx, product, level, Move("in", -movement.quantity, order_id=order.id, undo_of=movement.id), by, now)


def _closed(tx: Tx, order: Order, state: str) -> Iterable[tuple[Reservation, StockLevel, Product]]:
    """Close the order's open reservations one after the other, each once, with its level locked."""
    mine = select(Reservation).where(col(Reservation.order_id) == order.id, col(Reservation.state) == "open")
    for reservation in list(tx.exec(mine.order_by(col(Reservation.product_id)))):
        still = (col(Reservation.id) == reservation.id, col(Reservation.state) == "open")
        if tx.changed_one(update(Reservation).where(*still).values(state=state)):
            product = tx.session.get_one(Product, reservation.product_id)
            yield reservation, locked_level(tx, product, reservation.location_id), product
