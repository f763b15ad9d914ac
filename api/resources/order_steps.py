"""The steps of an order, by the same table as in chat; its customer hears of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api import order_access
from api.calls import Call
from api.fields import Body, Id, Text, Word
from api.order_shapes import State, WholeOrderAnswer
from api.resources.orders import WRITE, read
from api.routing import CUSTOMER, STAFF, patch, put
from api.told import Told
from bot import order_news
from models import Order
from shop import order_changes

Note = Annotated[Text, Field(max_length=500)]
Tracking = Annotated[Word, Field(max_length=120)]


class StatusBody(Body):
    """The state that an order is to have, and why. A cancellation's note is told to the customer."""

    status: State = Field(examples=["confirmed"])
    notes: Note = Field("", examples=["Leaves at noon"])
    tracking_number: Tracking | None = Field(None, examples=[None], description="With `shipped`.")


class OrderPatch(Body):
    """What is left out stays."""

    status: State | None = Field(None, examples=["shipped"])
    tracking_number: Tracking | None = Field(None, examples=["JNE 0012345"])


@put("/orders/{id}/status", role=CUSTOMER, scope=WRITE, limit="orders.write", reads=read)
def set_status(call: Call, id: Id, body: StatusBody) -> Told[WholeOrderAnswer]:
    """Bring an order to another state by the next step. Customers may cancel theirs until the store has taken it."""
    order = order_access.seen(call, id)
    move(call, order, body.status, body.notes, body.tracking_number)
    return order_access.whole(call, order)


@patch("/orders/{id}", role=STAFF, scope=WRITE, limit="orders.write", reads=read)
def change(call: Call, id: Id, body: OrderPatch) -> Told[WholeOrderAnswer]:
    """Change the state or the tracking number of an order, by the same rules."""
    order = order_access.seen(call, id)
    by = order_access.as_staff(call, order, STAFF)
    if body.status is not None:
        move(call, order, body.status, "", body.tracking_number)
    elif body.tracking_number is not None:
        new = order_changes.set_tracking(call.tx, order, body.tracking_number, by, call.now)
        order_news.tell_of_tracking(call.tx, order, new, call.now)
    return order_access.whole(call, order)


def move(call: Call, order: Order, state: str, note: str, tracking: str | None) -> None:
    """Take the step and tell the other side of it."""
    old, by = order.state, order_access.actor(call, order)
    order_changes.set_state(call.tx, order, order_changes.Goal(state, note, tracking or ""), by, call.now)
    if by.kind == "customer":
        order_news.tell_store_of_cancelled(call.tx, order, call.now)
    else:
        order_news.tell_of_state(call.tx, order, old, call.now)
