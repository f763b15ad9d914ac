"""What to say when words mean nothing here, when there is no store yet, and when the answer is a plain no."""

from __future__ import annotations

from datetime import timedelta

from bot import Button, Context, Reply, Values, command
from handlers.chat.human import human
from handlers.customer.cart import show as show_cart
from handlers.customer.checkout import checkout
from handlers.customer.entering import enter_store, store_in
from handlers.customer.menu import show as show_menu
from handlers.customer.order import status
from handlers.customer.parts import examples, is_asked, is_customer, seen_cart
from nlp.matching.answers import read_yes
from nlp.text import normalise
from shop.order_views import last_order

SAME_YES = timedelta(minutes=30)


@command("chat.unknown", waits=True, keeps=True)
def unknown(ctx: Context) -> Reply | None:
    """First what can be done here, then numbered ways out, then a person."""
    if _names_another_store(ctx):
        enter_store(ctx, ctx.message.text)
        return None
    if read_yes(normalise(ctx.message.text), ctx.language):
        return _yes_to_nothing(ctx)
    ctx.chat.not_understood += 1
    if not is_customer(ctx):
        return Reply({"times": ctx.chat.not_understood}, "unknown_staff")
    if ctx.chat.not_understood == 1:
        return Reply(_here(ctx))
    if ctx.chat.not_understood == 2:
        return Reply({}, "unknown_twice", _ways_out(ctx))
    ctx.tell_staff("unknown_notice", {"customer": ctx.customer.name, "text": ctx.message.text})
    return Reply(
        {"store": ctx.store.name}, "unknown_again", [ctx.button("human", human), ctx.button("menu", show_menu)]
    )


def _names_another_store(ctx: Context) -> bool:
    said = ctx.message.text.split()
    found = store_in(ctx, ctx.message.text) if len(said) == 1 and is_customer(ctx) else None
    return found is not None and ctx.store.number is None and found.id != ctx.store.id


def _yes_to_nothing(ctx: Context) -> Reply | None:
    """A yes that no question waits for: with a cart it is to go on, right after an order the same yes once more."""
    if seen_cart(ctx) is not None and not is_asked(ctx):
        ctx.then(checkout)
        return None
    order = last_order(ctx.tx, ctx.store, ctx.customer, only_open=True) if is_customer(ctx) else None
    if order is not None and ctx.now - order.placed_at < SAME_YES:
        return Reply({"order": order}, "customer/checkout:already")
    return Reply({"customer": is_customer(ctx)}, "okay")


def _here(ctx: Context) -> Values:
    order = last_order(ctx.tx, ctx.store, ctx.customer, only_open=True)
    return {"cart": seen_cart(ctx), "order": order, "examples": examples(ctx), "asked": is_asked(ctx)}


def _ways_out(ctx: Context) -> list[Button]:
    middle = ctx.button("cart", show_cart) if seen_cart(ctx) else ctx.button("status", status)
    return [ctx.button("menu", show_menu), middle, ctx.button("human", human)]


@command("chat.no_store", waits=True, anyone=True, keeps=True)
def no_store(ctx: Context) -> Reply | None:
    """Somebody who has chosen no store yet: his words may hold a store's code, else he is asked for one.

    Whoever is about to open a store hears that his words were not understood, and his question stays.
    """
    if is_asked(ctx):
        return Reply(block="not_an_answer")
    if store_in(ctx, ctx.message.text) is not None:
        enter_store(ctx, ctx.message.text)
        return None
    return Reply()


@command("chat.nothing", waits=True, anyone=True)
def nothing(ctx: Context) -> Values:
    """A plain no: nothing was changed, an order that is under way least of all."""
    order = last_order(ctx.tx, ctx.store, ctx.customer, only_open=True) if is_customer(ctx) else None
    return {"customer": is_customer(ctx), "order": order}
