"""The orders of all sellers, for who looks after the installation."""

from __future__ import annotations

from pydantic import Field

from api import order_access
from api.calls import Call
from api.fields import Answer, Day, Id, Query, Sum
from api.order_shapes import OrderAnswer, OrderSearch, WholeOrderAnswer, wanted
from api.paging import Page, window
from api.resources.order_steps import StatusBody, move
from api.resources.orders import read
from api.resources.payments import PaymentsAnswer, RefundBody, give_back
from api.routing import ADMIN, get, post, put
from api.told import Told
from shop import order_search, platform

READ, WRITE = "admin:read", "admin:write"


class DaysQuery(Query):
    """Between which UTC days, both included."""

    date_from: Day | None = None
    date_to: Day | None = None


class CountAnswer(Answer):
    """Orders of one currency in one state."""

    status: str = Field(examples=["completed"])
    count: int = Field(examples=[12])
    currency: str = Field(examples=["IDR"])
    total: Sum = Field(examples=[480000])
    refunded: Sum = Field(examples=[0])


class StatsAnswer(Answer):
    """How many orders there are, and what they are worth by state and currency."""

    count: int = Field(examples=[12])
    items: list[CountAnswer]


@get("/admin/orders", role=ADMIN, scope=READ, limit="admin.read")
def find(call: Call, query: OrderSearch) -> Told[Page[OrderAnswer]]:
    """List and search the orders of all sellers."""
    every = order_access.reach(call, query.store_id)
    found = order_search.find_orders(call.tx, every, wanted(query), window(query))
    return order_access.page(call, found, query.sort)


@get("/admin/orders/stats", role=ADMIN, scope=READ, limit="admin.read")
def stats(call: Call, query: DaysQuery) -> StatsAnswer:
    """Count the orders placed between two days by state and currency."""
    counts = [
        CountAnswer(
            status=one.state,
            count=one.count,
            currency=one.total.currency,
            total=one.total.main_units,
            refunded=one.refunded.main_units,
        )
        for one in platform.order_counts(call.tx, query.date_from, query.date_to)
    ]
    return StatsAnswer(count=sum(one.count for one in counts), items=counts)


@put("/admin/orders/{id}/status", role=ADMIN, scope=WRITE, limit="admin.write", reads=read)
def set_status(call: Call, id: Id, body: StatusBody) -> Told[WholeOrderAnswer]:
    """Bring any order to another state, by the same rules as its store. Its customer is told."""
    order = order_access.seen(call, id)
    move(call, order, body.status, body.notes, body.tracking_number)
    return order_access.whole(call, order)


@post("/admin/orders/{id}/refund", role=ADMIN, scope=WRITE, limit="admin.write", status=201)
def refund(call: Call, id: Id, body: RefundBody) -> PaymentsAnswer:
    """Note that money of any order goes back to its customer."""
    return give_back(call, order_access.seen(call, id), body)
