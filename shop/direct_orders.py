"""Orders that come whole, as programs and guests send them: all of a checkout at once, beside any cart in chat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, select

from models import Customer, Option, Order, Product, Store, Tx
from shop.actors import CLOCK, Actor
from shop.cart_rows import LineKey, fill_rows, line_key
from shop.cart_views import check_offered, load_shelf, shelf_for, view_cart
from shop.carts import MOST_LINES
from shop.coupons import check_coupon
from shop.errors import CartFull, EmptyCart, FulfilmentNotOffered, NotAllowed, OptionUnavailable, OutOfStock, ShopError
from shop.errors_web import NotOrderable
from shop.orders import confirm_order
from shop.people import keep_place
from shop.placing import accepts_alone, place_claimed
from shop.pricing import price_line
from shop.stores import payment_way, payment_ways
from shop.whole_carts import WholeCart
from shop.zones import check_reach
from values import CartLine, ChosenOption, Quantity

MOST_TEXT: Final = 500


class Wish(Struct, frozen=True):
    """A product, how much of it, and the ids of its options, each with how many and whether it is left out."""

    product_id: int
    quantity: Quantity
    options: tuple[tuple[int, int, bool], ...] = ()
    note: str = ""


class Shipping(Struct, frozen=True):
    """To whom and where an order goes; `pin` is latitude and longitude."""

    name: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    pin: tuple[float, float] | None = None


class Basket(Struct, frozen=True):
    """A whole order. What is left out is chosen where the store leaves no choice: its only way to hand over (with an
    address: delivery), its first way to pay."""

    wishes: tuple[Wish, ...]
    shipping: Shipping = Shipping()
    fulfilment: str | None = None
    requested_at: datetime | None = None
    payment_way_id: int | None = None
    note: str = ""
    coupon: str = ""


def order_directly(tx: Tx, store: Store, customer: Customer, basket: Basket, by: Actor, now: datetime) -> Order:
    """Place an order for a customer; one that the store takes by itself is confirmed at once.

    Refused like the checkout in chat: what cannot be sold, too little of it, closed, incomplete, below the minimum.
    """
    if customer.blocked_at is not None:
        raise NotAllowed("customer")
    cart = _cart(tx, store, customer, basket, now)
    lines = wished_lines(tx, store, basket.wishes)
    fill_rows(tx, cart, lines, _prices(tx, store, lines, now))
    view = view_cart(tx, cart, now)
    if basket.coupon and not view.coupon:  # somebody used it a moment ago
        check_coupon(tx, store, customer, basket.coupon, now)
    cart.quoted_total = view.total.amount
    order = place_claimed(tx, cart, view, by, now)
    _ship_to(order, basket.shipping)
    if accepts_alone(store, order):
        confirm_order(tx, order, CLOCK, now)
    return order


def order_as_guest(tx: Tx, store: Store, customer: Customer, basket: Basket, now: datetime) -> Order:
    """The same for somebody without an account; the first product that cannot be had is told by its id
    (NotOrderable)."""
    short = _first_short(tx, store, basket.wishes, now)
    if short is not None:
        raise NotOrderable(short)
    try:
        return order_directly(tx, store, customer, basket, Actor.customer(customer.id), now)
    except OutOfStock as refused:
        # Somebody else was quicker between the look and the order.
        for wish in basket.wishes:
            if tx.session.get_one(Product, wish.product_id).name == refused.product:
                raise NotOrderable(wish.product_id) from refused
        raise


def store_of_guest(tx: Tx, store_id: int | None, product_id: int) -> Store:
    """The store that a guest orders from: the one named, else that of the first product; NotOrderable without one."""
    product = tx.get(Product, product_id)
    store = tx.get(Store, store_id or (product.store_id if product else 0))
    if store is None:
        raise NotOrderable(product_id)
    return store


def wished_lines(tx: Tx, store: Store, wishes: Sequence[Wish]) -> list[CartLine]:
    """Wishes as lines of a cart; EmptyCart, CartFull, or OptionUnavailable for an option that the store has not."""
    if not wishes:
        raise EmptyCart
    if len(wishes) > MOST_LINES:
        raise CartFull(MOST_LINES)
    ids = {option for wish in wishes for option, _, _ in wish.options}
    groups = _groups(tx, store, ids) if ids else {}
    for option in ids - groups.keys():
        raise OptionUnavailable("", str(option))
    return [
        CartLine(
            wish.product_id,
            wish.quantity,
            tuple(ChosenOption(groups[key], key, count, negated=without) for key, count, without in wish.options),
            wish.note[:MOST_TEXT],
        )
        for wish in wishes
    ]


def _groups(tx: Tx, store: Store, ids: set[int]) -> dict[int, int]:
    """The group of each of these options that is the store's."""
    mine = select(Option).where(col(Option.id).in_(ids), col(Option.store_id) == store.id)
    return {option.id: option.group_id for option in tx.exec(mine)}


