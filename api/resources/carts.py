"""The cart: a customer's is the same one as in chat, a guest's is known by his session."""

from __future__ import annotations

import re
import secrets as random
from datetime import datetime
from typing import Annotated, Final, Literal

from flask import request
from pydantic import Field

from api import order_access
from api.calls import Call
from api.fields import Answer, Body, HowMuch, Id, Instant, Query, Sum, Text, Word, quantity
from api.order_shapes import ItemBody, OrderAnswer, ShippingBody, wish
from api.paging import Page, PageQuery, listed, window
from api.refusals import Invalid, StoreNeeded
from api.routing import ANYONE, STAFF, delete, get, post, put
from api.told import Told
from bot import order_news
from models import Cart, Customer, Product, Store
from shop import buyers, carts, web_carts
from shop.cart_views import CartView, LineView, view_cart
from shop.direct_orders import Shipping
from shop.errors import UnknownProduct

READ, WRITE = "carts:read", "carts:write"
SESSION: Final = "X-Session-Id"
SPELLED: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class CartQuery(Query):
    """Which cart: of the store you last put something into, unless another is named."""

    store_id: Id | None = None


class QuantityBody(Body):
    """How much there is to be of a line."""

    quantity: HowMuch = Field(gt=0, examples=[3])


class CheckoutBody(Body):
    """What is still to be told before an order; what is left out stays as it was answered before, in chat or here."""

    store_id: Id | None = Field(None, examples=[1])
    shipping: ShippingBody = ShippingBody()
    fulfilment: Literal["delivery", "pickup"] | None = Field(None, examples=["delivery"])
    requested_at: Instant | None = Field(None, examples=[None])
    payment_way_id: Id | None = Field(None, examples=[None])
    special_instructions: Annotated[Text, Field(max_length=500)] = Field("", examples=["Ring twice"])
    coupon: Annotated[Word, Field(max_length=40)] = Field("", examples=[""])


class ItemAnswer(Answer):
    """A line. `unit_price` is the price when it was last shown, `price_now` the one it would be ordered at; `problem`
    is the code of why it cannot be ordered."""

    id: Id
    product_id: Id
    name: str = Field(examples=["Nasi Goreng"])
    quantity: Sum = Field(examples=[2])
    unit: str = Field(examples=["portion"])
    unit_price: Sum = Field(examples=[15000])
    price_now: Sum | None = Field(examples=[15000])
    amount: Sum | None = Field(examples=[30000])
    options: list[str] = Field(examples=[["hot"]])
    note: str = Field(examples=[""])
    problem: str | None = Field(examples=[None])


class CartAnswer(Answer):
    """A cart at today's prices; `missing` are the questions that a checkout still has to answer."""

    id: Id
    session_id: str | None = Field(examples=[None])
    store_id: Id
    items: list[ItemAnswer]
    currency: str = Field(examples=["IDR"])
    subtotal: Sum = Field(examples=[30000])
    discount: Sum = Field(examples=[0])
    delivery_fee: Sum = Field(examples=[10000])
    total: Sum = Field(examples=[40000])
    missing: list[str] = Field(examples=[["address"]])
    changed_at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])
    expires_at: datetime = Field(examples=["2026-11-27T14:20:00+07:00"])


class LeftQuery(PageQuery):
    """Of which store."""

    sort: Literal["id", "-id", "changed_at", "-changed_at"] = "-changed_at"
    store_id: Id | None = None


class LeftAnswer(Answer):
    """A cart that was left standing."""

    id: Id
    customer_id: Id
    customer: str = Field(examples=["Budi"])
    lapsed: bool = Field(examples=[False])
    items: int = Field(examples=[2])
    total: Sum = Field(examples=[30000])
    currency: str = Field(examples=["IDR"])
    changed_at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])


@get("/cart", role=ANYONE, scope=READ, limit="carts.read", creates=True, session=True)
def show(call: Call, query: CartQuery) -> CartAnswer:
    """Show your cart; it is made if there is none. A guest is told the session to send along from now on."""
    return told(call, _cart(call, query.store_id))


@post("/cart/items", role=ANYONE, scope=WRITE, limit="carts.write", status=201, session=True)
def add(call: Call, body: ItemBody) -> CartAnswer:
    """Put a product into the cart of its store; more of the same goes on the line that is there."""
    product = call.tx.get(Product, body.product_id)
    if product is None:
        raise UnknownProduct(str(body.product_id))
    cart = _cart(call, product.store_id)
    web_carts.add_item(call.tx, cart, wish(body), call.now)
    return told(call, cart)


def _with_item(call: Call, id: Id) -> CartAnswer:
    """The cart that a line is in, as its owner sees it."""
    return told(call, _cart_with(call, id))


@put("/cart/items/{id}", role=ANYONE, scope=WRITE, limit="carts.write", session=True, reads=_with_item)
def change(call: Call, id: Id, body: QuantityBody) -> CartAnswer:
    """Set how much there is of a line."""
    cart = _cart_with(call, id)
    web_carts.set_item(call.tx, cart, id, quantity(body.quantity), call.now)
    return told(call, cart)


@delete("/cart/items/{id}", role=ANYONE, scope=WRITE, limit="carts.write", session=True, reads=_with_item)
def remove(call: Call, id: Id) -> CartAnswer:
    """Take a line out of the cart."""
    cart = _cart_with(call, id)
    web_carts.remove_item(call.tx, cart, id, call.now)
    return told(call, cart)


