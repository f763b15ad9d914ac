"""Messages to many customers: whom they are for, when they may go, and what became of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import exists, func
from sqlmodel import col, select, update

from models import Broadcast, BroadcastRecipient, Consent, Customer, CustomerAddress, CustomerLabel, Order, Store, Tx
from shop.actors import Actor
from shop.calendar import between
from shop.consents import consented
from shop.errors import NotAValue
from shop.errors_people import NobodyToTell
from shop.events import record
from shop.names import name_key
from shop.people import addresses_of_customer
from shop.rows import add_once
from values import Period

PURPOSE: Final = "news"
RECENT: Final = timedelta(days=30)
BOUGHT: Final = "bought_30"
BOUGHT_IN: Final = "bought:"  # before the first and the last day; a label has no colon
MOST_TEXT: Final = 700
QUIET: Final = (time(20), time(8))
EVERY: Final = timedelta(days=3)


class Report(Struct, frozen=True):
    """A broadcast, how many customers it was for, and how many of them were left out."""

    broadcast: Broadcast
    recipients: int
    left_out: int


def audience(tx: Tx, store: Store, segment: str, now: datetime) -> list[Customer]:
    """The customers who agreed to news and are in the segment.

    That is a label, `bought_30`, what `bought_in` gives for a period, or everybody for an empty one.
    """
    same = (
        col(Consent.channel) == col(CustomerAddress.channel),
        col(Consent.external_id) == col(CustomerAddress.external_id),
        col(Consent.seller_id) == store.seller_id,
    )
    granted = (*same, col(Consent.purpose) == PURPOSE, col(Consent.granted))
    agreed = select(CustomerAddress.customer_id).where(
        col(CustomerAddress.seller_id) == store.seller_id, exists().where(*granted)
    )
    mine = select(Customer).where(col(Customer.id).in_(agreed), col(Customer.blocked_at).is_(None))
    since, until = _days_of(store, segment, now)
    if since is not None:
        sold = (col(Order.store_id) == store.id, col(Order.confirmed_at) >= since, col(Order.confirmed_at) < until)
        mine = mine.where(col(Customer.id).in_(select(Order.customer_id).where(*sold, col(Order.state) != "cancelled")))
    elif segment:
        labelled = select(CustomerLabel.customer_id).where(col(CustomerLabel.label) == name_key(segment))
        mine = mine.where(col(Customer.id).in_(labelled))
    return [one for one in tx.exec(mine.order_by(col(Customer.id))) if _still_agrees(tx, store, one)]


def bought_in(period: Period) -> str:
    """The segment of those who bought on the days of a period."""
    return f"{BOUGHT_IN}{period.first.isoformat()}:{period.last.isoformat()}"


def _days_of(store: Store, segment: str, now: datetime) -> tuple[datetime | None, datetime]:
    """From when until when those of a segment bought; None where it is not about that."""
    if segment == BOUGHT:
        return now - RECENT, now
    if not segment.startswith(BOUGHT_IN):
        return None, now
    first, last = segment.removeprefix(BOUGHT_IN).split(":")
    period = between(store, date.fromisoformat(first), date.fromisoformat(last))
    return period.starts_at, period.ends_at


def _still_agrees(tx: Tx, store: Store, customer: Customer) -> bool:
    """The newest word on news counts, at the newest address."""
    addresses = addresses_of_customer(tx, customer.id)
    return bool(addresses) and consented(tx, store.seller_id, addresses[0], PURPOSE) is True


def label_in(tx: Tx, store: Store, text: str) -> str:
    """The label of the seller's that stands in a text, the longest of several; empty where none does."""
    labels = tx.exec(select(CustomerLabel.label).where(col(CustomerLabel.seller_id) == store.seller_id).distinct())
    said = f" {name_key(text)} "
    named = [label for label in labels if f" {label} " in said]
    return max(named, key=len, default="")


