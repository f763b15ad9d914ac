"""Another address than before."""

from __future__ import annotations

from bot import Context, Reply, Values, command
from handlers.customer.checkout import SHORTEST_ADDRESS, proceed, the_cart
from handlers.customer.parts import seen_cart
from handlers.customer.placing import cannot_change, latest_order
from handlers.customer.store import delivery
from shop import carts, people
from shop.errors import NotAValue


@command("customer.address.change")
def change(ctx: Context, text: str) -> Reply | Values | None:
    """Deliver to another address: the cart's, or the one remembered for the next order."""
    if ctx.message.text.rstrip().endswith("?"):
        ctx.then(delivery)
        return None
    order = latest_order(ctx)
    if seen_cart(ctx) is None and order is not None:
        return cannot_change(order)
    if len(text.strip()) < SHORTEST_ADDRESS:
        raise NotAValue("address")
    if seen_cart(ctx) is not None:
        proceed(ctx, carts.set_address(ctx.tx, the_cart(ctx), text, ctx.now))
        return None
    people.keep_place(ctx.tx, ctx.customer, text.strip(), None, ctx.now)
    return {"address": text.strip()}
