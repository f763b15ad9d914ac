"""Changing what an order holds, while it is not on its way, not paid and not part of a day that is over."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, delete, select

from models import Event, Order, OrderLine, OrderLineOption, Product, Store, Tx
from shop.actors import Actor
from shop.calendar import business_day
from shop.errors import NotAValue
from shop.errors_goods import OrderFixed
from shop.events import record
from shop.options import offered
from shop.payments import UNPAID
from shop.placing import add_line
from shop.pricing import check_quantity, needed, price_line
from shop.reservations import hold_in_all, hold_less
from shop.sold_days import note_edit
from values import CartLine, Money, Quantity

EDITABLE: Final = ("pending", "confirmed", "processing")
MOST_NOTE: Final = 500


class Edited(Struct, frozen=True):
    """What became of a product in an order, and of the order's total."""

    name: str
    unit: str
    old: Quantity
    new: Quantity
    old_total: Money


def set_in_order(tx: Tx, order: Order, product: Product, quantity: Quantity, by: Actor, now: datetime) -> Edited:
    """Let an order hold so much of a product; nothing takes it out.

    Refused: OrderFixed where the order cannot be changed any more, would be left empty, or holds the product in
    several lines; and whatever a new line may be refused for.
    """
    order = _held(tx, order)
    _check(tx, order, now)
    lines = list(tx.exec(select(OrderLine).where(col(OrderLine.order_id) == order.id)))
    mine = [line for line in lines if line.product_id == product.id]
    if len(mine) > 1:
        raise OrderFixed(order.number, "several")
    if not quantity.thousandths and len(lines) == len(mine):
        raise OrderFixed(order.number, "empty")
    old = mine[0].how_much if mine else Quantity(0)
    total, goods = order.total, order.subtotal_amount
    if quantity < old:
        hold_less(tx, order, product, old - quantity)
    elif product.tracked:
        hold_in_all(tx, order, product, quantity, now)
    _write(tx, order, product, mine[0] if mine else None, quantity)
    _sum_up(tx, order)
    note_edit(tx, order, product.id, quantity.thousandths - old.thousandths, order.subtotal_amount - goods)
    names = {"product": product.name, "old": old, "new": quantity, "total": order.total}
    record(tx, "order.edited", order, by, now, number=order.number, **names)
    return Edited(product.name, product.unit, old, quantity, total)


def in_order(tx: Tx, order: Order, product: Product) -> Quantity:
    """How much of a product an order holds."""
    mine = select(OrderLine).where(col(OrderLine.order_id) == order.id, col(OrderLine.product_id) == product.id)
    return Quantity(sum(line.quantity for line in tx.exec(mine)))


def note_on(tx: Tx, order: Order, text: str, by: Actor, now: datetime) -> str:
    """Keep a note of the store's people on an order, whatever its state; the customer does not see it."""
    words = " ".join(text.split())
    if not words or len(words) > MOST_NOTE:
        raise NotAValue("note")
    record(tx, "order.note", order, by, now, number=order.number, text=words)
    tx.flush()
    return words


def notes_of(tx: Tx, order: Order, limit: int = 3) -> list[str]:
    """The last notes on an order, the oldest of them first."""
    mine = (col(Event.subject) == "orders", col(Event.subject_id) == order.id, col(Event.name) == "order.note")
    found = tx.exec(select(Event).where(*mine).order_by(col(Event.id).desc()).limit(limit))
    return [str(event.data["text"]) for event in reversed(list(found))]


def _held(tx: Tx, order: Order) -> Order:
    mine = select(Order).where(col(Order.id) == order.id)
    return tx.exec(mine.with_for_update().execution_options(populate_existing=True)).one()


def _check(tx: Tx, order: Order, now: datetime) -> None:
    if order.state not in EDITABLE:
        raise OrderFixed(order.number, "state")
    if order.payment_state not in UNPAID:
        raise OrderFixed(order.number, "paid")
    store = tx.session.get_one(Store, order.store_id)
    # What a day sold does not change once the day is over.
    if order.confirmed_at is not None and business_day(store, order.confirmed_at) != business_day(store, now):
        raise OrderFixed(order.number, "day")


def _write(tx: Tx, order: Order, product: Product, line: OrderLine | None, quantity: Quantity) -> None:
    if line is None:
        wish, groups = CartLine(product.id, quantity), offered(tx, [product.id])[product.id]
        missing = needed(product, groups, wish)
        if missing is not None:
            raise missing
        last = tx.exec(select(OrderLine.position).where(col(OrderLine.order_id) == order.id)).all()
        add_line(tx, order, price_line(product, groups, wish), max(last, default=-1) + 1)
    elif quantity.thousandths:
        check_quantity(product, quantity)
        line.quantity = quantity.thousandths
        line.amount = Money(line.unit_amount, order.currency).times(quantity).amount
        tx.save(line)
    else:
        tx.changed(delete(OrderLineOption).where(col(OrderLineOption.order_line_id) == line.id))
        tx.changed(delete(OrderLine).where(col(OrderLine.id) == line.id))


def _sum_up(tx: Tx, order: Order) -> None:
    """The fee stays what was agreed; a discount is never more than the goods."""
    amounts = tx.exec(select(OrderLine.amount).where(col(OrderLine.order_id) == order.id)).all()
    order.subtotal_amount = sum(amounts)
    order.discount_amount = min(order.discount_amount, order.subtotal_amount)
    order.total_amount = order.subtotal_amount - order.discount_amount + order.fee_amount + order.tax_amount
    tx.save(order)
