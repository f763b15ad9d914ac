"""Another address than before."""

from __future__ import annotations

from bot import Context, Reply, Values, command
from handlers.customer.checkout import deliver_to, proceed, set_address, the_cart
from handlers.customer.checkout import delivery as brought
from handlers.customer.parts import seen_cart
from handlers.customer.places import is_address
from handlers.customer.placing import cannot_change, latest_order
from handlers.customer.store import delivery
from shop import carts, people


@command("customer.address.change")
def change(ctx: Context, text: str) -> Reply | Values | None:
    """Deliver to another address: the cart's, or the one remembered for the next order."""
    behind = ctx.message.text.rpartition(text)[2]
    if behind.rstrip().endswith("?") and "," not in behind:
        ctx.then(delivery)
        return None
    order = latest_order(ctx)
    if seen_cart(ctx) is None and order is not None:
        return cannot_change(order)
    if not is_address(text):
        ctx.ask(set_address)
        return Reply(block="change_text")
    if seen_cart(ctx) is not None:
        ctx.reply("customer/checkout:got_address", {"address": text})
        proceed(ctx, carts.set_address(ctx.tx, the_cart(ctx), text, ctx.now))
        return None
    people.keep_place(ctx.tx, ctx.customer, text.strip(), None, ctx.now)
    return {"address": text.strip()}


@command("customer.address.same")
def same(ctx: Context) -> None:
    """Deliver to where it went last; whoever has no address yet is asked for one."""
    view = seen_cart(ctx)
    last = next((place.text for place in people.places_of(ctx.tx, ctx.customer) if place.text), "")
    if view is None or not (view.address or last):
        ctx.then(brought)
    else:
        deliver_to(ctx, view.address or last)
