"""Reviews of products, by those who have received them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, func, select, update

from models import Customer, HelpfulVote, Order, OrderLine, Product, ProductReview, Tx, User
from shop.actors import Actor
from shop.errors_web import NotReceived, ReviewedAlready, UnknownProductReview
from shop.events import record
from shop.paging import Page, Window, page_of
from shop.reviews import HANDED
from shop.rows import add_once

SORTS: Final = {"id": ProductReview.id, "rating": ProductReview.stars, "helpful": ProductReview.helpful}


class Opinion(Struct, frozen=True):
    """One to five stars, a title and words."""

    stars: int
    title: str = ""
    text: str = ""


class Stars(Struct, frozen=True):
    """How many reviews a product has, and their average (None without any)."""

    count: int
    average: float | None


def give(tx: Tx, product: Product, customers: Sequence[int], said: Opinion, now: datetime) -> ProductReview:
    """Review a product as one of these customers, which a person is at several sellers.

    Refused: NotReceived for whoever has no order of it that was handed over, ReviewedAlready the second time.
    """
    order = _received(tx, product, customers)
    if order is None:
        raise NotReceived(product.name)
    mine = (col(ProductReview.product_id) == product.id, col(ProductReview.customer_id).in_(customers))
    row: dict[str, Any] = {"seller_id": product.seller_id, "store_id": product.store_id, "product_id": product.id}
    row |= {"customer_id": order.customer_id, "order_id": order.id, "stars": said.stars, "title": said.title}
    row |= {"text": said.text, "helpful": 0, "created_at": now}
    if tx.exec(select(ProductReview.id).where(*mine)).first() is not None or not add_once(tx, ProductReview, row):
        raise ReviewedAlready(tx.exec(select(ProductReview.id).where(*mine)).one())
    review = tx.exec(select(ProductReview).where(*mine)).one()
    by = Actor.customer(order.customer_id)
    record(tx, "product.reviewed", review, by, now, product=product.id, name=product.name, stars=said.stars)
    return review


def _received(tx: Tx, product: Product, customers: Sequence[int]) -> Order | None:
    mine = select(Order).join(OrderLine, col(OrderLine.order_id) == Order.id)
    mine = mine.where(col(Order.customer_id).in_(customers), col(Order.state).in_(HANDED))
    return tx.exec(mine.where(col(OrderLine.product_id) == product.id).order_by(col(Order.id).desc())).first()


def change(tx: Tx, review: ProductReview, said: Opinion, now: datetime) -> ProductReview:
    """Say it anew."""
    review.stars, review.title, review.text, review.changed_at = said.stars, said.title, said.text, now
    record(tx, "product.review_changed", review, Actor.customer(review.customer_id), now, stars=said.stars)
    return tx.save(review)


def take_back(tx: Tx, review: ProductReview, by: Actor, now: datetime) -> None:
    """Take a review away, with what others found of it."""
    record(tx, "product.review_removed", review, by, now, product=review.product_id, stars=review.stars)
    for vote in tx.exec(select(HelpfulVote).where(col(HelpfulVote.review_id) == review.id)):
        tx.delete(vote)
    tx.flush()
    tx.delete(review)
    tx.flush()


def find_helpful(tx: Tx, review: ProductReview, user: User, now: datetime) -> ProductReview:
    """Note that somebody found a review helpful; a second time changes nothing."""
    if add_once(tx, HelpfulVote, {"review_id": review.id, "user_id": user.id, "at": now}):
        mine = update(ProductReview).where(col(ProductReview.id) == review.id)
        tx.changed_one(mine.values(helpful=ProductReview.helpful + 1).execution_options(synchronize_session=False))
        tx.refresh(review)
    return review


def review_by_id(tx: Tx, key: int, authors: Sequence[int] | None = None) -> ProductReview:
    """The review of that id, written by one of these customers (None: by anybody); UnknownProductReview else."""
    review = tx.get(ProductReview, key)
    if review is None or (authors is not None and review.customer_id not in authors):
        raise UnknownProductReview(str(key))
    return review


def reviews_of(tx: Tx, product: Product, window: Window) -> Page[ProductReview]:
    """A page of a product's reviews."""
    mine = select(ProductReview).where(col(ProductReview.product_id) == product.id)
    return page_of(tx, mine, ProductReview, SORTS, window)


def stars_of(tx: Tx, product: Product) -> Stars:
    """What the reviews of a product come to."""
    stars = col(ProductReview.stars)
    mine = select(func.count(stars), func.avg(stars)).where(col(ProductReview.product_id) == product.id)
    count, average = tx.exec(mine).one()
    return Stars(int(count), round(float(average), 2) if average is not None else None)


def names_of(tx: Tx, reviews: Sequence[ProductReview]) -> dict[int, str]:
    """Who wrote reviews: the first word of each customer's name."""
    people = select(Customer.id, Customer.name).where(col(Customer.id).in_({one.customer_id for one in reviews}))
    return {key: (name.split() or [""])[0] for key, name in tx.exec(people)}
