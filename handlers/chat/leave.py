"""Cancel: leave the open question, or say what could be called off."""

from __future__ import annotations

from bot import Context, Reply, command
from handlers.customer.cart import clear
from handlers.customer.order import ask_cancel
from handlers.customer.parts import is_customer, quoted_order, seen_cart
from shop.order_views import last_order


@command("chat.cancel", anyone=True)
def cancel(ctx: Context) -> Reply | None:
    """Leave what was asked; with nothing asked, offer to empty the cart or to call the open order off."""
    if not is_customer(ctx):
        return Reply({"asked": ctx.chat.waiting is not None})
    view = seen_cart(ctx)
    quoted = quoted_order(ctx)
    if view is not None and quoted is None:
        ctx.then(clear)
        return None
    order = quoted or last_order(ctx.tx, ctx.store, ctx.customer, only_open=True)
    if order is not None:
        ctx.then(ask_cancel, order=order)
        return None
    return Reply({"asked": ctx.chat.waiting is not None})
