"""What happens to an order after it was placed, by its seller, its customer or the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, update

from models import Order, OrderEvent, Tx
from shop.actors import Actor
from shop.commissions import note_commission
from shop.coupons import give_back_coupon
from shop.credit import take_order_off
from shop.errors import TooLateToCancel, WrongFulfilment, WrongState
from shop.events import record
from shop.order_search import events_key
from shop.placing import place_order
from shop.reservations import consume, release, take_back
from shop.sold_days import note_call_off, note_sale
from shop.transitions import STEPS

__all__ = [
    "cancel_order",
    "complete_order",
    "confirm_order",
    "deliver_order",
    "move_order",
    "place_order",
    "process_order",
    "ready_order",
    "set_tracking",
    "ship_order",
]

COMPLETE_AFTER: Final = timedelta(hours=24)
STAMPED: Final = ("confirmed", "shipped", "ready", "delivered", "completed", "cancelled")


def confirm_order(tx: Tx, order: Order, by: Actor, now: datetime, note: str = "") -> Order:
    """The store takes the order: from now on it is a sale."""
    order = move_order(tx, order, "confirm", by, now, note=note)
    note_sale(tx, order)
    return order


def process_order(tx: Tx, order: Order, by: Actor, now: datetime, note: str = "") -> Order:
    """The store has begun to prepare it."""
    return move_order(tx, order, "process", by, now, note=note)


def ship_order(tx: Tx, order: Order, by: Actor, now: datetime, tracking: str = "", note: str = "") -> Order:
    """A delivery is on its way: the goods leave the stock."""
    order = move_order(tx, order, "ship", by, now, note=note, **({"tracking": tracking} if tracking else {}))
    consume(tx, order, by, now)
    return order


def ready_order(tx: Tx, order: Order, by: Actor, now: datetime, note: str = "") -> Order:
    """A pickup waits to be fetched; its goods stay reserved."""
    return move_order(tx, order, "ready", by, now, note=note)


def deliver_order(tx: Tx, order: Order, by: Actor, now: datetime, note: str = "") -> Order:
    """The customer has it. A pickup leaves the stock now."""
    order = move_order(tx, order, "deliver", by, now, note=note, due_at=now + COMPLETE_AFTER)
    consume(tx, order, by, now)
    return order


def complete_order(tx: Tx, order: Order, by: Actor, now: datetime, note: str = "") -> Order:
    """Everything is settled. An order that is on its way or ready is handed over first."""
    if order.state in STEPS["deliver"].since:
        order = deliver_order(tx, order, by, now)
    order = move_order(tx, order, "complete", by, now, note=note)
    note_commission(tx, order, now)
    return order


def cancel_order(tx: Tx, order: Order, reason: str, by: Actor, now: datetime) -> Order:
    """Call the order off: reserved goods are free again, goods that had left come back. Customers can do so until the
    store has taken the order (TooLateToCancel after that); money that was paid is still to be refunded."""
    if by.kind == "customer" and order.state in STEPS["cancel"].since and order.state != "pending":
        raise TooLateToCancel(order.number, order.state)
    before = order.state
    order = move_order(tx, order, "cancel", by, now, note=reason, cancel_reason=reason)
    release(tx, order)
    if before == "shipped":
        take_back(tx, order, by, now)
    if order.payment_state == "credit":
        take_order_off(tx, order, by, now)
    if order.discount_amount:
        give_back_coupon(tx, order)
    note_call_off(tx, order)
    if order.kept.amount:
        record(tx, "order.refund_due", order, by, now, number=order.number, total=order.kept)
    return order


def set_tracking(tx: Tx, order: Order, tracking: str, by: Actor, now: datetime) -> Order:
    """Note the number under which a delivery can be followed."""
    order.tracking = tracking.strip()
    tx.save(order)
    record(tx, "order.tracking", order, by, now, number=order.number, tracking=order.tracking)
    return order


def move_order(tx: Tx, order: Order, name: str, by: Actor, now: datetime, *, note: str = "", **columns: Any) -> Order:
    """Take one step of the table; WrongState if the order is not where the step starts, whoever moved it."""
    step = STEPS[name]
    if step.fulfilment not in (None, order.fulfilment):
        raise WrongFulfilment(order.number, order.fulfilment)
    before = order.state
    stamp = {f"{step.to}_at": now} if step.to in STAMPED else {}
    values = {"state": step.to, "due_at": None} | stamp | columns
    if before not in step.since or not _moved(tx, order, values):
        tx.refresh(order)
        raise WrongState(order.number, order.state, step.to)
    _record_step(tx, order, before, by, now, note)
    return order


def _moved(tx: Tx, order: Order, values: dict[str, Any]) -> bool:
    seen = (col(Order.id) == order.id, col(Order.state) == order.state)
    statement = update(Order).where(*seen).values(**values).execution_options(synchronize_session=False)
    moved = tx.changed_one(statement)
    tx.refresh(order)
    return moved


def _record_step(tx: Tx, order: Order, before: str, by: Actor, now: datetime, note: str) -> None:
    tx.write(
        OrderEvent,
        seller_id=order.seller_id,
        message_id=tx.cause,
        order_id=order.id,
        from_state=before,
        to_state=order.state,
        actor=str(by),
        role=by.role,
        note=note,
        at=now,
    )
    tx.forget(events_key(order))
    record(tx, f"order.{order.state}", order, by, now, number=order.number, since=before, note=note)
    tx.flush()
