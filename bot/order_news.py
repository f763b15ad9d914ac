"""Telling both sides of an order what became of it, whoever did it and from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bot.commands import Staff
from bot.notices import customer_chats, staff_chats, tell
from bot.outgoing import Bubble, Button
from bot.speech import Envelope, Voice
from models import Customer, Order, Store, Tx
from shop.order_edits import Edited
from shop.order_views import OrderView, order_view

SELLER, CUSTOMER = "seller/order", "customer/order"
# What the customer hears when an order has reached a state; being completed is between the store and its books.
NOTICES: Final = ("confirmed", "processing", "shipped", "ready", "delivered", "cancelled")


def tell_of_state(tx: Tx, order: Order, old: str, now: datetime) -> None:
    """Tell the customer where an order is that was in another state."""
    news = news_of(order, old)
    if news:
        tell_customer(tx, order, news, now)


def news_of(order: Order, old: str) -> str:
    """The state that the customer is to hear of, of an order that was in another one; empty where that is no news.
    An order closed before it was handed over has been handed over now."""
    reached = "delivered" if order.state == "completed" and old != "delivered" else order.state
    return reached if reached in NOTICES and reached != old else ""


def tell_customer(tx: Tx, order: Order, what: str, now: datetime, **more: Any) -> None:
    """Tell the customer of an order something of it: the state it reached, its money or its tracking number."""
    _to_customer(tx, order, now, [(f"{what}_notice", more)])


def tell_of_tracking(tx: Tx, order: Order, new: bool, now: datetime) -> None:
    """Tell the customer the tracking number of an order, if it is a new one."""
    if new and order.tracking:
        tell_customer(tx, order, "tracking", now)


def tell_of_edits(tx: Tx, order: Order, edits: Sequence[Edited], now: datetime) -> None:
    """Tell the customer what was changed in an order, in one message."""
    _to_customer(tx, order, now, [("edited_notice", {"edited": edited}) for edited in edits])


def tell_held(tx: Tx, order: Order, now: datetime) -> None:
    """Tell the customer of an order that it waits, since its store has closed for good."""
    store, customer = tx.session.get_one(Store, order.store_id), tx.session.get_one(Customer, order.customer_id)
    values = {"store": store.name, "number": order.number, "total": order.total, "payment": order.payment_state}
    for chat, language in customer_chats(tx, store, customer):
        envelope = Envelope(purpose="order", store_id=store.id)
        bubble = Bubble("vendor", "held_notice", values)
        tell(tx, chat, [bubble], Voice(language, now, store.timezone), envelope)


def tell_store_of_new(tx: Tx, order: Order, now: datetime, view: OrderView | None = None) -> None:
    """Tell the people of the store of a new order, with what they can do at a tap; its view if it is known already."""
    slots = {"orders": [order.id]}
    taps: tuple[Button, ...] = (
        Button("accept", "seller.order.confirm", slots),
        Button("reject", "seller.order.cancel", slots),
    )
    if order.state != "pending":
        taps = (Button("process", "seller.order.process", slots),)
    _to_store(tx, view or order_view(tx, order), now, "new_notice", taps)


def tell_store_of_cancelled(tx: Tx, order: Order, now: datetime) -> None:
    """Tell the people of the store that the customer has called an order off."""
    _to_store(tx, order_view(tx, order), now, "cancelled_notice", ())


def _to_customer(tx: Tx, order: Order, now: datetime, blocks: Sequence[tuple[str, dict[str, Any]]]) -> None:
    store, customer = tx.session.get_one(Store, order.store_id), tx.session.get_one(Customer, order.customer_id)
    view = order_view(tx, order)
    bubbles = [Bubble(SELLER, block, {"view": view, "store": store, **more}) for block, more in blocks]
    for chat, language in customer_chats(tx, store, customer) if bubbles else ():
        envelope = Envelope(purpose="order", store_id=store.id)
        tell(tx, chat, bubbles, Voice(language, now, store.timezone), envelope)


def _to_store(tx: Tx, view: OrderView, now: datetime, block: str, taps: tuple[Button, ...]) -> None:
    order, store = view.order, tx.session.get_one(Store, view.order.store_id)
    values = {"order": order, "lines": view.lines, "customer": view.customer, "store": store.name}
    for chat, language in staff_chats(tx, store, Staff):
        envelope = Envelope(purpose="notice", store_id=store.id)
        tell(tx, chat, [Bubble(CUSTOMER, block, values, taps)], Voice(language, now, store.timezone), envelope)
