"""Which orders a caller may see, in which role he meets one, and how it is shown to him."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from operator import attrgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.calls import Call
from api.order_shapes import OrderAnswer, WholeOrderAnswer
from api.paging import Page, told_page
from api.told import Told, at, base_units, main_units
from models import Order
from shop import buyers, order_search
from shop.actors import RANKS, Actor
from shop.errors import NotAllowed, UnknownOrder
from shop.order_search import Reach
from shop.order_views import OrderLineView, OrderView, lines_of, order_view, placed_view
from shop.paging import Page as Found
from shop.stores import store_of
from shop.transitions import STEPS, steps_from

TIMES: Final = (
    "requested_at", "placed_at", "confirmed_at", "shipped_at", "ready_at", "delivered_at", "completed_at",
    "cancelled_at", "paid_at", "deleted_at",
)  # fmt: skip
_moments: Final = attrgetter(*TIMES)


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


def whole(call: Call, order: Order, view: OrderView | None = None) -> Told[WholeOrderAnswer]:
    """An order with its history, whose notes are for the people of the store; by its view if that is known already."""
    inside = actor(call, order).may("staff")
    zone = store_of(call.tx, order).timezone
    steps = [
        {
            "status": event.to_state,
            "since": event.from_state,
            "by": event.role,
            "note": event.note if inside else "",
            "at": at(event.at, zone),
        }
        for event in order_search.events_of(call.tx, order)
    ]
    return Told({**_seen(call, view or order_view(call.tx, order)), "history": steps})


def shown(call: Call, order: Order) -> Told[OrderAnswer]:
    """An order that was just placed, as this caller may see it."""
    return Told(_seen(call, placed_view(call.tx, order)))


def page(call: Call, found: Found[Any], sort: str) -> Told[Page[OrderAnswer]]:
    """A page of orders as this caller may see them."""
    held = lines_of(call.tx, [row.id for row in found.rows])

    def show(row: Any) -> dict[str, Any]:
        items = [_row(line, options) for line, options in held[row.id]]
        return _told(call, row, row.customer, items, ZoneInfo(row.zone))

    return told_page(found, sort, show)


def _seen(call: Call, view: OrderView) -> dict[str, Any]:
    items = [_line(line) for line in view.lines]
    return _told(call, view.order, view.customer, items, store_of(call.tx, view.order).timezone)


def _told(call: Call, order: Any, customer: str, items: list[dict[str, Any]], zone: tzinfo) -> dict[str, Any]:
    """An order in the form of `OrderAnswer` as this caller may see it; its times by the clock of its store's zone."""
    role = call.role_at(order.store_id)
    steps = steps_from(order.state, order.fulfilment)
    return {
        "id": order.id,
        "number": order.number,
        "store_id": order.store_id,
        "customer_id": order.customer_id,
        "customer": customer if role is not None else order.ship_name,
        "status": order.state,
        "next": [STEPS[step].to for step in steps if RANKS[role or "customer"] or _may_cancel(order, step)],
        "payment_status": order.payment_state,
        "payment": order.payment_name,
        "items": items,
        "currency": order.currency,
        "subtotal": main_units(order.subtotal_amount),
        "discount": main_units(order.discount_amount),
        "delivery_fee": main_units(order.fee_amount),
        "tax": main_units(order.tax_amount),
        "total": main_units(order.total_amount),
        "refunded": main_units(order.refunded_amount),
        "fulfilment": order.fulfilment,
        "shipping": _shipping(order),
        "special_instructions": order.note,
        "tracking_number": order.tracking,
        "cancel_reason": order.cancel_reason,
        **{name: moment and moment.astimezone(zone) for name, moment in zip(TIMES, _moments(order), strict=True)},
    }


def _may_cancel(order: Any, step: str) -> bool:
    return step == "cancel" and order.state == "pending"


def _shipping(order: Any) -> dict[str, Any]:
    return {
        "name": order.ship_name,
        "phone": order.ship_phone,
        "address": order.ship_address,
        "city": order.ship_city,
        "state": order.ship_region,
        "latitude": order.ship_lat,
        "longitude": order.ship_lon,
    }


def _line(line: OrderLineView) -> dict[str, Any]:
    options = [_option(one, one.group, one.name, one.price.amount) for one in line.options]
    return _item(line, line.quantity.thousandths, line.unit_price.amount, line.amount.amount, options)


def _item(line: Any, thousandths: int, unit_price: int, amount: int, options: list[dict[str, Any]]) -> dict[str, Any]:
    """A line in the form of `LineAnswer`; amounts in minor units."""
    return {
        "product_id": line.product_id,
        "name": line.name,
        "quantity": base_units(thousandths),
        "unit": line.unit,
        "unit_price": main_units(unit_price),
        "amount": main_units(amount),
        "options": options,
        "note": line.note,
    }


def _row(line: Any, options: Iterable[Any]) -> dict[str, Any]:
    chosen = [_option(one, one.group_name, one.option_name, one.price_amount) for one in options]
    return _item(line, line.quantity, line.unit_amount, line.amount, chosen)


def _option(option: Any, group: str, name: str, price: int) -> dict[str, Any]:
    return {
        "id": option.option_id,
        "group": group,
        "name": name,
        "count": option.count,
        "without": option.negated,
        "price": main_units(price),
    }