def compose(
    tx: Tx, store: Store, message: tuple[str, str], people: list[Customer], by: Actor, now: datetime
) -> Broadcast:
    """Keep a message (its words and segment) for these customers; it goes at once, or when the quiet hours are over."""
    text, segment = message[0].strip(), message[1]
    if not text or len(text) > MOST_TEXT:
        raise NotAValue("text")
    if not people:
        raise NobodyToTell(segment)
    made = Broadcast(
        seller_id=store.seller_id,
        store_id=store.id,
        text=text,
        segment=segment,
        actor=str(by),
        created_at=now,
        next_at=goes_at(store.timezone, now),
    )
    tx.save(made)
    for customer in people:
        add_once(
            tx,
            BroadcastRecipient,
            {
                "broadcast_id": made.id,
                "customer_id": customer.id,
                "seller_id": store.seller_id,
                "state": "new",
                "why": "",
            },
        )
    record(tx, "broadcast.made", made, by, now, people=len(people), segment=segment)
    return made


def goes_at(zone: ZoneInfo, now: datetime) -> datetime:
    """When a message of a store in that zone may go: now by day, the next morning in the quiet hours."""
    local = now.astimezone(zone)
    start, end = QUIET
    if end <= local.time() < start:
        return now
    day = local.date() + timedelta(days=local.time() >= start)
    return datetime.combine(day, end, zone)


def due_broadcasts(tx: Tx, now: datetime, limit: int) -> list[int]:
    """The broadcasts that have somebody left to be told now."""
    late = select(Broadcast.id).where(col(Broadcast.state) != "sent", col(Broadcast.next_at) <= now)
    return list(tx.exec(late.order_by(col(Broadcast.id)).limit(limit)))


def next_recipients(tx: Tx, broadcast: Broadcast, limit: int) -> list[Customer]:
    """The next customers who were neither told nor left out."""
    mine = select(Customer).join(BroadcastRecipient, col(BroadcastRecipient.customer_id) == Customer.id)
    mine = mine.where(col(BroadcastRecipient.broadcast_id) == broadcast.id, col(BroadcastRecipient.state) == "new")
    return list(tx.exec(mine.order_by(col(Customer.id)).limit(limit)))


def claim_recipient(tx: Tx, broadcast: Broadcast, customer: Customer, now: datetime, why: str) -> bool:
    """Take a customer of a broadcast, who is told unless there is a reason why not: whether he is to be told now.

    Whoever agrees no more, or got another message within three days, is left out. He is held until the end, so that of
    two messages that go out at once one reaches him.
    """
    tx.refresh(customer, with_for_update={"key_share": True})
    store = tx.session.get_one(Store, broadcast.store_id)
    why = why or ("" if _still_agrees(tx, store, customer) else "stop") or _recent(tx, broadcast, customer, now)
    mine = (
        col(BroadcastRecipient.broadcast_id) == broadcast.id,
        col(BroadcastRecipient.customer_id) == customer.id,
        col(BroadcastRecipient.state) == "new",
    )
    values = {"state": "left_out" if why else "queued", "why": why}
    return tx.changed_one(update(BroadcastRecipient).where(*mine).values(**values)) and not why


def _recent(tx: Tx, broadcast: Broadcast, customer: Customer, now: datetime) -> str:
    told = (
        select(BroadcastRecipient.broadcast_id)
        .join(Broadcast)
        .where(
            col(BroadcastRecipient.customer_id) == customer.id,
            col(BroadcastRecipient.state) == "queued",
            col(Broadcast.id) != broadcast.id,
            col(Broadcast.created_at) > now - EVERY,
        )
    )
    return "recent" if tx.exec(told).first() is not None else ""


def finish(tx: Tx, broadcast: Broadcast, now: datetime) -> None:
    """Everybody has been told or left out."""
    broadcast.state, broadcast.sent_at = "sent", now
    tx.save(broadcast)


def last_report(tx: Tx, store: Store) -> Report | None:
    """The newest broadcast of a store and how many customers it went to."""
    mine = select(Broadcast).where(col(Broadcast.store_id) == store.id)
    broadcast = tx.exec(mine.order_by(col(Broadcast.id).desc())).first()
    if broadcast is None:
        return None
    counts = select(BroadcastRecipient.state, func.count()).where(col(BroadcastRecipient.broadcast_id) == broadcast.id)
    found = dict(tx.exec(counts.group_by(col(BroadcastRecipient.state))).all())
    return Report(broadcast, sum(found.values()), found.get("left_out", 0))
