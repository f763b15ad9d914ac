"""The money of an order: what came in, what went back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from api import order_access
from api.calls import Call
from api.fields import Amount, Answer, Body, Id, Sum, money
from api.routing import CUSTOMER, MANAGER, STAFF, get, post
from bot import order_news
from models import Order, Payment
from shop import payments, reservations
from shop.stores import payment_way, store_of
from values import Money

READ, WRITE = "payments:read", "payments:write"


class PaidBody(Body):
    """By which way the money came, if not by the one that the order chose."""

    payment_way_id: Id | None = Field(None, examples=[None])


class RefundBody(Body):
    """How much goes back: all that is left unless an amount is told; and whether the goods came back too."""

    amount: Amount | None = Field(None, gt=0, examples=[15000])
    restock: bool = False


class PaymentAnswer(Answer):
    """Money that came in, or went back: then it is less than nothing."""

    id: Id
    kind: str = Field(examples=["cash"])
    name: str = Field(examples=["Cash"])
    amount: Sum = Field(examples=[40000])
    at: datetime = Field(examples=["2026-11-20T15:00:00+07:00"])


class PaymentsAnswer(Answer):
    """How an order stands with its money."""

    order_id: Id
    payment_status: Literal["unpaid", "claimed", "paid", "refunded", "credit"] = Field(examples=["paid"])
    payment: str = Field(examples=["Cash"])
    currency: str = Field(examples=["IDR"])
    total: Sum = Field(examples=[40000])
    refunded: Sum = Field(examples=[0])
    items: list[PaymentAnswer]


@get("/orders/{id}/payments", role=CUSTOMER, scope=READ, limit="payments.read")
def status(call: Call, id: Id) -> PaymentsAnswer:
    """Show whether an order is paid, and every payment and refund of it."""
    return told(call, order_access.seen(call, id))


@post("/orders/{id}/payments", role=STAFF, scope=WRITE, limit="payments.process", status=201)
def receive(call: Call, id: Id, body: PaidBody) -> PaymentsAnswer:
    """Note that the money of an order is there, all of it. Its customer is told."""
    order = order_access.seen(call, id)
    by = order_access.as_staff(call, order, STAFF)
    store = store_of(call.tx, order)
    way = None if body.payment_way_id is None else payment_way(call.tx, store, body.payment_way_id)
    payments.mark_paid(call.tx, order, by, call.now, way)
    order_news.tell_customer(call.tx, order, "paid", call.now)
    return told(call, order)


@post("/orders/{id}/refund", role=MANAGER, scope=WRITE, limit="payments.process", status=201)
def refund(call: Call, id: Id, body: RefundBody) -> PaymentsAnswer:
    """Note that money goes back to the customer, who is told. It subtracts from the sales of today."""
    return give_back(call, order_access.seen(call, id), body)


def give_back(call: Call, order: Order, body: RefundBody) -> PaymentsAnswer:
    """Give back what a body asks for."""
    by = order_access.as_staff(call, order, MANAGER)
    wished = None if body.amount is None else money(body.amount, order.currency)
    amount = payments.refundable(order, wished)
    payments.refund_order(call.tx, order, amount, by, call.now)
    if body.restock:
        reservations.take_back(call.tx, order, by, call.now)
    order_news.tell_customer(call.tx, order, "refunded", call.now, amount=amount)
    return told(call, order)


def told(call: Call, order: Order) -> PaymentsAnswer:
    """An order's money as it is shown."""
    zone = store_of(call.tx, order).timezone

    def shown(payment: Payment) -> PaymentAnswer:
        amount = Money(payment.amount, payment.currency).main_units
        at = payment.at.astimezone(zone)
        return PaymentAnswer(id=payment.id, kind=payment.kind, name=payment.name, amount=amount, at=at)

    return PaymentsAnswer(
        order_id=order.id,
        payment_status=order.payment_state,
        payment=order.payment_name,
        currency=order.currency,
        total=order.total.main_units,
        refunded=order.refunded.main_units,
        items=[shown(payment) for payment in payments.payments_of(call.tx, order)],
    )
