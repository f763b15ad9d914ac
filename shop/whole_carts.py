"""Carts that come whole with an order and are not written down: nobody changes them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from models import Cart


class WholeCart(Struct):
    """What an order needs of a cart, besides its lines."""

    store_id: int
    customer_id: int
    fulfilment: str | None
    address: str
    lat: float | None
    lon: float | None
    requested_at: datetime | None
    payment_way_id: int | None
    note: str
    coupon_id: int | None
    quoted_total: int | None = None
    time_asked: bool = True
    id: None = None
    version: int = 1


AnyCart = Cart | WholeCart