@delete("/cart", role=ANYONE, scope=WRITE, limit="carts.write", session=True)
def clear(call: Call, query: CartQuery) -> CartAnswer:
    """Empty the cart."""
    cart = _cart(call, query.store_id)
    carts.clear_cart(call.tx, cart, call.now)
    return told(call, cart)


@post("/cart/checkout", role=ANYONE, scope=WRITE, limit="orders.create", status=201, session=True)
def check_out(call: Call, body: CheckoutBody) -> Told[OrderAnswer]:
    """Order what is in the cart. Guests tell their name and phone number."""
    cart = _cart(call, body.store_id)
    to = body.shipping
    pin = (to.latitude, to.longitude) if to.latitude is not None and to.longitude is not None else None
    answers = web_carts.Answers(
        Shipping(to.name, to.phone, to.address, to.city, to.state, pin),
        body.fulfilment,
        body.requested_at,
        body.payment_way_id,
        body.special_instructions,
        body.coupon,
    )
    if call.caller.user is None:
        order, fresh = web_carts.check_out_guest(call.tx, cart, answers, call.now), True
    else:
        order, fresh = web_carts.check_out(call.tx, cart, answers, call.now)
    if fresh:
        order_news.tell_store_of_new(call.tx, order, call.now)
    return order_access.shown(call, order)


@get("/carts/abandoned", role=STAFF, scope=READ, limit="carts.read")
def abandoned(call: Call, query: LeftQuery) -> Page[LeftAnswer]:
    """List the carts of a store that nobody touched for a day, or that lapsed with something in them."""
    store = call.store(query.store_id, STAFF)
    found = web_carts.left_standing(call.tx, store, call.now, window(query))
    return listed(found, query.sort, lambda cart: _left(call, store, cart))


def _session(call: Call) -> str:
    """A guest's session: the one he sends, else a new one, which he is told."""
    sent = request.headers.get(SESSION, "")
    if sent and not SPELLED.fullmatch(sent):
        raise Invalid({SESSION: {"rule": "string_pattern_mismatch"}})
    session = call.headers.get(SESSION) or sent or random.token_urlsafe(24)
    call.headers[SESSION] = session
    return session


def _customers(call: Call) -> list[int]:
    """The customers of all stores that the caller is."""
    if call.caller.user is None:
        return buyers.customers_of_session(call.tx, _session(call))
    return buyers.customers_of(call.tx, call.user_id)


def _cart(call: Call, store_id: int | None) -> Cart:
    store = web_carts.store_to_buy_from(call.tx, _customers(call), store_id)
    if store is None:
        raise StoreNeeded(())
    call.seller_id, call.store_id = store.seller_id, store.id
    return call.held(carts.open_cart(call.tx, store, _customer(call, store), call.now))


def _customer(call: Call, store: Store) -> Customer:
    if call.caller.user is None:
        return buyers.session_guest(call.tx, store.seller_id, _session(call), call.now)
    return buyers.buyer_at(call.tx, store.id, call.user_id, call.now)[1]


def _cart_with(call: Call, item: int) -> Cart:
    cart = call.held(web_carts.cart_of_item(call.tx, _customers(call), item))
    call.seller_id, call.store_id = cart.seller_id, cart.store_id
    return cart


def told(call: Call, cart: Cart) -> CartAnswer:
    """A cart as its customer sees it."""
    view, store = view_cart(call.tx, cart, call.now), call.tx.session.get_one(Store, cart.store_id)
    ids = web_carts.item_ids(call.tx, cart)
    return CartAnswer(
        id=cart.id,
        session_id=None if call.caller.user else _session(call),
        store_id=cart.store_id,
        items=[_item(key, line) for key, line in zip(ids, view.lines, strict=True)],
        currency=store.currency,
        changed_at=cart.changed_at.astimezone(store.timezone),
        expires_at=cart.expires_at.astimezone(store.timezone),
        missing=list(view.missing),
        **_amounts(view),
    )


def _amounts(view: CartView) -> dict[str, Sum]:
    found = {"subtotal": view.subtotal, "discount": view.discount, "delivery_fee": view.fee, "total": view.total}
    return {name: amount.main_units for name, amount in found.items()}


def _item(key: int, line: LineView) -> ItemAnswer:
    priced = line.priced
    now = priced.unit_price.main_units if priced else None
    return ItemAnswer(
        id=key,
        product_id=line.line.product_id,
        name=line.name,
        quantity=line.line.quantity.decimal,
        unit=priced.unit if priced else "",
        unit_price=line.shown.main_units,
        price_now=now,
        amount=priced.amount.main_units if priced else None,
        options=[option.name for option in priced.options] if priced else [],
        note=line.line.note,
        problem=line.problem.code if line.problem else None,
    )


def _left(call: Call, store: Store, cart: Cart) -> LeftAnswer:
    count, amount = web_carts.worth(call.tx, cart)
    return LeftAnswer(
        id=cart.id,
        customer_id=cart.customer_id,
        customer=call.tx.session.get_one(Customer, cart.customer_id).name,
        lapsed=cart.state == "dropped",
        items=count,
        total=amount.main_units,
        currency=store.currency,
        changed_at=cart.changed_at.astimezone(store.timezone),
    )
