"""Codes that take something off an order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, large


class Coupon(SQLModel, table=True):
    """A code for some percent or an amount off the goods of an order; `uses` counts the orders that were placed with it
    and not called off."""

    __tablename__ = "coupons"
    __table_args__ = (
        UniqueConstraint("store_id", "code"),
        CheckConstraint("(percent IS NULL) <> (amount IS NULL)", name="one"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
        CheckConstraint("most_uses IS NULL OR uses <= most_uses", name="uses"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    code: str = Field(max_length=20)
    percent: int | None = None
    amount: int | None = large(default=None)
    minimum_amount: int = large(default=0)
    most_uses: int | None = None
    uses: int = 0
    once_each: bool = True
    active: bool = True
    expires_at: datetime | None = instant(default=None)
    created_at: datetime = instant()


class CouponUse(SQLModel, table=True):
    """An order that a coupon was used for; gone again when the order is called off."""

    __tablename__ = "coupon_uses"
    __table_args__ = (Index("ix_coupon_uses_who", "coupon_id", "customer_id"),)

    order_id: int = Field(foreign_key="orders.id", primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    coupon_id: int = Field(foreign_key="coupons.id")
    customer_id: int = Field(foreign_key="customers.id")
