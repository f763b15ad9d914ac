"""What several of the customer's commands share: refusals told, closed stores, carts and orders as they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import Context, Values
from models import Cart, Order
from shop import carts, menu, opening
from shop.cart_views import CartView, view_cart
from shop.errors import ShopError, UnknownOrder
from shop.order_views import OrderView, customers_order, last_order, order_view

MOST_REFUSALS = 3
EXAMPLES = 2


def open_cart(ctx: Context) -> Cart | None:
    """The customer's open cart at this store."""
    return carts.find_cart(ctx.tx, ctx.store, ctx.customer)


def seen_cart(ctx: Context) -> CartView | None:
    """The open cart as it stands, if there is anything in it."""
    cart = open_cart(ctx) if ctx.person is not None else None
    view = view_cart(ctx.tx, cart, ctx.now) if cart else None
    return view if view is not None and view.lines else None


def cart_values(view: CartView) -> Values:
    """A cart as the templates show it: the lines that can be had, and what has another price than before."""
    lines = [line.priced for line in view.lines if line.priced is not None and line.problem is None]
    return {"cart": view, "lines": lines, "repriced": view.repriced}


def order_values(ctx: Context, order: Order, view: OrderView | None = None) -> Values:
    """An order as the templates show it; by its view if that is known already."""
    view = view or order_view(ctx.tx, order)
    return {"order": order, "lines": view.lines, "customer": view.customer}


def tell_refusals(ctx: Context, refusals: Sequence[ShopError], *, part: bool = False) -> None:
    """Say why some wishes were not carried out, the first few; `part` if others of the same message were."""
    for refusal in refusals[:MOST_REFUSALS]:
        ctx.reply(f"errors:{refusal.code}", {**refusal.values, "part": part})


def is_asked(ctx: Context) -> bool:
    """Whether a question is open that the answer to a message should come back to. That a cart may be ordered is none:
    it is said with the cart."""
    return ctx.waiting is not None and ctx.waiting.command != "customer.cart.checkout"


def tell_if_closed(ctx: Context) -> None:
    """Say that the store is closed and when it opens, before an answer that could lead to an order."""
    if opening.is_open(ctx.tx, ctx.store, ctx.now) or any(bubble.block == "closed" for bubble in ctx.bubbles):
        return
    opens_at = opening.next_opening(ctx.tx, ctx.store, ctx.now)
    values = {"store": ctx.store.name, "opens_at": opens_at, "preorders": ctx.store.preorders}
    ctx.reply("customer/store:closed", values)


def tell_next_step(ctx: Context) -> None:
    """End an answer that only informs with what can be done now, unless an open question will be repeated."""
    if is_asked(ctx) or opening.next_opening(ctx.tx, ctx.store, ctx.now) is None:
        return
    view = seen_cart(ctx)
    if view is not None:
        ctx.reply("customer/cart:hint", {"total": view.total})
    else:
        ctx.reply("customer/menu:hint", {"examples": examples(ctx)})


def examples(ctx: Context) -> list[str]:
    """Names of products to order, as an example of how it is done."""
    sold = menu.menu(ctx.tx, ctx.store, ctx.now, page=(0, 20)).entries
    return [entry.name.lower() for entry in sold if entry.state != "out"][:EXAMPLES]


def meant_order(ctx: Context, order: Order | None, only_open: bool = False) -> Order | None:
    """The order somebody speaks of: the one he named, else that of the message he replied to, else his newest."""
    if order is not None:
        return order
    return quoted_order(ctx) or last_order(ctx.tx, ctx.store, ctx.customer, only_open=only_open)


def quoted_order(ctx: Context) -> Order | None:
    """The customer's own order whose number stands in the message of ours that was replied to."""
    found = re.search(r"#(\d+)", ctx.quoted.text) if ctx.quoted else None
    try:
        return customers_order(ctx.tx, ctx.store, ctx.customer, int(found[1])) if found else None
    except UnknownOrder:
        return None


def called(ctx: Context) -> str:
    """What to call the customer: nothing where all that is known of him is a number."""
    name = ctx.customer.name.strip()
    return name if any(letter.isalpha() for letter in name) else ""


def is_customer(ctx: Context) -> bool:
    """Whether the person writes as a customer of a store he has chosen."""
    return ctx.person is not None and ctx.seller_store is not None and ctx.actor.kind == "customer"
