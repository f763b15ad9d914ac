"""Orders with everything that must not change when the catalogue does, and their history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.carts import FULFILMENTS
from models.columns import instant, large, one_of, words
from values import Money, Quantity

ORDER_STATES = ("pending", "confirmed", "processing", "shipped", "ready", "delivered", "completed", "cancelled")
OPEN_STATES = ("pending", "confirmed", "processing", "shipped", "ready")
PAYMENT_STATES = ("unpaid", "claimed", "paid", "refunded", "credit")


class Order(SQLModel, table=True):
    """An order. Amounts are minor units of `currency`; `due_at` is when the clock acts on it by itself.

    `repeated` is how often the store was told again that it waits. One with `deleted_at` is shown in no list over REST.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("store_id", "number"),
        UniqueConstraint("cart_id"),
        one_of("state", ORDER_STATES),
        one_of("payment_state", PAYMENT_STATES),
        one_of("fulfilment", FULFILMENTS),
        CheckConstraint("total_amount = subtotal_amount - discount_amount + fee_amount + tax_amount", name="total"),
        Index("ix_orders_store_confirmed", "store_id", "confirmed_at"),
        Index("ix_orders_store_cancelled", "store_id", "cancelled_at"),
        Index("ix_orders_store", "store_id", "id"),
        Index("ix_orders_store_placed", "store_id", "placed_at", "id"),
        Index("ix_orders_store_state", "store_id", "state", "id"),
        Index("ix_orders_seller_placed", "seller_id", "placed_at", "id"),
        Index("ix_orders_customer", "customer_id", "id"),
        Index("ix_orders_store_payment", "store_id", "payment_state"),
        Index("ix_orders_due", "due_at"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    customer_id: int = Field(foreign_key="customers.id")
    cart_id: int | None = Field(default=None, foreign_key="carts.id")
    number: int
    state: str = Field(default="pending", max_length=12)
    payment_state: str = Field(default="unpaid", max_length=10)

    currency: str = Field(max_length=3)
    subtotal_amount: int = large()
    discount_amount: int = large(default=0)
    fee_amount: int = large(default=0)
    tax_amount: int = large(default=0)
    total_amount: int = large()
    refunded_amount: int = large(default=0)

    fulfilment: str = Field(max_length=10)
    requested_at: datetime | None = instant(default=None)
    ship_name: str = Field(default="", max_length=120)
    ship_phone: str = Field(default="", max_length=40)
    ship_address: str = words()
    ship_city: str = Field(default="", max_length=80)
    ship_region: str = Field(default="", max_length=80)
    ship_lat: float | None = None
    ship_lon: float | None = None
    note: str = words()
    payment_way_id: int | None = Field(default=None, foreign_key="payment_ways.id")
    payment_kind: str = Field(default="", max_length=10)
    payment_name: str = Field(default="", max_length=60)
    tracking: str = Field(default="", max_length=120)

    placed_at: datetime = instant()
    confirmed_at: datetime | None = instant(default=None)
    shipped_at: datetime | None = instant(default=None)
    ready_at: datetime | None = instant(default=None)
    delivered_at: datetime | None = instant(default=None)
    completed_at: datetime | None = instant(default=None)
    cancelled_at: datetime | None = instant(default=None)
    cancel_reason: str = words()
    claimed_at: datetime | None = instant(default=None)
    paid_at: datetime | None = instant(default=None)
    due_at: datetime | None = instant(default=None)
    deleted_at: datetime | None = instant(default=None)
    repeated: int = 0

    @property
    def subtotal(self) -> Money:
        return Money(self.subtotal_amount, self.currency)

    @property
    def discount(self) -> Money:
        return Money(self.discount_amount, self.currency)

    @property
    def fee(self) -> Money:
        return Money(self.fee_amount, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_amount, self.currency)

    @property
    def kept(self) -> Money:
        """What was paid and was not given back."""
        paid = self.payment_state in ("paid", "refunded")
        return Money(self.total_amount - self.refunded_amount if paid else 0, self.currency)


class OrderLine(SQLModel, table=True):
    """A line with the name, unit and price it was ordered at; `amount` is rounded, the order's subtotal its sum."""

    __tablename__ = "order_lines"
    __table_args__ = (
        Index("ix_order_lines_order", "order_id", "product_id", "quantity", "amount"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    order_id: int = Field(foreign_key="orders.id")
    product_id: int = Field(foreign_key="products.id", index=True)
    position: int
    name: str = Field(max_length=120)
    unit: str = Field(default="", max_length=20)
    quantity: int = large()
    unit_amount: int = large()
    amount: int = large()
    note: str = words()

    @property
    def how_much(self) -> Quantity:
        return Quantity(self.quantity)


class OrderLineOption(SQLModel, table=True):
    """An option of a line with the names and the price per base unit it was ordered at."""

    __tablename__ = "order_line_options"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    order_line_id: int = Field(foreign_key="order_lines.id", index=True)
    group_id: int
    option_id: int
    group_name: str = Field(max_length=60)
    name: str = Field(max_length=60)
    count: int = 1
    qualifier: str = Field(default="", max_length=20)
    negated: bool = False
    price_amount: int = large(default=0)


class OrderEvent(SQLModel, table=True):
    """One change of an order's state: from what, to what, by whom and why."""

    __tablename__ = "order_events"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    order_id: int = Field(foreign_key="orders.id", index=True)
    from_state: str = Field(default="", max_length=12)
    to_state: str = Field(max_length=12)
    actor: str = Field(max_length=40)
    role: str = Field(max_length=10)
    note: str = words()
    message_id: int | None = Field(default=None, foreign_key="inbox.id", index=True)
    at: datetime = instant()


class Payment(SQLModel, table=True):
    """Money that came in for an order, or went back: a refund is negative."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("provider", "reference"),
        Index("ix_payments_store_at", "store_id", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    order_id: int = Field(foreign_key="orders.id", index=True)
    kind: str = Field(max_length=10)
    name: str = Field(max_length=60)
    amount: int = large()
    currency: str = Field(max_length=3)
    provider: str | None = Field(default=None, max_length=20)
    reference: str | None = Field(default=None, max_length=120)
    actor: str = Field(max_length=40)
    at: datetime = instant()


class PaymentClaim(SQLModel, table=True):
    """A customer's word, perhaps with a picture, that an order is paid; somebody of the store decides."""

    __tablename__ = "payment_claims"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    order_id: int = Field(foreign_key="orders.id", index=True)
    text: str = words()
    media_url: str = Field(default="", max_length=500)
    accepted: bool | None = None
    at: datetime = instant()