def _prices(tx: Tx, store: Store, lines: Sequence[CartLine], now: datetime) -> dict[LineKey, int]:
    shelf = shelf_for(tx, store, (line.product_id for line in lines))
    found: dict[LineKey, int] = {}
    for line in lines:
        product = check_offered(tx, shelf, line.product_id, now)
        found[line_key(line)] = price_line(product, shelf.groups[product.id], line).unit_price.amount
    return found


def _first_short(tx: Tx, store: Store, wishes: Sequence[Wish], now: datetime) -> int | None:
    shelf = load_shelf(tx, store, {wish.product_id for wish in wishes})
    asked: dict[int, Quantity] = defaultdict(lambda: Quantity(0))
    for wish in wishes:
        asked[wish.product_id] += wish.quantity
        try:
            product = check_offered(tx, shelf, wish.product_id, now)
        except ShopError:
            return wish.product_id
        if product.tracked and asked[product.id] > product.left:
            return product.id
    return None


def _cart(tx: Tx, store: Store, customer: Customer, basket: Basket, now: datetime) -> WholeCart:
    """What such an order would be as a cart; the customer's own stays as it is."""
    shipping, fulfilment = basket.shipping, _fulfilment(store, basket)
    if fulfilment == "delivery":
        check_reach(tx, store, shipping.address, shipping.pin)
        if shipping.address:
            keep_place(tx, customer, shipping.address, shipping.pin, now)
    return WholeCart(
        store_id=store.id,
        customer_id=customer.id,
        fulfilment=fulfilment,
        address=shipping.address,
        lat=shipping.pin[0] if shipping.pin else None,
        lon=shipping.pin[1] if shipping.pin else None,
        requested_at=basket.requested_at,
        payment_way_id=_payment(tx, store, basket.payment_way_id),
        note=basket.note[:MOST_TEXT],
        coupon_id=check_coupon(tx, store, customer, basket.coupon, now).id if basket.coupon else None,
    )


def _fulfilment(store: Store, basket: Basket) -> str | None:
    if basket.fulfilment is not None:
        if not (store.delivers if basket.fulfilment == "delivery" else store.pickup):
            raise FulfilmentNotOffered(basket.fulfilment)
        return basket.fulfilment
    if store.delivers and store.pickup:
        return "delivery" if basket.shipping.address else None
    return "delivery" if store.delivers else "pickup"


def _payment(tx: Tx, store: Store, way_id: int | None) -> int | None:
    if way_id is not None:
        return payment_way(tx, store, way_id).id
    ways = payment_ways(tx, store)
    return ways[0].id if ways else None


def _ship_to(order: Order, shipping: Shipping) -> None:
    told = {"ship_name": shipping.name, "ship_phone": shipping.phone, "ship_city": shipping.city}
    for field, value in (told | {"ship_region": shipping.region}).items():
        if value:
            setattr(order, field, value)
