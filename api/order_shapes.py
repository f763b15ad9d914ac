"""What orders look like over REST, and the fields by which they are looked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.fields import Answer, AskedAmount, Body, Day, HowMuch, Id, Instant, Sum, Text, Word, quantity
from api.paging import PageQuery
from models import ORDER_STATES, PAYMENT_STATES
from shop.direct_orders import Basket, Shipping, Wish
from shop.order_search import OrdersWanted

State = Literal["pending", "confirmed", "processing", "shipped", "ready", "delivered", "completed", "cancelled"]
PaymentState = Literal["unpaid", "claimed", "paid", "refunded", "credit"]
Sort = Literal["id", "-id", "placed_at", "-placed_at", "total", "-total"]
Line = Annotated[Word, Field(max_length=120)]


class OptionBody(Body):
    """An option of a product, by its id; `without` asks to leave it out."""

    id: Id = Field(examples=[3])
    count: int = Field(1, ge=1, le=20)
    without: bool = False


class ItemBody(Body):
    """A product and how much of it, in its own unit."""

    product_id: Id = Field(examples=[8])
    quantity: HowMuch = Field(gt=0, examples=[2])
    options: list[OptionBody] = Field([], max_length=20, examples=[[]])
    note: Word = Field("", examples=["no onion"])


class ShippingBody(Body):
    """To whom and where."""

    name: Line = Field("", examples=["Budi"])
    phone: Annotated[Word, Field(max_length=40)] = Field("", examples=["+6281234567890"])
    address: Annotated[Text, Field(max_length=500)] = Field("", examples=["Jl. Melati 5"])
    city: Word = Field("", examples=["Bandung"])
    state: Word = Field("", examples=["Jawa Barat"])
    latitude: float | None = Field(None, ge=-90, le=90, examples=[-6.914])
    longitude: float | None = Field(None, ge=-180, le=180, examples=[107.609])


class OrderBody(Body):
    """An order. What is left out is chosen where the store leaves no choice."""

    store_id: Id | None = Field(None, examples=[1])
    items: list[ItemBody] = Field(min_length=1, max_length=60)
    shipping: ShippingBody = ShippingBody()
    fulfilment: Literal["delivery", "pickup"] | None = Field(None, examples=["delivery"])
    requested_at: Instant | None = Field(None, examples=["2026-11-21T12:30:00+07:00"])
    payment_way_id: Id | None = Field(None, examples=[None])
    special_instructions: Annotated[Text, Field(max_length=500)] = Field("", examples=["Ring twice"])
    coupon: Annotated[Word, Field(max_length=40)] = Field("", examples=[""])


class OrderQuery(PageQuery):
    """Which orders. Several conditions have to hold together."""

    sort: Sort = "-id"
    status: list[State] = Field([], description="Repeat it for several.")
    payment_status: list[PaymentState] = []
    store_id: Id | None = None
    customer: Word = Field("", description="A part of the customer's name or phone number.")
    customer_id: Id | None = None
    date_from: Day | None = Field(None, description="Placed on this day of the store or later.")
    date_to: Day | None = None
    amount_min: AskedAmount | None = None
    amount_max: AskedAmount | None = None
    bought: bool = Field(False, description="What you bought yourself, although you work in a store.")
    deleted: bool = Field(False, description="Deleted ones too.")


class OrderSearch(OrderQuery):
    """The same with words, and whether all conditions have to hold or any."""

    q: Word = Field("", description="Words of a number, a name, an address, a note or a product.")
    match: Literal["all", "any"] = "all"


class OptionAnswer(Answer):
    """An option as it was chosen."""

    id: Id
    group: str = Field(examples=["Spice"])
    name: str = Field(examples=["hot"])
    count: int = Field(examples=[1])
    without: bool = Field(examples=[False])
    price: Sum = Field(examples=[0])


class LineAnswer(Answer):
    """A line at the price it was ordered at."""

    product_id: Id
    name: str = Field(examples=["Nasi Goreng"])
    quantity: Sum = Field(examples=[2])
    unit: str = Field(examples=["portion"])
    unit_price: Sum = Field(examples=[15000])
    amount: Sum = Field(examples=[30000])
    options: list[OptionAnswer] = Field(examples=[[]])
    note: str = Field(examples=[""])


class ShippingAnswer(Answer):
    """To whom and where it goes."""

    name: str = Field(examples=["Budi"])
    phone: str = Field(examples=["+6281234567890"])
    address: str = Field(examples=["Jl. Melati 5"])
    city: str = Field(examples=["Bandung"])
    state: str = Field(examples=["Jawa Barat"])
    latitude: float | None = Field(examples=[None])
    longitude: float | None = Field(examples=[None])


class StepAnswer(Answer):
    """A change of an order's state; `by` is the role of whoever made it, `note` is told to the store's people."""

    status: str = Field(examples=["confirmed"])
    since: str = Field(examples=["pending"])
    by: str = Field(examples=["owner"])
    note: str = Field(examples=[""])
    at: datetime = Field(examples=["2026-11-20T14:25:00+07:00"])


class OrderAnswer(Answer):
    """An order; `next` are the states that it can be brought to."""

    id: Id
    number: int = Field(examples=[1001])
    store_id: Id
    customer_id: Id
    customer: str = Field(examples=["Budi"])
    status: str = Field(examples=["pending"], json_schema_extra={"enum": list(ORDER_STATES)})
    next: list[str] = Field(examples=[["confirmed", "cancelled"]])
    payment_status: str = Field(examples=["unpaid"], json_schema_extra={"enum": list(PAYMENT_STATES)})
    payment: str = Field(examples=["Cash"])
    items: list[LineAnswer]
    currency: str = Field(examples=["IDR"])
    subtotal: Sum = Field(examples=[30000])
    discount: Sum = Field(examples=[0])
    delivery_fee: Sum = Field(examples=[10000])
    tax: Sum = Field(examples=[0])
    total: Sum = Field(examples=[40000])
    refunded: Sum = Field(examples=[0])
    fulfilment: str = Field(examples=["delivery"])
    shipping: ShippingAnswer
    requested_at: datetime | None = Field(examples=[None])
    special_instructions: str = Field(examples=["Ring twice"])
    tracking_number: str = Field(examples=[""])
    cancel_reason: str = Field(examples=[""])
    placed_at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])
    confirmed_at: datetime | None = Field(examples=[None])
    shipped_at: datetime | None = Field(examples=[None])
    ready_at: datetime | None = Field(examples=[None])
    delivered_at: datetime | None = Field(examples=[None])
    completed_at: datetime | None = Field(examples=[None])
    cancelled_at: datetime | None = Field(examples=[None])
    paid_at: datetime | None = Field(examples=[None])
    deleted_at: datetime | None = Field(examples=[None])


class WholeOrderAnswer(OrderAnswer):
    """An order with its history."""

    history: list[StepAnswer]


def basket(body: Any) -> Basket:
    """The order that a body asks for."""
    to = body.shipping
    pin = (to.latitude, to.longitude) if to.latitude is not None and to.longitude is not None else None
    return Basket(
        wishes=tuple(wish(item) for item in body.items),
        shipping=Shipping(to.name, to.phone, to.address, to.city, to.state, pin),
        fulfilment=body.fulfilment,
        requested_at=body.requested_at,
        payment_way_id=body.payment_way_id,
        note=body.special_instructions,
        coupon=body.coupon,
    )


def wish(item: Any) -> Wish:
    """The wish that an item of a body is."""
    options = tuple((one.id, one.count, one.without) for one in item.options)
    return Wish(item.product_id, quantity(item.quantity), options, item.note)


def wanted(query: Any) -> OrdersWanted:
    """The orders that a query asks for."""
    return OrdersWanted(
        states=tuple(query.status),
        payments=tuple(query.payment_status),
        text=getattr(query, "q", ""),
        customer=query.customer,
        customer_id=query.customer_id,
        first=query.date_from,
        last=query.date_to,
        least=query.amount_min,
        most=query.amount_max,
        any=getattr(query, "match", "all") == "any",
        deleted=query.deleted,
    )
