"""What customers say went wrong: kept as an event for the seller to answer."""

from __future__ import annotations

from datetime import datetime

from models import Customer, Order, Tx
from shop.actors import Actor
from shop.events import record

MOST_TEXT = 1000


def record_complaint(tx: Tx, customer: Customer, order: Order | None, text: str, now: datetime) -> None:
    """Keep a complaint, about an order if there is one."""
    about = customer if order is None else order
    number = None if order is None else order.number
    record(tx, "complaint.told", about, Actor.customer(customer.id), now, text=text[:MOST_TEXT], number=number)
