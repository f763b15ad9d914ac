"""Orders that the clock settles, and telling both sides of those it cancels."""

from __future__ import annotations

from datetime import datetime

from bot.commands import Staff
from bot.notices import customer_chats, staff_chats, tell
from bot.outgoing import Bubble
from bot.speech import Envelope, Voice
from models import Customer, Order, Store, Tx, reading, transaction
from shop.overdue import overdue, settle_overdue

AREA = "clock"


def due_now(now: datetime, limit: int) -> list[int]:
    """The orders to settle."""
    with reading() as tx:
        return overdue(tx, now, limit)


def settle(order_id: int, now: datetime) -> None:
    """Settle one order; of a cancelled one customer and store hear in the same transaction."""
    with transaction() as tx:
        order = settle_overdue(tx, order_id, now)
        if order is not None and order.state == "cancelled":
            _tell_both(tx, order, now)


def _tell_both(tx: Tx, order: Order, now: datetime) -> None:
    store, customer = tx.session.get_one(Store, order.store_id), tx.session.get_one(Customer, order.customer_id)
    values = {
        "number": order.number,
        "total": order.total,
        "store": store.name,
        "customer": customer.name,
        "hours": store.confirm_hours,
        "payment": order.payment_state,
    }
    for chat, language in customer_chats(tx, store, customer):
        voice = Voice(language, now, store.timezone)
        tell(tx, chat, [Bubble(AREA, "expired_order", values)], voice, Envelope(purpose="order", store_id=store.id))
    for chat, language in staff_chats(tx, store, Staff):
        voice, envelope = Voice(language, now, store.timezone), Envelope(purpose="notice", store_id=store.id)
        tell(tx, chat, [Bubble(AREA, "expired_order_staff", values)], voice, envelope)
