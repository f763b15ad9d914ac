"""What a seller knows of a customer, and what he notes about him."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from sqlmodel import col, delete, func, select

from models import Chat, Customer, CustomerLabel, Order, Review, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.credit import balance
from shop.errors import NotAValue
from shop.names import name_key
from shop.order_views import orders_of_customer
from shop.reach import newest_chat
from shop.reports.sales import SPENT, STANDS
from shop.rows import add_once
from values import Money

LAST_ORDERS: Final = 3
MOST_NOTE: Final = 1000
MOST_LABEL: Final = 40
RECENT: Final = timedelta(days=30)


class Card(Struct, frozen=True):
    """A customer with his labels, his latest orders, how many of them are sales and what they were worth, what he owes,
    the average of his stars, and when he wrote last."""

    customer: Customer
    labels: tuple[str, ...]
    orders: tuple[Order, ...]
    count: int
    spent: Money
    owed: Money
    stars: float | None
    wrote_at: datetime | None
    opted_out: bool


class Overview(Struct, frozen=True):
    """How many customers ordered ever and how many in the last 30 days, and who of them bought for most."""

    count: int
    recent: int
    best: tuple[tuple[Customer, int, Money], ...]


def card(tx: Tx, store: Store, customer: Customer) -> Card:
    """Everything about one customer at a store."""
    sold = (col(Order.customer_id) == customer.id, col(Order.store_id) == store.id)
    count, spent = tx.exec(select(func.count(), SPENT).where(*sold, *STANDS)).one()
    mine = (col(Review.customer_id) == customer.id, col(Review.store_id) == store.id)
    stars = tx.exec(select(func.avg(col(Review.stars))).where(*mine)).one()
    chat: Chat | None = newest_chat(tx, store, customer)
    return Card(
        customer,
        labels_of(tx, customer),
        tuple(orders_of_customer(tx, store, customer, LAST_ORDERS)),
        int(count),
        Money(int(spent), store.currency),
        balance(tx, store, customer),
        float(stars) if stars else None,
        chat.last_inbound_at if chat else None,
        chat is not None and chat.opted_out_at is not None,
    )


def overview(tx: Tx, store: Store, now: datetime, most: int = 5) -> Overview:
    """The customers of a store, those who bought for most in the last 30 days first."""
    sales = (col(Order.store_id) == store.id, *STANDS)
    recent = (*sales, col(Order.confirmed_at) >= now - RECENT)
    people = func.count(func.distinct(col(Order.customer_id)))
    rows = select(Customer, func.count(), SPENT).join(Order, col(Order.customer_id) == Customer.id).where(*recent)
    best = tx.exec(rows.group_by(col(Customer.id)).order_by(SPENT.desc(), col(Customer.id)).limit(most)).all()
    return Overview(
        int(tx.exec(select(people).where(*sales)).one()),
        int(tx.exec(select(people).where(*recent)).one()),
        tuple((customer, int(count), Money(int(amount), store.currency)) for customer, count, amount in best),
    )


def labels_of(tx: Tx, customer: Customer) -> tuple[str, ...]:
    """The labels of a customer, by the alphabet."""
    mine = select(CustomerLabel.label).where(col(CustomerLabel.customer_id) == customer.id)
    return tuple(tx.exec(mine.order_by(col(CustomerLabel.label))))


def add_note(tx: Tx, store: Store, customer: Customer, text: str, by: Actor, now: datetime) -> Written:
    """Note something more about a customer; what was noted before stays."""
    said = " ".join(text.split())
    tx.refresh(customer, with_for_update={"key_share": True})  # two may note something at once
    if not said or len(customer.note) + len(said) > MOST_NOTE:
        raise NotAValue("note")
    old, customer.note = customer.note, f"{customer.note}; {said}" if customer.note else said
    tx.save(customer)
    return log_write(tx, store, Write("customer.note", customer.id, customer.name, old, customer.note), by, now)


def add_label(tx: Tx, store: Store, customer: Customer, label: str, by: Actor, now: datetime) -> Written:
    """Put a label on a customer; the second time nothing changes."""
    said = _label(label)
    old = labels_of(tx, customer)
    add_once(tx, CustomerLabel, {"seller_id": store.seller_id, "customer_id": customer.id, "label": said})
    return _labelled(tx, store, customer, old, by, now)


def remove_label(tx: Tx, store: Store, customer: Customer, label: str, by: Actor, now: datetime) -> Written:
    """Take a label off a customer; NotAValue where he has no such label."""
    old = labels_of(tx, customer)
    if _label(label) not in old:
        raise NotAValue("label")
    mine = (col(CustomerLabel.customer_id) == customer.id, col(CustomerLabel.label) == _label(label))
    tx.changed(delete(CustomerLabel).where(*mine))
    return _labelled(tx, store, customer, old, by, now)


def restore_labels(tx: Tx, customer: Customer, labels: list[str]) -> None:
    """Make these the labels of a customer, without logging."""
    tx.changed(delete(CustomerLabel).where(col(CustomerLabel.customer_id) == customer.id))
    for label in labels:
        tx.add(CustomerLabel(seller_id=customer.seller_id, customer_id=customer.id, label=label))
    tx.flush()


def block(tx: Tx, store: Store, customer: Customer, by: Actor, now: datetime) -> Written:
    """Neither answer a customer any more nor write to him."""
    return _set_blocked(tx, store, customer, customer.blocked_at or now, by, now)


def unblock(tx: Tx, store: Store, customer: Customer, by: Actor, now: datetime) -> Written:
    """Answer a customer again."""
    return _set_blocked(tx, store, customer, None, by, now)


def _set_blocked(tx: Tx, store: Store, customer: Customer, at: datetime | None, by: Actor, now: datetime) -> Written:
    old, customer.blocked_at = customer.blocked_at, at
    tx.save(customer)
    return log_write(tx, store, Write("customer.blocked_at", customer.id, customer.name, old, at), by, now)


def _label(label: str) -> str:
    said = name_key(label)
    if not said or len(said) > MOST_LABEL:
        raise NotAValue("label")
    return said


def _labelled(tx: Tx, store: Store, customer: Customer, old: tuple[str, ...], by: Actor, now: datetime) -> Written:
    new = labels_of(tx, customer)
    return log_write(tx, store, Write("customer.labels", customer.id, customer.name, list(old), list(new)), by, now)
