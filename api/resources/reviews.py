"""Reviews of products: read by everybody, written by those who have received them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.calls import Call
from api.fields import Answer, Body, Id, Text, Word
from api.paging import Page, PageQuery, listed, window
from api.resources.products import seen
from api.routing import ANYONE, CUSTOMER, delete, get, post, put
from models import Product, ProductReview
from shop import buyers, product_reviews
from shop.actors import Actor
from shop.errors import UnknownProduct
from shop.product_reviews import Opinion

READ, WRITE = "reviews:read", "reviews:write"


class ReviewBody(Body):
    """One to five stars, and words."""

    rating: int = Field(ge=1, le=5, examples=[5])
    title: Annotated[Word, Field(max_length=120)] = Field("", examples=["Just right"])
    comment: Annotated[Text, Field(max_length=1000)] = Field("", examples=["Hot and plenty of it"])


class ReviewQuery(PageQuery):
    """In which order."""

    sort: Literal["id", "-id", "rating", "-rating", "helpful", "-helpful"] = "-id"


class ReviewAnswer(Answer):
    """A review; `helpful_count` is how many people found it so."""

    id: Id
    product_id: Id
    rating: int = Field(examples=[5])
    title: str = Field(examples=["Just right"])
    comment: str = Field(examples=["Hot and plenty of it"])
    author: str = Field(examples=["Budi"])
    verified_purchase: bool = Field(examples=[True])
    helpful_count: int = Field(examples=[3])
    created_at: datetime = Field(examples=["2026-11-20T07:20:00Z"])
    changed_at: datetime | None = Field(examples=[None])


class StarsAnswer(Answer):
    """What the reviews of a product come to."""

    product_id: Id
    count: int = Field(examples=[12])
    average: float | None = Field(examples=[4.5])


@get("/products/{id}/reviews", role=ANYONE, scope=READ, limit="reviews.read")
def find(call: Call, id: Id, query: ReviewQuery) -> Page[ReviewAnswer]:
    """List the reviews of a product."""
    found = product_reviews.reviews_of(call.tx, seen(call, id), window(query))
    names = product_reviews.names_of(call.tx, found.rows)
    return listed(found, query.sort, lambda one: told(one, names[one.customer_id]))


@get("/products/{id}/rating", role=ANYONE, scope=READ, limit="reviews.read")
def stars(call: Call, id: Id) -> StarsAnswer:
    """Count the reviews of a product and tell their average."""
    found = product_reviews.stars_of(call.tx, seen(call, id))
    return StarsAnswer(product_id=id, count=found.count, average=found.average)


@post("/products/{id}/reviews", role=CUSTOMER, scope=WRITE, limit="reviews.write", status=201)
def create(call: Call, id: Id, body: ReviewBody) -> ReviewAnswer:
    """Review a product that was delivered to you; once, and you may change it later."""
    product = call.tx.get(Product, id)
    if product is None:
        raise UnknownProduct(str(id))
    mine = buyers.customers_of(call.tx, call.user_id)
    said = Opinion(body.rating, body.title, body.comment)
    return _told(call, product_reviews.give(call.tx, product, mine, said, call.now))


@get("/reviews/{id}", role=ANYONE, scope=READ, limit="reviews.read")
def read(call: Call, id: Id) -> ReviewAnswer:
    """Show one review."""
    return _told(call, call.held(product_reviews.review_by_id(call.tx, id)))


@put("/reviews/{id}", role=CUSTOMER, scope=WRITE, limit="reviews.write", reads=read)
def change(call: Call, id: Id, body: ReviewBody) -> ReviewAnswer:
    """Change your review."""
    said = Opinion(body.rating, body.title, body.comment)
    return _told(call, product_reviews.change(call.tx, _own(call, id), said, call.now))


@delete("/reviews/{id}", role=CUSTOMER, scope=WRITE, limit="reviews.write", reads=read)
def remove(call: Call, id: Id) -> None:
    """Take your review back."""
    review = _own(call, id)
    by = call.actor if call.caller.admin else Actor.customer(review.customer_id)
    product_reviews.take_back(call.tx, review, by, call.now)


@post("/reviews/{id}/helpful", role=CUSTOMER, scope=WRITE, limit="reviews.write")
def helpful(call: Call, id: Id) -> ReviewAnswer:
    """Say that a review helped you. It counts once."""
    review = product_reviews.review_by_id(call.tx, id)
    return _told(call, product_reviews.find_helpful(call.tx, review, call.user, call.now))


def _own(call: Call, review_id: int) -> ProductReview:
    authors = None if call.caller.admin else buyers.customers_of(call.tx, call.user_id)
    return product_reviews.review_by_id(call.tx, review_id, authors)


def _told(call: Call, review: ProductReview) -> ReviewAnswer:
    return told(review, product_reviews.names_of(call.tx, [review])[review.customer_id])


def told(review: ProductReview, author: str) -> ReviewAnswer:
    """A review as everybody sees it."""
    return ReviewAnswer(
        id=review.id,
        product_id=review.product_id,
        rating=review.stars,
        title=review.title,
        comment=review.text,
        author=author,
        verified_purchase=True,  # nobody else may write one
        helpful_count=review.helpful,
        created_at=review.created_at,
        changed_at=review.changed_at,
    )
