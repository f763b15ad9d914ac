"""Stores, when they are open and how they are paid."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, false, text
from sqlmodel import Field, SQLModel

from models.columns import instant, large, one_of, words
from values import Money

TELLS_STOCK = ("never", "shortage", "always")
PAYMENT_KINDS = ("cash", "transfer", "qr", "other")
DAY_MINUTES = 24 * 60


class Store(SQLModel, table=True):
    """A shop that customers order from. Amounts are minor units of its currency, hours are in its zone.

    `message_budget` is how many messages a month may cost; `budget_told` how many percent of it the seller was told of
    in `budget_month`. `sums_days` says whether what it sold by day is kept.
    """

    __tablename__ = "stores"
    __table_args__ = (one_of("tells_stock", TELLS_STOCK),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    name: str = Field(max_length=120)
    code: str = Field(max_length=20, unique=True)
    number: str | None = Field(default=None, max_length=160, unique=True)
    description: str = words()
    country: str = Field(max_length=2)
    currency: str = Field(max_length=3)
    zone: str = Field(max_length=64)
    language: str = Field(max_length=10)
    day_start: time = time(0, 0)

    delivers: bool = True
    pickup: bool = True
    delivery_fee_amount: int = large(default=0)
    free_delivery_amount: int | None = large(default=None)
    minimum_amount: int = large(default=0)
    address: str = words()
    lat: float | None = None
    lon: float | None = None

    preorders: bool = True
    paused: bool = False
    paused_until: datetime | None = instant(default=None)
    suspended_at: datetime | None = instant(default=None)
    silent_since: datetime | None = instant(default=None)
    confirm_hours: int = 24
    tells_stock: str = Field(default="shortage", max_length=10)
    summary_at: time | None = time(21, 0)
    asks_reviews: bool = True
    accept_amount: int | None = large(default=None)
    message_budget: int | None = None
    budget_month: date | None = None
    budget_told: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    sums_days: bool = Field(default=False, sa_column_kwargs={"server_default": false()})

    catalogue_version: int = 1
    next_number: int = 1001
    created_at: datetime = instant()

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def delivery_fee(self) -> Money:
        return Money(self.delivery_fee_amount, self.currency)

    @property
    def free_delivery_from(self) -> Money | None:
        """The subtotal from which delivery is free, if the store has such a rule."""
        return None if self.free_delivery_amount is None else Money(self.free_delivery_amount, self.currency)

    @property
    def accepts_up_to(self) -> Money | None:
        """The total up to which orders are taken by themselves, None where somebody always looks."""
        return None if self.accept_amount is None else Money(self.accept_amount, self.currency)

    @property
    def minimum(self) -> Money:
        return Money(self.minimum_amount, self.currency)


class OpeningHours(SQLModel, table=True):
    """One span of a weekday (Monday is 0) in minutes of the store's own clock; a span past midnight ends after 1440."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens >= 0 AND opens < 1440 AND closes > opens AND closes <= opens + 1440", name="span"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    weekday: int
    opens: int
    closes: int


class PaymentWay(SQLModel, table=True):
    """A way to pay a store: its name and instruction are the seller's own words."""

    __tablename__ = "payment_ways"
    __table_args__ = (one_of("kind", PAYMENT_KINDS),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    kind: str = Field(max_length=10)
    name: str = Field(max_length=60)
    instruction: str = words()
    picture_url: str = Field(default="", max_length=500)
    picture_id: int | None = Field(default=None, foreign_key="images.id")
    qr_text: str = words()
    position: int = 0
    active: bool = True
