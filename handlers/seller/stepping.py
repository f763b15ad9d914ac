"""Taking a step with one order or several: which are meant, what came of each, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from msgspec import Struct

from bot import Context, Reply
from bot.commands import Handler
from bot.order_news import news_of
from handlers.seller.parts import choose_order, next_buttons, quoted_order
from models import Order
from nlp.wording import speaks_of
from shop.errors import ShopError, WrongFulfilment, WrongState
from shop.names import name_key
from shop.order_lists import for_step, open_orders
from shop.order_views import OrderView, order_by_number, order_view, order_views

MOST_CHOICES: Final = 5
# How clearly a step has to be said without an order, that it is taken with the only one there is.
PLAIN: Final = 0.9
# How clearly it has to be said with the name of the customer: who only asks is asked back.
LIKELY: Final = 0.72
ALL: Final = ("all", "both")
CONFIRM: Final = "confirm"


class Moved(Struct, frozen=True):
    """An order that took a step: as it is now, and the state it was in."""

    view: OrderView
    old: str


class Failed(Struct, frozen=True):
    """An order that did not, and why."""

    number: int | None
    refusal: ShopError


class Meant(Struct, frozen=True):
    """The orders spoken of, and whether it is plain that it is they."""

    orders: list[Order]
    plain: bool


def meant(ctx: Context, orders: Sequence[Order], candidates: Callable[[], list[Order]]) -> Meant:
    """The orders named, else that of the message replied to, else those of whoever's name stands in the message, else
    the candidates: the only one where nothing else was said."""
    if orders:
        return Meant(list(orders), True)
    quoted = quoted_order(ctx)
    if quoted is not None:
        return Meant([quoted], True)
    found = candidates()
    # Whoever is named is meant, also where the step is none for him: it must not be taken with somebody else's.
    by_name = _of_somebody(ctx, found) or _of_somebody(ctx, open_orders(ctx.tx, ctx.store))
    if by_name:
        return Meant(by_name, len(by_name) == 1 and ctx.sure >= LIKELY)
    return Meant(found[:MOST_CHOICES], len(found) == 1 and ctx.sure >= PLAIN)


def _of_somebody(ctx: Context, orders: Sequence[Order]) -> list[Order]:
    said = name_key(ctx.message.text).split()
    return [view.order for view in order_views(ctx.tx, orders) if _called(view.customer) in said]


def _called(name: str) -> str:
    """The word of a name that tells it from others: the longest, the last of those, rather than a title."""
    return max(reversed(name_key(name).split() or ["-"]), key=len)


def which(ctx: Context, name: str, function: Handler, found: Sequence[Order], /, **remembered: Any) -> Reply:
    """Say that no order could take the step, or ask which of a few is meant."""
    if not found:
        return Reply({"step": name}, "seller/order:none_for")
    views = order_views(ctx.tx, found)
    buttons = choose_order(ctx, function, views, **remembered)
    return Reply({"step": name, "orders": views}, "seller/order:which", buttons)


def take(ctx: Context, orders: Sequence[Order], change: Callable[[Order], Order]) -> tuple[list[Moved], list[Failed]]:
    """Try a change on each order; its customer is told of the state it reached. One refusal leaves the others."""
    moved: list[Moved] = []
    failed = [Failed(None, refusal) for refusal in ctx.missed]
    for order in orders:
        old, number = order.state, order.number
        result = ctx.attempt(partial(change, order))
        if isinstance(result, ShopError):
            failed.append(Failed(number, result))
        else:
            moved.append(Moved(order_view(ctx.tx, result), old))
    return moved, failed


def answer(ctx: Context, moved: Sequence[Moved], failed: Sequence[Failed]) -> Reply:
    """What came of it: one order in full, several as a list, with what can be done next."""
    buttons = next_buttons([one.view.order for one in moved])
    if len(moved) == 1 and not failed:
        return Reply({"view": moved[0].view, "old": moved[0].old}, "", buttons)
    if len(failed) == 1 and not moved:
        return refused(ctx, failed[0])
    return Reply({"moved_orders": moved, "failed": failed}, "seller/order:several", buttons)


def refused(ctx: Context, failed: Failed) -> Reply:
    """Why an order did not move, where it stands, and what it could do instead; other refusals speak for themselves."""
    if failed.number is None or not isinstance(failed.refusal, WrongState | WrongFulfilment):
        raise failed.refusal
    order = order_by_number(ctx.tx, ctx.store, failed.number)
    values = {"view": order_view(ctx.tx, order), "refusal": failed.refusal}
    return Reply(values, "seller/order:cannot", next_buttons([order]))


def tell(ctx: Context, moved: Sequence[Moved]) -> None:
    """Tell each customer, once, where his order is now."""
    for one in moved:
        news = news_of(one.view.order, one.old)
        if news:
            tell_customer(ctx, one.view, news)


def tell_customer(ctx: Context, view: OrderView, what: str, **more: Any) -> None:
    """Tell the customer of an order something of it: the state it reached, its money or its tracking number."""
    values = {"view": view, "store": ctx.store, **more}
    ctx.tell_customer(view.order.customer_id, f"seller/order:{what}_notice", values)


def step(
    ctx: Context,
    name: str,
    function: Handler,
    orders: Sequence[Order],
    change: Callable[[Order], Order],
    **remembered: Any,
) -> Reply:
    """Take a step with the orders meant: done at once when it is clear which, else asked."""
    found = meant(ctx, orders, lambda: for_step(ctx.tx, ctx.store, name))
    # In other steps it may be said of the goods: "delivered, all good", "send the whole order".
    if not found.plain and name == CONFIRM and ctx.sure >= PLAIN and speaks_of(ctx.message.text, ctx.language, ALL):
        found = Meant(for_step(ctx.tx, ctx.store, name), True)
    if not found.plain or not found.orders:
        return which(ctx, name, function, found.orders, **remembered)
    moved, failed = take(ctx, found.orders, change)
    tell(ctx, moved)
    return answer(ctx, moved, failed)
