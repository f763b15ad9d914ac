"""Orders: looking through them, placing one, changing what it holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api import order_access
from api.calls import Call
from api.fields import Body, HowMuch, Id, Name, Word, quantity
from api.order_shapes import OrderAnswer, OrderBody, OrderQuery, OrderSearch, WholeOrderAnswer, basket, wanted
from api.paging import Page, window
from api.routing import CUSTOMER, MANAGER, STAFF, delete, get, post, put
from api.told import Told
from bot import order_news
from models import Customer, Store
from shop import buyers, customers, direct_orders, order_changes, order_search, order_views
from shop.actors import Actor

READ, WRITE = "orders:read", "orders:write"


class CustomerBody(Body):
    """For whom the store's people place an order: somebody known by id, or by phone number."""

    id: Id | None = Field(None, examples=[None])
    name: Name | None = Field(None, examples=["Budi"])
    phone: Annotated[Word, Field(max_length=40)] = Field("", examples=["+6281234567890"])


class NewOrderBody(OrderBody):
    """An order of your own, or with `customer` one that your store places for somebody."""

    store_id: Id = Field(examples=[1])
    customer: CustomerBody | None = Field(None, examples=[None])


class NewLineBody(Body):
    """A product and how much of it there is to be; 0 takes it out."""

    product_id: Id = Field(examples=[8])
    quantity: HowMuch = Field(examples=[3])


class LinesBody(Body):
    """Everything that the order is to hold; what is not named is taken out."""

    items: list[NewLineBody] = Field(min_length=1, max_length=60)


@get("/orders", role=CUSTOMER, scope=READ, limit="orders.read")
def find(call: Call, query: OrderQuery) -> Told[Page[OrderAnswer]]:
    """List orders: those of the stores you work in, else those you bought."""
    return _found(call, query)


@get("/orders/search", role=CUSTOMER, scope=READ, limit="orders.read")
def search(call: Call, query: OrderSearch) -> Told[Page[OrderAnswer]]:
    """Search orders by words, state, days, customer and amount, all of it or any of it."""
    return _found(call, query)


@post("/orders", role=CUSTOMER, scope=WRITE, limit="orders.create", status=201)
def create(call: Call, body: NewOrderBody) -> Told[WholeOrderAnswer]:
    """Place an order for yourself, or for a customer of the store you work in. The store's people hear of yours."""
    store, customer, by = _for_whom(call, body)
    order = direct_orders.order_directly(call.tx, store, customer, basket(body), by, call.now)
    call.seller_id, call.store_id = store.seller_id, store.id
    view = order_views.placed_view(call.tx, order)
    if by.kind == "customer":
        order_news.tell_store_of_new(call.tx, order, call.now, view)
    return order_access.whole(call, order, view)


@get("/orders/{id}", role=CUSTOMER, scope=READ, limit="orders.read")
def read(call: Call, id: Id) -> Told[WholeOrderAnswer]:
    """Show an order with its history."""
    return order_access.whole(call, order_access.seen(call, id))


@put("/orders/{id}", role=STAFF, scope=WRITE, limit="orders.write", reads=read)
def replace(call: Call, id: Id, body: LinesBody) -> Told[WholeOrderAnswer]:
    """Change what an order holds, until it is on its way, paid or of a day that is over. Its customer is told."""
    order = order_access.seen(call, id)
    by = order_access.as_staff(call, order, STAFF)
    goal = {item.product_id: quantity(item.quantity) for item in body.items}
    edits = order_changes.set_lines(call.tx, order, goal, by, call.now)
    order_news.tell_of_edits(call.tx, order, edits, call.now)
    return order_access.whole(call, order)


@delete("/orders/{id}", role=MANAGER, scope=WRITE, limit="orders.write", reads=read)
def remove(call: Call, id: Id) -> None:
    """Take an order out of the lists; it stays in the books. One still under way is cancelled, its customer is told."""
    order = order_access.seen(call, id)
    old, by = order.state, order_access.as_staff(call, order, MANAGER)
    if order_changes.delete_order(call.tx, order, by, call.now):
        order_news.tell_of_state(call.tx, order, old, call.now)


def _found(call: Call, query: OrderQuery) -> Told[Page[OrderAnswer]]:
    mine = order_access.reach(call, query.store_id, query.bought)
    found = order_search.find_orders(call.tx, mine, wanted(query), window(query))
    return order_access.page(call, found, query.sort)


def _for_whom(call: Call, body: NewOrderBody) -> tuple[Store, Customer, Actor]:
    if body.customer is None:
        store, customer = buyers.buyer_at(call.tx, body.store_id, call.user_id, call.now)
        return store, customer, Actor.customer(customer.id)
    store = call.store(body.store_id, STAFF)
    told = body.customer
    if told.id is not None:
        return store, customers.customer_by_id(call.tx, store, told.id), call.actor_in(store)
    customer = buyers.guest_of(call.tx, store, told.name or "", told.phone, call.now)
    return store, customer, call.actor_in(store)
