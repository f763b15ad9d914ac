"""Changing an order by telling how it is to be: its state, its lines, its tracking number, whether lists show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, select

from models import OPEN_STATES, Order, OrderLine, Product, Tx
from shop import orders
from shop.actors import Actor
from shop.errors import NotAllowed, NotAValue, UnknownProduct, WrongState
from shop.errors_goods import OrderFixed
from shop.events import record
from shop.order_edits import Edited, set_in_order
from shop.transitions import step_to
from values import Quantity

MOST_TRACKING: Final = 120


class Goal(Struct, frozen=True):
    """The state that an order is to have, with a note for its history and perhaps a tracking number."""

    state: str
    note: str = ""
    tracking: str = ""


def set_state(tx: Tx, order: Order, goal: Goal, by: Actor, now: datetime) -> Order:
    """Bring an order to a state by the one step that leads there.

    Refused: WrongState where no step leads from here to there, NotAllowed for customers who want anything but to
    cancel, and whatever the step itself may be refused for. A cancellation's note is told to the customer.
    """
    if by.kind == "customer" and goal.state != "cancelled":
        raise NotAllowed("staff")
    if goal.tracking:
        set_tracking(tx, order, goal.tracking, by, now)
    step = step_to(goal.state)
    if step is None:
        raise WrongState(order.number, order.state, goal.state)
    if step == "cancel":
        return orders.cancel_order(tx, order, goal.note, by, now)
    take = {
        "confirm": orders.confirm_order,
        "process": orders.process_order,
        "ship": _ship,
        "ready": orders.ready_order,
        "deliver": orders.deliver_order,
        "complete": orders.complete_order,
    }[step]
    return take(tx, order, by, now, goal.note)


def _ship(tx: Tx, order: Order, by: Actor, now: datetime, note: str) -> Order:
    return orders.ship_order(tx, order, by, now, order.tracking, note)


def set_tracking(tx: Tx, order: Order, tracking: str, by: Actor, now: datetime) -> bool:
    """Note the number under which a delivery can be followed, until it is done with: whether it is another one."""
    if order.state not in OPEN_STATES:
        raise WrongState(order.number, order.state, "shipped")
    if len(tracking) > MOST_TRACKING:
        raise NotAValue("tracking")
    if tracking.strip() == order.tracking:
        return False
    orders.set_tracking(tx, order, tracking, by, now)
    return True


def set_lines(tx: Tx, order: Order, wanted: Mapping[int, Quantity], by: Actor, now: datetime) -> list[Edited]:
    """Let an order hold just so much of these products and nothing else: what became of each that changed.

    Refused as by `set_in_order`, all of it or none; UnknownProduct for a product of another store.
    """
    if not any(quantity.thousandths for quantity in wanted.values()):
        raise OrderFixed(order.number, "empty")
    held = _held(tx, order)
    goal = {key: Quantity(0) for key in held} | dict(wanted)
    # What comes in first, so that an order is never empty on the way.
    changes = sorted(goal.items(), key=lambda pair: (not pair[1].thousandths, pair[0]))
    return [
        set_in_order(tx, order, _product(tx, order, key), quantity, by, now)
        for key, quantity in changes
        if held.get(key, Quantity(0)) != quantity
    ]


def delete_order(tx: Tx, order: Order, by: Actor, now: datetime) -> bool:
    """Take an order out of the lists; it stays in the books. One still under way is cancelled: whether it was."""
    cancelled = order.state in OPEN_STATES
    if cancelled:
        orders.cancel_order(tx, order, "", by, now)
    if order.deleted_at is None:
        order.deleted_at = now
        tx.save(order)
        record(tx, "order.deleted", order, by, now, number=order.number)
    return cancelled


def _held(tx: Tx, order: Order) -> dict[int, Quantity]:
    found: dict[int, Quantity] = {}
    for line in tx.exec(select(OrderLine).where(col(OrderLine.order_id) == order.id)):
        found[line.product_id] = found.get(line.product_id, Quantity(0)) + line.how_much
    return found


def _product(tx: Tx, order: Order, key: int) -> Product:
    product = tx.get(Product, key)
    if product is None or product.store_id != order.store_id:
        raise UnknownProduct(str(key))
    return product
