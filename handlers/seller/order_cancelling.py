"""Calling orders off: at once, or after a yes where money has been paid."""

from __future__ import annotations

from collections.abc import Sequence

from bot import Context, Reply, Staff, command
from handlers.seller.parts import ask_first
from handlers.seller.stepping import answer, meant, take, tell, which
from models import OPEN_STATES, Order
from shop.order_lists import for_step
from shop.order_views import order_views
from shop.orders import cancel_order


@command("seller.order.cancel", at_least=Staff)
def cancel(ctx: Context, orders: tuple[Order, ...] = (), reason: str | None = None) -> Reply:
    """Call orders off, for a reason that the customer is told or none. Paid ones are asked about first."""
    return _cancel(ctx, orders, reason)


def _cancel(ctx: Context, orders: tuple[Order, ...], reason: str | None) -> Reply:
    named = meant(ctx, orders, lambda: for_step(ctx.tx, ctx.store, "cancel"))
    found = named.orders
    if not named.plain:
        return which(ctx, "cancel", cancel, found, reason=reason)
    paid = [order for order in found if order.kept.amount and order.state in OPEN_STATES]
    if paid:
        views = order_views(ctx.tx, paid)
        buttons = ask_first(ctx, cancel_sure, orders=tuple(found), reason=reason, seen=_states(found))
        return Reply({"orders": views}, "cancel_paid", buttons)
    return _cancelled(ctx, found, reason)


@command("seller.order.cancel_sure", at_least=Staff, waits=True)
def cancel_sure(
    ctx: Context, orders: tuple[Order, ...], seen: list[str] | None = None, reason: str | None = None
) -> Reply:
    """Call paid orders off after the yes; asked again where one has moved on since the question."""
    if _states(orders) != seen:
        return _cancel(ctx, orders, reason)
    return _cancelled(ctx, orders, reason)


def _states(orders: Sequence[Order]) -> list[str]:
    return [f"{order.state} {order.payment_state} {order.refunded_amount}" for order in orders]


def _cancelled(ctx: Context, orders: Sequence[Order], reason: str | None) -> Reply:
    moved, failed = take(ctx, orders, lambda one: cancel_order(ctx.tx, one, reason or "", ctx.actor, ctx.now))
    tell(ctx, moved)
    reply = answer(ctx, moved, failed)
    return reply if reply.block else Reply(reply.values, "seller/order:cancel", reply.buttons)
