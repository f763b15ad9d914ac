"""Greetings, thanks and help."""

from __future__ import annotations

from datetime import timedelta

from bot import Context, Reply, Values, command
from handlers.chat.offered import offered_commands
from handlers.chat.topics import told, topic_buttons
from handlers.customer.parts import called, examples, is_customer, seen_cart, tell_if_closed
from shop.order_views import last_order

GREETED_FOR = timedelta(hours=1)
# What a customer is told of first; everything else can be typed all the same.
FIRST = (
    "customer.menu.show",
    "customer.cart.show",
    "customer.order.status",
    "customer.order.repeat",
    "customer.store.hours",
    "chat.human",
    "chat.language",
)


@command("chat.greeting", anyone=True, keeps=True)
def greeting(ctx: Context) -> Reply | Values:
    """Say hello: at first contact who we are and how to order, later by name with what is still open."""
    if ctx.seller_store is None:
        return Reply(block="greeting_stranger")
    if not is_customer(ctx):
        return Reply({"name": ctx.user.name if ctx.user else ""}, "greeting_staff")
    before = ctx.chat.greeted_at
    ctx.know(greeted_at=ctx.now)
    if before is not None and ctx.now - before < GREETED_FOR:
        return Reply({"cart": seen_cart(ctx)}, "greeting_again")
    tell_if_closed(ctx)
    values: Values = {"store": ctx.store.name, "about": ctx.store.description, "examples": examples(ctx)}
    order = last_order(ctx.tx, ctx.store, ctx.customer, only_open=True)
    values |= {"name": called(ctx), "cart": seen_cart(ctx), "order": order}
    return Reply(values, "greeting" if before is None else "greeting_back")


@command("chat.thanks", anyone=True, keeps=True)
def thanks(ctx: Context) -> Values:
    """You are welcome."""
    return {"customer": is_customer(ctx)}


@command("chat.help", anyone=True, keeps=True)
def help_with(ctx: Context) -> Reply | Values:
    """What can be said here: made from the commands that this person may use, never typed twice."""
    mine = offered_commands(ctx)
    if is_customer(ctx):
        return {"told": told(ctx, [name for name in FIRST if name in mine]), "examples": examples(ctx)}
    if ctx.seller_store is None:
        return Reply({"told": told(ctx, mine), "examples": []})
    begun = ctx.index is None or bool(ctx.index.products)
    return Reply({}, "help_staff" if begun else "help_empty", topic_buttons(ctx) if begun else [])
