"""What open orders hold of the stock: reserved at placing, then consumed by shipping or released by cancelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam
from sqlmodel import col, select, update

from models import Order, Product, Reservation, StockLevel, StockMovement, Tx
from shop.actors import Actor
from shop.cart_views import out_of_stock
from shop.goods import forget_goods, main_location
from shop.ledger import Move, locked_level, move
from shop.stock import available
from shop.stores import store_of
from values import Quantity


class Held(Struct, frozen=True):
    """What was taken of a product at a location, and what is left of it there for others."""

    product_id: int
    location_id: int
    left: Quantity


_HOLDING = (
    update(StockLevel)
    .where(
        col(StockLevel.product_id) == bindparam("product"),
        col(StockLevel.location_id) == main_location(bindparam("store")).scalar_subquery(),
        col(StockLevel.on_hand) - col(StockLevel.reserved) >= bindparam("asked"),
    )
    .values(reserved=StockLevel.reserved + bindparam("asked"))
    .returning(col(StockLevel.id), col(StockLevel.location_id), col(StockLevel.on_hand) - col(StockLevel.reserved))
    .execution_options(synchronize_session=False)
)


def hold(tx: Tx, store_id: int, wanted: Mapping[int, Quantity], now: datetime) -> list[Held]:
    """Take these quantities per product out of what is available, all or none; refused with what is left of the first
    product there is too little of. Levels are taken in the order of their products, as they are when an order is
    called off or leaves, so that no two orders wait for each other."""
    held: list[Held] = []
    for product_id, asked in sorted(wanted.items()):
        values = {"product": product_id, "store": store_id, "asked": asked.thousandths}
        taken = tx.rows(_HOLDING, values)
        if not taken:
            product = tx.session.get_one(Product, product_id)
            raise out_of_stock(tx, product, asked, _left(tx, product), now)
        level, location, left = taken[0]
        tx.outdated(StockLevel, level)
        held.append(Held(product_id, location, Quantity(left)))
    forget_goods(tx, store_id)
    return held


def _left(tx: Tx, product: Product) -> Quantity:
    return available(tx, store_of(tx, product), [product.id])[product.id]


def reserve(tx: Tx, order: Order, held: Iterable[Held], wanted: Mapping[int, Quantity]) -> None:
    """Write down for which order the quantities are held."""
    rows = [
        {
            "seller_id": order.seller_id,
            "order_id": order.id,
            "product_id": one.product_id,
            "location_id": one.location_id,
            "quantity": wanted[one.product_id].thousandths,
        }
        for one in held
    ]
    tx.write_all(Reservation, rows)


def hold_in_all(tx: Tx, order: Order, product: Product, quantity: Quantity, now: datetime) -> None:
    """Hold so much of a product for an order, with what it holds already: none, where the product is counted only since
    it was ordered. OutOfStock where there is not so much left."""
    known = _open_one(tx, order, product)
    more = quantity - Quantity(known.quantity if known else 0)
    held = hold(tx, order.store_id, {product.id: more}, now)
    if known is None:
        reserve(tx, order, held, {product.id: more})
    else:
        known.quantity += more.thousandths
        tx.save(known)


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
