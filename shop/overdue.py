"""What the clock does to orders by itself: those nobody confirmed are cancelled, those handed over are completed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlmodel import col, select

from models import Order, Tx
from shop.actors import CLOCK
from shop.errors import WrongState
from shop.orders import cancel_order, complete_order

STATES = ("pending", "delivered")


def overdue(tx: Tx, now: datetime, limit: int = 500) -> list[int]:
    """The ids of orders that waited longer than their store's limit for a yes, or were handed over a day ago."""
    late = select(Order.id).where(col(Order.due_at) <= now, col(Order.state).in_(STATES))
    return list(tx.exec(late.order_by(col(Order.due_at), col(Order.id)).limit(limit)))


def settle_overdue(tx: Tx, order_id: int, now: datetime) -> Order | None:
    """Cancel or complete an order that is overdue; None where somebody took a step meanwhile.

    Of a cancelled order both sides are to be told.
    """
    order = tx.session.get_one(Order, order_id)
    if order.due_at is None or order.due_at > now or order.state not in STATES:
        return None
    with suppress(WrongState):  # somebody was quicker
        return (
            cancel_order(tx, order, "", CLOCK, now)
            if order.state == "pending"
            else complete_order(tx, order, CLOCK, now)
        )
    return None
