"""What several of the seller's commands share: asking before what is large, taps, and orders as they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from bot import Button, Context
from bot.commands import Handler, command_of
from models import Order
from shop.errors import UnknownOrder
from shop.order_views import OrderView, order_by_number
from shop.transitions import steps_from
from shop.undo import last_change

MOST_BUTTONS: Final = 3
MOST_TITLE: Final = 24
# The label of the tap for each step; a pending order is accepted or rejected, any other is cancelled by words only.
LABELS: Final = {
    "confirm": "accept",
    "process": "process",
    "ship": "ship",
    "ready": "ready",
    "deliver": "deliver",
    "complete": "complete",
}


def ask_first(ctx: Context, function: Handler, **slots: Any) -> list[Button]:
    """Wait for a yes before `function` runs with these slots; the taps for yes and no come back."""
    ctx.confirm(function, **slots)
    return [ctx.button("yes", function, **slots), Button("no", "chat.nothing")]


def undo_buttons(ctx: Context) -> list[Button]:
    """The tap that takes back the write just made, whatever is written after it."""
    change = last_change(ctx.tx, ctx.store, ctx.actor)
    return [] if change is None else [Button("undo", "seller.undo.last", {"change": change})]


def quoted_order(ctx: Context) -> Order | None:
    """The order whose number stands in the message of ours that was replied to, if it names one alone."""
    numbers = set(re.findall(r"#(\d+)", ctx.quoted.text)) if ctx.quoted else set()
    try:
        return order_by_number(ctx.tx, ctx.store, int(numbers.pop())) if len(numbers) == 1 else None
    except UnknownOrder:
        return None


def next_buttons(orders: Sequence[Order]) -> list[Button]:
    """The taps for what can be done next with these orders, all of them together."""
    steps = [steps_from(order.state, order.fulfilment) for order in orders]
    shared = [name for name in LABELS if steps and all(name in one for one in steps)]
    slots = {"orders": [order.id for order in orders]}
    buttons = [Button(LABELS[name], f"seller.order.{name}", slots) for name in shared]
    if "confirm" in shared:
        buttons.append(Button("reject", "seller.order.cancel", slots))
    return [*_payment_buttons(orders, slots), *buttons][:MOST_BUTTONS]


def _payment_buttons(orders: Sequence[Order], slots: dict[str, Any]) -> list[Button]:
    """Money is asked for where a customer says he paid, and where the goods are handed over without it."""
    if orders and all(order.payment_state == "claimed" for order in orders):
        return [Button("paid_yes", "seller.order.paid", slots), Button("paid_no", "seller.order.unpaid", slots)]
    handed = all(order.state in ("delivered", "completed") and order.payment_state == "unpaid" for order in orders)
    return [Button("paid_yes", "seller.order.paid", slots)] if orders and handed else []


def choose_order(ctx: Context, function: Handler, views: Sequence[OrderView], **remembered: Any) -> list[Button]:
    """Let one of these orders be picked for `function`."""
    name = next(slot.name for slot in command_of(function).slots if slot.type in ("order", "orders"))
    several = name == "orders"
    choices = [(title(view), {name: (view.order,) if several else view.order}) for view in views]
    return ctx.choose(function, choices, **remembered)


def title(view: OrderView) -> str:
    """An order as a row to pick: its number and whose it is."""
    return f"#{view.order.number} {view.customer}".strip()[:MOST_TITLE]
