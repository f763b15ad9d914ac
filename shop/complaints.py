"""What customers say went wrong: kept as an event for the seller to answer."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlmodel import and_, col, or_, select

from models import Customer, Event, Order, Store, Tx
from shop.actors import Actor
from shop.events import record
from values import Period

MOST_TEXT = 1000
MOST_SHOWN = 10
TOLD = "complaint.told"


class Complaint(Struct, frozen=True):
    """A complaint with its customer's name, and the number of the order it is about, if it is about one."""

    customer: str
    number: int | None
    text: str
    at: datetime


def record_complaint(tx: Tx, customer: Customer, order: Order | None, text: str, now: datetime) -> None:
    """Keep a complaint, about an order if there is one."""
    about = customer if order is None else order
    number = None if order is None else order.number
    record(tx, TOLD, about, Actor.customer(customer.id), now, text=text[:MOST_TEXT], number=number)


def complaints(tx: Tx, store: Store, period: Period | None = None) -> list[Complaint]:
    """The newest complaints of a store's customers, of a time if one is told; one about no order is of all stores of
    the seller."""
    orders, customers = (col(Event.subject) == table.__tablename__ for table in (Order, Customer))
    of_order = and_(orders, col(Event.subject_id) == Order.id)
    whose = or_(col(Order.customer_id) == Customer.id, and_(customers, col(Event.subject_id) == Customer.id))
    found = select(Event, Order, Customer).outerjoin(Order, of_order).join(Customer, whose)
    found = found.where(col(Event.seller_id) == store.seller_id, col(Event.name) == TOLD)
    found = found.where(or_(col(Order.store_id) == store.id, customers))
    if period is not None:
        found = found.where(col(Event.at) >= period.starts_at, col(Event.at) < period.ends_at)
    rows = tx.exec(found.order_by(col(Event.id).desc()).limit(MOST_SHOWN)).all()
    return [
        Complaint(customer.name, order.number if order is not None else None, event.data["text"], event.at)
        for event, order, customer in rows
    ]
