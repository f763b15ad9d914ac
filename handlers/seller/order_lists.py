"""Looking through the orders, and at one of them."""

from __future__ import annotations

from typing import Final

from bot import Button, Context, Reply, Staff, command
from handlers.seller.parts import next_buttons, quoted_order
from models import Order
from shop.order_edits import notes_of
from shop.order_lists import Wanted, find_orders, wanted
from shop.order_views import last_order, order_view, order_views
from values import Period

PAGE: Final = 8


@command("seller.order.list", at_least=Staff, keeps=True)
def list_orders(ctx: Context, period: Period | None = None, state: str | None = None) -> Reply:
    """Orders of a state or of a period; without either those that wait for the store."""
    name = state or ("all" if period else "open")
    return _page(ctx, name, wanted(name, period), 0)


@command("seller.order.more", at_least=Staff, waits=True)
def more(ctx: Context, name: str, offset: int, period: Period | None = None) -> Reply:
    """The next page of a list."""
    return _page(ctx, name, wanted(name, period), offset)


def _page(ctx: Context, name: str, what: Wanted, offset: int) -> Reply:
    listed = find_orders(ctx.tx, ctx.store, what, offset, PAGE)
    last = offset + len(listed.orders)
    further = listed.beyond or last < listed.count
    values = {
        "name": name,
        "period": what.period,
        "orders": order_views(ctx.tx, listed.orders),
        "count": listed.count,
        "total": listed.total,
        "beyond": listed.beyond,
        "first": offset + 1,
        "last": last,
        "further": further,
    }
    buttons = _buttons(listed.orders)
    if further:
        buttons = [*buttons[:2], ctx.button("more", more, name=name, offset=last, period=what.period)]
    return Reply(values, "seller/order:list", buttons)


def _buttons(orders: tuple[Order, ...]) -> list[Button]:
    """One order can take its next step; of several, those that nobody has taken yet can be taken together."""
    if len(orders) == 1:
        return next_buttons(orders)
    new = [order.id for order in orders if order.state == "pending"]
    return [Button("accept_all", "seller.order.confirm", {"orders": new})] if len(new) > 1 else []


@command("seller.order.show", at_least=Staff, keeps=True)
def show(ctx: Context, order: Order | None = None) -> Reply:
    """One order in full, the newest if none is named, with what can be done next."""
    found = order or quoted_order(ctx) or last_order(ctx.tx, ctx.store)
    if found is None:
        return Reply({"step": "show"}, "none_for")
    values = {"view": order_view(ctx.tx, found), "notes": notes_of(ctx.tx, found)}
    return Reply(values, "", next_buttons([found]))
