"""Changing what an order holds, and notes on it."""

from __future__ import annotations

from bot import Context, Reply, Staff, command
from handlers.seller.parts import next_buttons
from handlers.seller.stepping import tell_customer
from models import Order, Product
from shop import order_edits
from shop.errors_goods import OrderFixed
from shop.order_views import order_view
from values import Quantity

NONE = Quantity(0)


@command("seller.order.edit", at_least=Staff)
def edit(ctx: Context, order: Order, product: Product, quantity: Quantity) -> Reply:
    """Let an order hold so much of a product; its customer is told. Refused once it is on its way or paid."""
    return _edit(ctx, order, product, quantity)


@command("seller.order.add", at_least=Staff)
def add(ctx: Context, order: Order, product: Product, quantity: Quantity | None = None) -> Reply:
    """Put more of a product into an order, one where no number is told."""
    more = quantity or product.smallest
    return _edit(ctx, order, product, order_edits.in_order(ctx.tx, order, product) + more)


@command("seller.order.drop", at_least=Staff)
def drop(ctx: Context, order: Order, product: Product) -> Reply:
    """Take a product out of an order; the last one stays, the order can be cancelled instead."""
    if not order_edits.in_order(ctx.tx, order, product).thousandths:
        raise OrderFixed(order.number, "missing")
    return _edit(ctx, order, product, NONE)


def _edit(ctx: Context, order: Order, product: Product, quantity: Quantity) -> Reply:
    edited = order_edits.set_in_order(ctx.tx, order, product, quantity, ctx.actor, ctx.now)
    view = order_view(ctx.tx, order)
    tell_customer(ctx, view, "edited", edited=edited)
    return Reply({"view": view, "edited": edited}, "seller/order:edit", next_buttons([order]))


@command("seller.order.note", at_least=Staff)
def note(ctx: Context, order: Order, text: str) -> Reply:
    """Keep a note on an order for the people of the store."""
    written = order_edits.note_on(ctx.tx, order, text, ctx.actor, ctx.now)
    return Reply({"view": order_view(ctx.tx, order), "note": written}, "", next_buttons([order]))
