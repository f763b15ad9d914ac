"""Answers of the checkout that may come at any time: how to pay, and a note for the store."""

from __future__ import annotations

from bot import Context, Method, Reply, command
from handlers.customer.checkout import checkout, proceed, the_cart, under_way
from handlers.customer.parts import seen_cart
from handlers.customer.placing import cannot_change, latest_order
from shop import carts, stores
from shop.errors import UnknownPaymentWay
from shop.terms import Way

# The kinds of ways that are meant by each word for paying.
KINDS = {"qris": ("qr",), "wallet": ("qr", "transfer"), "card": ("other",)}


@command("customer.checkout.payment")
def payment(ctx: Context, method: Method) -> Reply | None:
    """Pay in a way the store offers, said in words."""
    order = latest_order(ctx)
    if seen_cart(ctx) is None and order is not None:
        return cannot_change(order)
    if seen_cart(ctx) is None:
        return Reply({"ways": stores.payment_ways(ctx.tx, ctx.store)}, "customer/store:payment")
    way = _way_called(ctx, method)
    view = carts.set_payment(ctx.tx, the_cart(ctx), way, ctx.now)
    ctx.reply("customer/checkout:got_payment", {"way": way.name})
    proceed(ctx, view)
    return None


def _way_called(ctx: Context, method: str) -> Way:
    """The way whose name the message says, else the first of the kind that is meant."""
    ways = stores.payment_ways(ctx.tx, ctx.store)
    said = set(ctx.message.text.casefold().split())
    named = [way for way in ways if said & set(way.name.casefold().split())]
    alike = [way for way in ways if way.kind in KINDS.get(method, (method,))]
    if not named and not alike:
        raise UnknownPaymentWay(ctx.message.text.strip(), tuple(way.name for way in ways))
    return ([way for way in alike if way in named] or alike or named)[0]


@command("customer.checkout.note")
def note(ctx: Context, text: str) -> Reply | None:
    """Tell the store something about the whole order."""
    order = latest_order(ctx)
    if seen_cart(ctx) is None and order is not None:
        return cannot_change(order)
    view = carts.set_note(ctx.tx, the_cart(ctx), text, ctx.now)
    ctx.reply("note", {"note": text})
    if view.lines and not under_way(ctx, view):
        ctx.reply("customer/cart:next")
        ctx.confirm(checkout)
    else:
        proceed(ctx, view)
    return None
