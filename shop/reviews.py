"""Reviews of orders: asked for once after delivery, given by whoever ordered, answered by the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlmodel import col, exists, func, select

from models import Customer, Order, Review, Store, Tx
from shop.actors import Actor
from shop.broadcasts import goes_at
from shop.errors import NotAValue
from shop.errors_people import NothingToReview, UnknownReview
from shop.events import record
from shop.finding import is_due
from shop.rows import add_once

ASK_AFTER: Final = timedelta(hours=2)
ASK_UNTIL: Final = timedelta(hours=20)
ASK_EVERY: Final = timedelta(days=7)
GIVEN_WITHIN: Final = timedelta(days=30)
MOST_TEXT: Final = 1000
HANDED: Final = ("delivered", "completed")


class Rated(Struct, frozen=True):
    """A review with its order's number and its customer's name."""

    review: Review
    number: int
    customer: str


class Ratings(Struct, frozen=True):
    """The reviews of a store: how many, their average, and the newest of them."""

    count: int
    average: float | None
    rows: tuple[Rated, ...]


def due_reviews(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Orders that were handed over some hours ago and whose customers were not asked yet; nobody is at night. An order
    of a store with an unknown zone is among them: it fails by itself and holds up no other."""
    asked = exists().where(col(Review.order_id) == Order.id)
    late = (col(Order.delivered_at) <= now - ASK_AFTER, col(Order.delivered_at) > now - ASK_UNTIL)
    # Asked of the zones and not of each order: in the evening all that were handed over wait for the morning.
    asleep = [zone for zone in tx.exec(select(Store.zone).distinct()) if not is_due(_by_day, zone, now)]
    found = select(Order.id).join(Store, col(Store.id) == Order.store_id).where(*late, ~asked)
    found = found.where(col(Order.state).in_(HANDED), col(Store.asks_reviews), col(Store.zone).not_in(asleep))
    return list(tx.exec(found.order_by(col(Order.id)).limit(limit)))


def _by_day(zone: str, now: datetime) -> bool:
    return goes_at(ZoneInfo(zone), now) <= now


def claim_request(tx: Tx, order: Order, now: datetime, may_ask: bool) -> bool:
    """Take the one request that an order has: whether its customer is to be asked now. He is not where he cannot be
    written to (`may_ask`), and not twice within a week."""
    recent = (col(Review.customer_id) == order.customer_id, col(Review.asked_at) > now - ASK_EVERY)
    asks = may_ask and tx.exec(select(Review.id).where(*recent)).first() is None
    row: dict[str, Any] = {"seller_id": order.seller_id, "store_id": order.store_id, "customer_id": order.customer_id}
    row |= {"order_id": order.id, "asked_at": now if asks else None, "text": "", "answer": "", "created_at": now}
    return add_once(tx, Review, row) and asks


def order_to_review(tx: Tx, store: Store, customer: Customer, now: datetime) -> Order:
    """The customer's newest order that he has had within the last month; NothingToReview without one."""
    mine = (col(Order.store_id) == store.id, col(Order.customer_id) == customer.id)
    had = (col(Order.state).in_(HANDED), col(Order.delivered_at) > now - GIVEN_WITHIN)
    order = tx.exec(select(Order).where(*mine, *had).order_by(col(Order.delivered_at).desc())).first()
    if order is None:
        raise NothingToReview
    return order


def give_review(tx: Tx, order: Order, stars: int, text: str, by: Actor, now: datetime) -> Review:
    """Rate an order that was received with one to five stars and perhaps words; said again, the newer counts."""
    if not 1 <= stars <= 5:
        raise NotAValue("stars")
    if order.state not in HANDED:
        raise NothingToReview
    claim_request(tx, order, now, may_ask=False)
    review = tx.exec(select(Review).where(col(Review.order_id) == order.id)).one()
    review.stars, review.given_at = stars, now
    review.text = text.strip()[:MOST_TEXT] or review.text
    tx.save(review)
    record(tx, "review.given", review, by, now, number=order.number, stars=stars)
    return review


def comment(tx: Tx, review: Review, text: str) -> Review:
    """Add words to the stars."""
    review.text = f"{review.text} {text.strip()}".strip()[:MOST_TEXT]
    return tx.save(review)


def ratings(tx: Tx, store: Store, most: int = 5) -> Ratings:
    """The newest reviews of a store, and the average of all."""
    given = (col(Review.store_id) == store.id, col(Review.stars).is_not(None))
    count, average = tx.exec(select(func.count(), func.avg(col(Review.stars))).where(*given)).one()
    newest = select(Review, Order.number, Customer.name).join(Order, col(Order.id) == Review.order_id)
    newest = newest.join(Customer, col(Customer.id) == Review.customer_id).where(*given)
    rows = tx.exec(newest.order_by(col(Review.given_at).desc(), col(Review.id).desc()).limit(most)).all()
    return Ratings(int(count), float(average) if average else None, tuple(Rated(*row) for row in rows))


def review_of(tx: Tx, order: Order) -> Review:
    """The review that the customer of an order gave; UnknownReview if he gave none."""
    review = tx.exec(select(Review).where(col(Review.order_id) == order.id, col(Review.stars).is_not(None))).first()
    if review is None:
        raise UnknownReview(order.number)
    return review


def answer_review(tx: Tx, order: Order, text: str, by: Actor, now: datetime) -> Review:
    """The store's answer to a review; a later one takes its place."""
    review = review_of(tx, order)
    review.answer, review.answered_at = text.strip()[:MOST_TEXT], now
    if not review.answer:
        raise NotAValue("text")
    record(tx, "review.answered", review, by, now, number=order.number)
    return tx.save(review)
