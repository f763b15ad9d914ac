"""Money of orders as the seller sees it: it has come, or it has not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot import Context, Method, Reply, Staff, command
from handlers.seller.parts import next_buttons
from handlers.seller.stepping import answer, meant, take, tell_customer, which
from models import Order
from shop import payments, stores
from shop.errors import UnknownPaymentWay
from shop.order_lists import to_be_paid
from shop.order_views import order_view
from shop.terms import Way

# The ways of paying that people name, as the kinds that a store's own ways are of.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "cash": ("cash",),
    "transfer": ("transfer",),
    "qris": ("qr",),
    "card": ("other",),
    "wallet": ("other", "qr", "transfer"),
}


@command("seller.order.paid", at_least=Staff)
def paid(ctx: Context, orders: tuple[Order, ...] = (), method: Method | None = None) -> Reply:
    """The money of orders is there, by the way they chose or by another. Refused for those paid before."""
    found = meant(ctx, orders, lambda: to_be_paid(ctx.tx, ctx.store))
    if not found.plain:
        return which(ctx, "paid", paid, found.orders, method=method)
    way = _way(ctx, method)
    moved, failed = take(ctx, found.orders, lambda one: payments.mark_paid(ctx.tx, one, ctx.actor, ctx.now, way))
    for one in moved:
        tell_customer(ctx, one.view, "paid")
    reply = answer(ctx, moved, failed)
    return Reply({**reply.values, "way": way}, reply.block, reply.buttons)


def _way(ctx: Context, method: Method | None) -> Way | None:
    """The store's way of that kind, None where nobody said; refused where the store has none."""
    if method is None:
        return None
    ways = stores.payment_ways(ctx.tx, ctx.store)
    found = next((way for kind in KINDS.get(method, ()) for way in ways if way.kind == kind), None)
    if found is None:
        raise UnknownPaymentWay(method, tuple(way.name for way in ways))
    return found


@command("seller.order.unpaid", at_least=Staff, waits=True)
def unpaid(ctx: Context, orders: tuple[Order, ...]) -> Reply:
    """The money that a customer says he paid has not come: the order is unpaid again and he is asked to look."""
    order = payments.reject_claim(ctx.tx, orders[0], ctx.actor, ctx.now)
    view = order_view(ctx.tx, order)
    tell_customer(ctx, view, "unpaid")
    return Reply({"view": view}, "", next_buttons([order]))
