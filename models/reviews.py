"""What customers thought of their orders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, words


class Review(SQLModel, table=True):
    """The review of an order: asked for once, given by its customer alone, answered by the store.

    Without stars it has been asked for, or passed over where nobody could be asked.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("order_id"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_reviews_store_given", "store_id", "given_at"),
        Index("ix_reviews_customer", "customer_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    customer_id: int = Field(foreign_key="customers.id")
    order_id: int = Field(foreign_key="orders.id")
    asked_at: datetime | None = instant(default=None)
    stars: int | None = None
    text: str = words()
    given_at: datetime | None = instant(default=None)
    answer: str = words()
    answered_at: datetime | None = instant(default=None)
    created_at: datetime = instant()


class ProductReview(SQLModel, table=True):
    """What a customer who received a product thought of it, once per product; `order_id` proves that he did.

    `helpful` is how many people found it so.
    """

    __tablename__ = "product_reviews"
    __table_args__ = (
        UniqueConstraint("product_id", "customer_id"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_product_reviews_product", "product_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int = Field(foreign_key="stores.id")
    product_id: int = Field(foreign_key="products.id")
    customer_id: int = Field(foreign_key="customers.id", index=True)
    order_id: int = Field(foreign_key="orders.id")
    stars: int
    title: str = Field(default="", max_length=120)
    text: str = words()
    helpful: int = 0
    created_at: datetime = instant()
    changed_at: datetime | None = instant(default=None)


class HelpfulVote(SQLModel, table=True):
    """That a person found a review helpful; once."""

    __tablename__ = "helpful_votes"

    review_id: int = Field(foreign_key="product_reviews.id", primary_key=True)
    user_id: int = Field(foreign_key="users.id", primary_key=True)
    at: datetime = instant()
