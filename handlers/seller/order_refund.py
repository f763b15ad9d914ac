"""Giving money back: asked first, then a PIN, with the goods back in stock or not."""

from __future__ import annotations

from bot import Context, Manager, Reply, Secret, command
from handlers.seller.parts import ask_first
from handlers.seller.pin import ask_pin, refused
from handlers.seller.stepping import tell_customer
from models import Order
from shop.order_views import order_view
from shop.payments import refund_order, refundable
from shop.reservations import gone, take_back
from values import Money


@command("seller.order.refund", at_least=Manager)
def refund(ctx: Context, order: Order, amount: Money | None = None) -> Reply:
    """Give the money of an order back, all that is left of it or a part, after a yes and the PIN."""
    back = refundable(order, amount)
    whole = back == order.total - order.refunded
    slots = {"order": order, "amount": back, "seen": _seen(order)}
    buttons = ask_first(ctx, refund_sure, **slots)
    if whole and gone(ctx.tx, order):
        buttons.insert(1, ctx.button("yes_restock", refund_sure, **slots, restock=True))
    values = {"view": order_view(ctx.tx, order), "amount": back, "whole": whole, "restock": len(buttons) > 2}
    return Reply(values, "seller/order:refund_ask", buttons)


@command("seller.order.refund_sure", at_least=Manager, waits=True)
def refund_sure(ctx: Context, order: Order, amount: Money, seen: str, restock: bool = False) -> Reply:
    """The yes: the PIN is asked for; asked again where the order has moved on since."""
    if _seen(order) != seen:
        return refund(ctx, order, amount)
    return ask_pin(ctx, refund_pin, order=order, amount=amount, seen=seen, restock=restock)


@command("seller.order.refund_pin", at_least=Manager, waits=True)
def refund_pin(ctx: Context, secret: Secret, order: Order, amount: Money, seen: str, restock: bool = False) -> Reply:
    """Give the money back after the right PIN, and let the goods come back into the stock where that was chosen."""
    slots = {"order": order, "amount": amount, "seen": seen, "restock": restock}
    wrong = refused(ctx, secret, refund_pin, **slots)
    if wrong is not None:
        return wrong
    if _seen(order) != seen:
        return refund(ctx, order, amount)
    refund_order(ctx.tx, order, amount, ctx.actor, ctx.now)
    if restock:
        take_back(ctx.tx, order, ctx.actor, ctx.now)
    view = order_view(ctx.tx, order)
    tell_customer(ctx, view, "refunded", amount=amount)
    return Reply({"view": view, "amount": amount, "restock": restock}, "seller/order:refund")


def _seen(order: Order) -> str:
    return f"{order.state} {order.payment_state} {order.refunded_amount}"
