"""Which orders a caller may see, in which role he meets one, and how it is shown to him."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from api.calls import Call
from api.order_shapes import LineAnswer, OptionAnswer, OrderAnswer, ShippingAnswer, StepAnswer, WholeOrderAnswer
from models import Order, Store
from shop import buyers, order_search
from shop.actors import RANKS, Actor
from shop.errors import NotAllowed, UnknownOrder
from shop.order_search import Reach
from shop.order_views import OrderLineView, OrderView, order_view
from shop.stores import store_of
from shop.transitions import STEPS
from values import Money

TIMES: Final = (
    "requested_at", "placed_at", "confirmed_at", "shipped_at", "ready_at", "delivered_at", "completed_at",
    "cancelled_at", "paid_at", "deleted_at",
)  # fmt: skip


def reach(call: Call, store_id: int | None = None, bought: bool = False) -> Reach:
    """The orders that a caller may see: of the stores he works in, or of one of them; else those he bought."""
    if bought or not (call.caller.roles or call.caller.admin):
        return Reach((), buyers.customers_of(call.tx, call.user_id))
    if call.caller.admin:
        return Reach(None if store_id is None else [store_id])
    own = [one for one in call.caller.roles if store_id in (None, one)]
    return Reach(own)


def seen(call: Call, order_id: int) -> Order:
    """An order that the caller may see, held by requests that change something; UnknownOrder for any other."""
    mine = buyers.customers_of(call.tx, call.user_id)
    every = Reach(None) if call.caller.admin else Reach(list(call.caller.roles), mine)
    order = order_search.order_seen(call.tx, order_id, every, lock=call.route.writes)
    if order is None:
        raise UnknownOrder(str(order_id))
    call.seller_id, call.store_id = order.seller_id, order.store_id
    return order


def actor(call: Call, order: Order) -> Actor:
    """The caller in his role for an order: of its store, or its customer."""
    store = store_of(call.tx, order)
    return call.actor_in(store) if call.role_in(store) is not None else Actor.customer(order.customer_id)


def as_staff(call: Call, order: Order, at_least: str) -> Actor:
    """The caller as somebody of the order's store in at least that role; NotAllowed for its customer."""
    found = actor(call, order)
    if found.kind == "customer":
        raise NotAllowed(at_least)
    found.need(at_least)
    return found


def whole(call: Call, order: Order, view: OrderView | None = None) -> WholeOrderAnswer:
    """An order with its history, whose notes are for the people of the store; by its view if that is known already."""
    inside = actor(call, order).may("staff")
    zone = store_of(call.tx, order).timezone
    steps = [
        StepAnswer(
            status=event.to_state,
            since=event.from_state,
            by=event.role,
            note=event.note if inside else "",
            at=event.at.astimezone(zone),
        )
        for event in order_search.events_of(call.tx, order)
    ]
    plain = shown(call, view or order_view(call.tx, order))
    return WholeOrderAnswer(**dict(plain), history=steps)


def shown(call: Call, view: OrderView) -> OrderAnswer:
    """An order as this caller may see it; its times by the store's clock."""
    order, store = view.order, store_of(call.tx, view.order)
    role = call.role_in(store) if call.caller.user is not None else None
    return OrderAnswer(
        id=order.id,
        number=order.number,
        store_id=order.store_id,
        customer_id=order.customer_id,
        customer=view.customer if role is not None else order.ship_name,
        status=order.state,
        next=[STEPS[step].to for step in view.steps if RANKS[role or "customer"] or _may_cancel(order, step)],
        payment_status=order.payment_state,
        payment=order.payment_name,
        items=[_line(line) for line in view.lines],
        currency=order.currency,
        fulfilment=order.fulfilment,
        shipping=_shipping(order),
        special_instructions=order.note,
        tracking_number=order.tracking,
        cancel_reason=order.cancel_reason,
        **_amounts(order),
        **_times(order, store),
    )


def _may_cancel(order: Order, step: str) -> bool:
    return step == "cancel" and order.state == "pending"


def _amounts(order: Order) -> dict[str, Any]:
    return {
        "subtotal": order.subtotal.main_units,
        "discount": order.discount.main_units,
        "delivery_fee": order.fee.main_units,
        "tax": Money(order.tax_amount, order.currency).main_units,
        "total": order.total.main_units,
        "refunded": order.refunded.main_units,
    }


def _times(order: Order, store: Store) -> dict[str, Any]:
    found: dict[str, datetime | None] = {name: getattr(order, name) for name in TIMES}
    return {name: at and at.astimezone(store.timezone) for name, at in found.items()}


def _shipping(order: Order) -> ShippingAnswer:
    return ShippingAnswer(
        name=order.ship_name,
        phone=order.ship_phone,
        address=order.ship_address,
        city=order.ship_city,
        state=order.ship_region,
        latitude=order.ship_lat,
        longitude=order.ship_lon,
    )


def _line(line: OrderLineView) -> LineAnswer:
    options = [
        OptionAnswer(
            id=one.option_id,
            group=one.group,
            name=one.name,
            count=one.count,
            without=one.negated,
            price=one.price.main_units,
        )
        for one in line.options
    ]
    return LineAnswer(
        product_id=line.product_id,
        name=line.name,
        quantity=line.quantity.decimal,
        unit=line.unit,
        unit_price=line.unit_price.main_units,
        amount=line.amount.main_units,
        options=options,
        note=line.note,
    )
