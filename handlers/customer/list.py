"""A written list in a photo: what was read is shown line by line, and only a yes puts it into the cart."""

from __future__ import annotations

from typing import Any

from bot import Context, Reply, Values, command
from handlers.customer.cart import MOST_CHOICES, show_changed
from handlers.customer.parts import tell_refusals
from nlp.orders import Memory, OrderParse
from shop import carts, list_prices


@command("customer.list.show", waits=True)
def show(ctx: Context, changes: OrderParse) -> Reply:
    """What was read, at today's prices, and the question whether that is right. Nothing is in the cart yet."""
    lines, refused = list_prices.priced(ctx.tx, ctx.store, changes.lines, ctx.now)
    tell_refusals(ctx, refused, part=bool(lines))
    unknown = [word.text for word in changes.unknown[:MOST_CHOICES]]
    if not lines:
        return Reply({"unknown": unknown}, "nothing")
    listed = Memory(mentioned=changes.lines).to_dict()
    ctx.confirm(take, no=leave, listed=listed)
    buttons = [ctx.button("yes", take, listed=listed), ctx.button("no", leave)]
    return Reply({"lines": lines, "unknown": unknown, "cart": bool(ctx.cart_lines)}, buttons=buttons)


@command("customer.list.take", waits=True)
def take(ctx: Context, listed: dict[str, Any]) -> None:
    """Put what was read into the cart, beside what is there."""
    cart = carts.open_cart(ctx.tx, ctx.store, ctx.customer, ctx.now)
    lines = (*carts.lines_of(ctx.tx, cart), *Memory.from_dict(listed).mentioned)
    update = carts.set_lines(ctx.tx, cart, lines, ctx.now)
    tell_refusals(ctx, update.refused, part=bool(update.cart.lines))
    show_changed(ctx, cart, update)


@command("customer.list.leave", waits=True)
def leave(ctx: Context) -> Values:
    """Put nothing of it into the cart."""
    return {}
