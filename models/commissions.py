"""What sellers owe the platform for the orders they completed, and when it was paid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import instant, large, one_of, words
from values import Money

COMMISSION_STATES = ("pending", "paid", "void")


class Payout(SQLModel, table=True):
    """A settlement with a seller: the commissions of several orders in one amount."""

    __tablename__ = "payouts"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    amount: int = large()
    currency: str = Field(max_length=3)
    count: int
    reference: str = Field(default="", max_length=120)
    note: str = words()
    actor: str = Field(max_length=40)
    at: datetime = instant()

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class Commission(SQLModel, table=True):
    """The commission of one order, in thousandths of its goods (`rate`), settled once."""

    __tablename__ = "commissions"
    __table_args__ = (
        one_of("state", COMMISSION_STATES),
        Index("ix_commissions_seller_state", "seller_id", "state", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    order_id: int = Field(foreign_key="orders.id", unique=True)
    rate: int
    amount: int = large()
    currency: str = Field(max_length=3)
    state: str = Field(default="pending", max_length=10)
    payout_id: int | None = Field(default=None, foreign_key="payouts.id", index=True)
    created_at: datetime = instant()
    paid_at: datetime | None = instant(default=None)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
