"""Carts: what a customer is about to order from a store, with everything the checkout asks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.columns import instant, large, one_of, words

CART_STATES = ("open", "placed", "dropped")
FULFILMENTS = ("delivery", "pickup")


class Cart(SQLModel, table=True):
    """A customer's cart at a store; there is one open cart at most. `version` goes up with every change of anything."""

    __tablename__ = "carts"
    __table_args__ = (
        one_of("state", CART_STATES),
        CheckConstraint("fulfilment IN ('delivery', 'pickup')", name="fulfilment"),
        Index(
            "uq_carts_open",
            "store_id",
            "customer_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_carts_state_expires_at", "state", "expires_at"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    customer_id: int = Field(foreign_key="customers.id", index=True)
    state: str = Field(default="open", max_length=10)
    version: int = 1
    last_position: int | None = None

    fulfilment: str | None = Field(default=None, max_length=10)
    address: str = words()
    lat: float | None = None
    lon: float | None = None
    time_asked: bool = False
    requested_at: datetime | None = instant(default=None)
    payment_way_id: int | None = Field(default=None, foreign_key="payment_ways.id")
    note: str = words()
    note_asked: bool = False
    coupon_id: int | None = Field(default=None, foreign_key="coupons.id")
    quoted_version: int | None = None
    quoted_total: int | None = large(default=None)

    created_at: datetime = instant()
    changed_at: datetime = instant()
    reminded_at: datetime | None = instant(default=None)
    expires_at: datetime = instant()


class CartRow(SQLModel, table=True):
    """One line of a cart. `unit_amount` is the price, options included, that the customer was last shown."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        Index("ix_cart_lines_cart_position", "cart_id", "position"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    cart_id: int = Field(foreign_key="carts.id")
    position: int
    product_id: int = Field(foreign_key="products.id")
    quantity: int = large()
    unit_amount: int = large()
    note: str = words()


class CartRowOption(SQLModel, table=True):
    """An option chosen, or refused, on a cart's line."""

    __tablename__ = "cart_line_options"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    cart_line_id: int = Field(foreign_key="cart_lines.id", index=True)
    group_id: int = Field(foreign_key="option_groups.id")
    option_id: int = Field(foreign_key="options.id")
    count: int = 1
    qualifier: str = Field(default="", max_length=20)
    negated: bool = False
