"""Placing an order: the moment at which a cart becomes a promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, select

from models import Cart, Customer, Order, OrderEvent, OrderLine, OrderLineOption, Store, Tx
from shop.actors import Actor
from shop.alerts import note_low
from shop.cart_views import CartView, missing_answers, shelf_for, view_cart
from shop.carts import LATE
from shop.coupons import use_coupon
from shop.errors import BelowMinimum, CartChanged, CheckoutIncomplete, EmptyCart, StoreClosed, TimePassed
from shop.events import record
from shop.goods import Goods
from shop.opening import is_open, next_opening, paused_at
from shop.order_search import Step, events_key
from shop.order_views import keep_placed
from shop.pricing import PricedLine
from shop.reservations import hold, reserve
from shop.stores import payment_ways
from shop.whole_carts import AnyCart
from values import Quantity


def place_order(tx: Tx, cart: Cart, version: int, now: datetime) -> tuple[Order, bool]:
    """Order what is in the cart, as it was quoted at `version`; a second call answers the same order and False.

    Refused, with nothing changed: CartChanged if the cart or a price moved since the quote, EmptyCart,
    CheckoutIncomplete, BelowMinimum, StoreClosed, TimePassed, and whatever is wrong with a line (OutOfStock first of
    all). Of all who ask for the last unit at once, one gets it.
    """
    if _claimed(tx, cart, version):
        view = view_cart(tx, cart, now)
        return place_claimed(tx, cart, view, Actor.customer(cart.customer_id), now), True
    # It was taken before, or by somebody else while this call waited for it: his order is the answer, if there is one.
    placed = tx.exec(select(Order).where(col(Order.cart_id) == cart.id)).first()
    if placed is None:
        raise CartChanged
    return placed, False


_CLAIMING = (
    update(Cart)
    .where(col(Cart.id) == bindparam("cart"), col(Cart.state) == "open")
    .where(col(Cart.version) == bindparam("seen"), col(Cart.quoted_version) == bindparam("seen"))
    .values(state="placed", changed_at=Cart.changed_at)
    .execution_options(synchronize_session=False)
)


def _claimed(tx: Tx, cart: Cart, version: int) -> bool:
    won = tx.changed_one(_CLAIMING, {"cart": cart.id, "seen": version})
    if won and cart.version == version:
        set_committed_value(cart, "state", "placed")
    else:
        tx.refresh(cart)
    return won


def place_claimed(tx: Tx, cart: AnyCart, view: CartView, by: Actor, now: datetime) -> Order:
    """Order what is in a cart that nobody else has any more, as it stands and was quoted; refused like
    `place_order`."""
    store = tx.session.get_one(Store, cart.store_id)
    _check(tx, store, cart, view, now)
    lines = [line.priced for line in view.lines if line.priced is not None]
    goods = shelf_for(tx, store, (line.product_id for line in lines)).products
    wanted = _stock_wanted(goods, lines)
    held = hold(tx, store.id, wanted, now)
    order = tx.made(Order, **_ordered(tx, store, cart, view, now))
    if cart.coupon_id is not None:
        use_coupon(tx, cart.coupon_id, order, view.subtotal, now)
    reserve(tx, order, held, wanted)
    note_low(tx, order, [(goods[one.product_id], wanted[one.product_id], one.left) for one in held], now)
    _add_lines(tx, order, lines)
    _add_first_event(tx, order, by, now)
    record(tx, "order.placed", order, by, now, number=order.number, total=order.total)
    keep_placed(tx, order, tx.session.get_one(Customer, order.customer_id), lines)
    return order


def _check(tx: Tx, store: Store, cart: AnyCart, view: CartView, now: datetime) -> None:
    if not view.lines:
        raise EmptyCart
    for problem in view.problems:
        raise problem
    if view.total.amount != cart.quoted_total:
        raise CartChanged
    for missing in missing_answers(cart, payment_ways(tx, store)):
        if missing != "time":
            raise CheckoutIncomplete(missing)
    if view.short_of_minimum is not None:
        raise BelowMinimum(store.minimum, view.short_of_minimum)
    _check_time(tx, store, cart.requested_at, now)


def _check_time(tx: Tx, store: Store, requested_at: datetime | None, now: datetime) -> None:
    """An order is for now or for a time when the store is open; a closed store may take orders for later."""
    if requested_at is not None and requested_at < now - LATE:
        raise TimePassed(requested_at)
    wanted = max(requested_at or now, now)
    early = wanted > now and not is_open(tx, store, now)
    if paused_at(store, wanted) or not is_open(tx, store, wanted) or (early and not store.preorders):
        raise StoreClosed(store.name, next_opening(tx, store, now))


def _stock_wanted(goods: Mapping[int, Goods], lines: Sequence[PricedLine]) -> dict[int, Quantity]:
    """The quantities per product, of the products whose stock is counted."""
    wanted: dict[int, Quantity] = defaultdict(lambda: Quantity(0))
    for line in lines:
        if goods[line.product_id].tracked:
            wanted[line.product_id] += line.quantity
    return dict(wanted)


def accepts_alone(store: Store, order: Order) -> bool:
    """Whether the store takes such an order without anybody looking at it."""
    limit = store.accepts_up_to
    return limit is not None and order.total <= limit


_COUNTING = (
    update(Store)
    .where(col(Store.id) == bindparam("store"))
    .values(next_number=Store.next_number + 1)
    .returning(col(Store.next_number))
    .execution_options(synchronize_session=False)
)


def next_number(tx: Tx, store: Store) -> int:
    """The next order number of a store; nobody else gets it."""
    number: int = tx.rows(_COUNTING, {"store": store.id})[0][0]
    return number - 1


def _ordered(tx: Tx, store: Store, cart: AnyCart, view: CartView, now: datetime) -> dict[str, Any]:
    customer = tx.session.get_one(Customer, cart.customer_id)
    delivery = cart.fulfilment == "delivery"
    way = view.payment
    return {
        "seller_id": store.seller_id,
        "store_id": store.id,
        "customer_id": customer.id,
        "cart_id": cart.id,
        "number": next_number(tx, store),
        "currency": store.currency,
        "subtotal_amount": view.subtotal.amount,
        "discount_amount": view.discount.amount,
        "fee_amount": view.fee.amount,
        "total_amount": view.total.amount,
        "fulfilment": cart.fulfilment or "",
        "requested_at": cart.requested_at,
        "ship_name": customer.name,
        "ship_phone": customer.phone,
        "ship_address": cart.address if delivery else "",
        "ship_lat": cart.lat if delivery else None,
        "ship_lon": cart.lon if delivery else None,
        "note": cart.note,
        "payment_way_id": None if way is None else way.id,
        "payment_kind": "" if way is None else way.kind,
        "payment_name": "" if way is None else way.name,
        "placed_at": now,
        "due_at": now + timedelta(hours=store.confirm_hours),
    }


def _add_lines(tx: Tx, order: Order, lines: Sequence[PricedLine]) -> None:
    placed = list(enumerate(lines))
    tx.write_all(OrderLine, [_values(order, line, position) for position, line in placed if not line.options])
    for position, line in placed:
        if line.options:
            add_line(tx, order, line, position)


def add_line(tx: Tx, order: Order, line: PricedLine, position: int) -> None:
    """Write down a line of an order as it is priced now; the order's own amounts are the caller's."""
    _add_options(tx, tx.save(OrderLine(**_values(order, line, position))), line)


def _values(order: Order, line: PricedLine, position: int) -> dict[str, Any]:
    return {
        "seller_id": order.seller_id,
        "store_id": order.store_id,
        "order_id": order.id,
        "product_id": line.product_id,
        "position": position,
        "name": line.name,
        "unit": line.unit,
        "quantity": line.quantity.thousandths,
        "unit_amount": line.unit_price.amount,
        "amount": line.amount.amount,
        "note": line.note,
    }


def _add_options(tx: Tx, row: OrderLine, line: PricedLine) -> None:
    for option in line.options:
        chosen = OrderLineOption(
            seller_id=row.seller_id,
            order_line_id=row.id,
            group_id=option.group_id,
            option_id=option.option_id,
            group_name=option.group,
            name=option.name,
            count=option.count,
            qualifier=option.qualifier,
            negated=option.negated,
            price_amount=option.price.amount,
        )
        tx.add(chosen)


def _add_first_event(tx: Tx, order: Order, by: Actor, now: datetime) -> None:
    first = Step(from_state="", to_state=order.state, role=by.role, note="", at=now)
    tx.write(
        OrderEvent,
        seller_id=order.seller_id,
        order_id=order.id,
        actor=str(by),
        message_id=tx.cause,
        **asdict(first),
    )
    tx.keep(events_key(order), [first])
