"""Orders of people without an account."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api import order_access
from api.calls import Call
from api.fields import Name
from api.order_shapes import Line, OrderAnswer, OrderBody, ShippingBody, basket
from api.routing import ANYONE, post
from api.told import Told
from bot import order_news
from shop import buyers, direct_orders


class GuestShipping(ShippingBody):
    """To whom and where; the store writes to the phone number by chat."""

    name: Name = Field(examples=["Budi"])
    phone: Annotated[Line, Field(min_length=3, max_length=40)] = Field(examples=["+6281234567890"])


class GuestOrderBody(OrderBody):
    """An order without an account. Without `store_id` it goes to the store of the first product."""

    shipping: GuestShipping


@post("/public/orders", role=ANYONE, limit="orders.create", status=201)
def order(call: Call, body: GuestOrderBody) -> Told[OrderAnswer]:
    """Order as a guest. What cannot be had is told by the product's id, and nothing is ordered."""
    store = direct_orders.store_of_guest(call.tx, body.store_id, body.items[0].product_id)
    guest = buyers.guest_of(call.tx, store, body.shipping.name, body.shipping.phone, call.now)
    placed = direct_orders.order_as_guest(call.tx, store, guest, basket(body), call.now)
    call.seller_id, call.store_id = store.seller_id, store.id
    order_news.tell_store_of_new(call.tx, placed, call.now)
    return order_access.shown(call, placed)
