"""Asking first where it is not plain that a seller meant what was understood: a slip would change his shop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.commands import CUSTOMER, Command
from bot.context import Context
from bot.languages import helps
from bot.outgoing import Bubble, Button
from bot.stored import stored_slots
from bot.waiting import Waiting
from models import Order, Product
from values import Money, Quantity

PLAIN: Final = 0.72
SHOWN: Final = {Product: "product", Money: "money", Quantity: "quantity"}


def asked(context: Context, command: Command, slots: Mapping[str, Any]) -> bool:
    """Whether the command waits for a yes now, with what was understood told in words.

    What only informs never does, nor a step for which no order was named: that asks for the order.
    """
    nameless = any(slot.type == "orders" and slot.name not in slots for slot in command.slots)
    if context.sure >= PLAIN or command.keeps or command.at_least == CUSTOMER or nameless:
        return False
    kept = stored_slots(slots)
    context.waiting = Waiting("confirm", command.name, "", "yes", kept, asked_by=command.name)
    values = {"what": helps(context.language).get(command.name, ""), **_shown(slots)}
    buttons = (Button("yes", command.name, kept), Button("no", "chat.nothing"))
    context.bubbles.append(Bubble("chat/ask", "meant", values, buttons))
    return True


def _shown(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The product, orders, amount, quantity and words understood, None for what was not said."""
    found: dict[str, Any] = dict.fromkeys((*SHOWN.values(), "orders"))
    found["text"] = ", ".join(value for value in slots.values() if isinstance(value, str))
    for value in slots.values():
        if isinstance(value, tuple) and all(isinstance(part, Order) for part in value):
            found["orders"] = [f"#{order.number}" for order in value]
        for kind, name in SHOWN.items():
            if isinstance(value, kind):
                found[name] = value
    return found
