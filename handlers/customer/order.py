"""Orders that were placed: where they are, calling one off, the same again, and the word that one is paid."""

from __future__ import annotations

from bot import Button, Context, Reply, Values, command
from bot.passing import address_of
from handlers.customer import checkout
from handlers.customer.cart import show_changed
from handlers.customer.parts import meant_order, order_values, quoted_order, seen_cart, tell_if_closed, tell_refusals
from models import OPEN_STATES, Order
from shop import carts, orders, payments
from shop.errors import TooLateToCancel, UnknownOrder, WrongState
from shop.order_views import orders_of_customer
from shop.own_carts import unpaid_order
from values import Money

MOST_SHOWN = 3


@command("customer.order.status", keeps=True)
def status(ctx: Context, order: Order | None = None) -> Reply | Values:
    """Where an order is; without a number, all that are under way, or else the last one."""
    named = order or quoted_order(ctx)
    found = [named] if named else _recent(ctx)
    if not found:
        return Reply(block="none" if seen_cart(ctx) is None else "only_cart")
    return {"orders": [order_values(ctx, one) for one in found[:MOST_SHOWN]]}


def _recent(ctx: Context) -> list[Order]:
    latest = orders_of_customer(ctx.tx, ctx.store, ctx.customer)
    return [order for order in latest if order.state in OPEN_STATES] or latest[:1]


@command("customer.order.cancel")
def cancel(ctx: Context, order: Order | None = None) -> Reply | Values:
    """Call an order off after asking once, as long as the store has not taken it."""
    named = order or quoted_order(ctx)
    candidates = [named] if named else [one for one in _recent(ctx) if one.state in OPEN_STATES]
    if not candidates and seen_cart(ctx) is not None:
        return Reply(block="not_placed")
    if not candidates:
        raise UnknownOrder("")
    if len(candidates) > 1:
        choices = [(f"#{one.number}", {"order": one}) for one in candidates[:MOST_SHOWN]]
        return Reply({}, "cancel_which", ctx.choose(ask_cancel, choices))
    return ask_cancel(ctx, candidates[0])


@command("customer.order.cancel_one", waits=True)
def ask_cancel(ctx: Context, order: Order) -> Reply:
    """Ask once whether to call this order off, with what follows from it."""
    if order.state in OPEN_STATES and order.state != "pending":
        raise TooLateToCancel(order.number, order.state)
    if order.state != "pending":
        raise WrongState(order.number, order.state, "cancelled")
    ctx.confirm(cancel_now, no=keep, order=order)
    buttons = [ctx.button("cancel_order", cancel_now, order=order), ctx.button("keep_order", keep)]
    return Reply(order_values(ctx, order), "customer/order:cancel", buttons)


@command("customer.order.cancel_now", waits=True)
def cancel_now(ctx: Context, order: Order) -> Values:
    """Call the order off."""
    done = orders.cancel_order(ctx.tx, order, "", ctx.actor, ctx.now)
    ctx.tell_staff("customer/order:cancelled_notice", order_values(ctx, done))
    return {"order": done}


@command("customer.order.keep", waits=True)
def keep(ctx: Context) -> Values:
    """Leave the order as it is."""
    return {}


@command("customer.order.repeat")
def repeat(ctx: Context, order: Order | None = None) -> Reply | None:
    """The same as last time, at today's prices; what cannot be had is told."""
    meant = meant_order(ctx, order)
    if meant is None:
        return Reply(block="none")
    tell_if_closed(ctx)
    cart = carts.open_cart(ctx.tx, ctx.store, ctx.customer, ctx.now)
    update = carts.repeat_order(ctx.tx, cart, meant, ctx.now)
    ctx.reply("repeat", {"order": meant})
    tell_refusals(ctx, update.refused, part=bool(update.cart.lines))
    show_changed(ctx, cart, update)
    return None


@command("customer.order.paid")
def paid(ctx: Context, order: Order | None = None, amount: Money | None = None) -> Reply | None:
    """The customer says that he paid: kept for the store to decide. It marks nothing as paid.

    A sum that is the number of an order of his is that order: "paid 1001".
    """
    numbered = None if order else _numbered(ctx, amount)
    amount = None if numbered else amount
    named = order or numbered or quoted_order(ctx) or unpaid_order(ctx.tx, ctx.store, ctx.customer)
    if named is not None:
        return claim(ctx, named, amount)
    view = seen_cart(ctx)
    if view is None:
        return Reply(block="paid_nothing")
    ctx.reply("paid_too_early")
    checkout.proceed(ctx, view)
    return None


def _numbered(ctx: Context, amount: Money | None) -> Order | None:
    """The order whose number was taken for a sum."""
    same = (one for one in _recent(ctx) if amount is not None and one.number == amount.main_units)
    return next((one for one in same if one.total != amount), None)


def claim(ctx: Context, named: Order, amount: Money | None = None) -> Reply:
    """Keep the word or the picture that an order is paid, and ask the store with one tap."""
    picture = address_of(ctx.message)
    payments.claim_payment(ctx.tx, named, ctx.actor, ctx.now, ctx.message.text, picture)
    values = {**order_values(ctx, named), "amount": amount, "words": ctx.message.text}
    received = Button("paid_yes", "seller.order.paid", {"orders": [named.id]})
    if picture:
        ctx.tell_staff("customer/order:proof_notice", values, media_url=picture)
    ctx.tell_staff("customer/order:paid_notice", values, [received])
    return Reply(values, "customer/order:paid")
