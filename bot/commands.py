"""Commands: one small function each, and one name that is the address of its sentences, its reply and its proof."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from models import Order, Product
from nlp.orders import OrderParse
from nlp.situation import CommandSpec, TimeRef
from values import Money, Period, Quantity

CUSTOMER: Final = "customer"
Staff: Final = "staff"
Manager: Final = "manager"
Owner: Final = "owner"

Values = dict[str, Any]
Handler = Callable[..., Any]
Decorated = TypeVar("Decorated", bound=Handler)
Hours = tuple[Any, Any]
Weekdays = tuple[int, ...]
EveryWeek = NewType("EveryWeek", tuple[int, ...])
Language = NewType("Language", str)
Method = NewType("Method", str)
Secret = NewType("Secret", str)
Listing = NewType("Listing", str)
Verbatim = NewType("Verbatim", str)
Rating = NewType("Rating", int)
Role = NewType("Role", str)

# How an annotation of a handler's parameter reads out of words. What is not here (int, dict …) can only be remembered.
SLOT_TYPES: Mapping[Any, str] = {
    Product: "product",
    tuple[Product, ...]: "products",
    Order: "order",
    tuple[Order, ...]: "orders",
    Quantity: "quantity",
    Money: "money",
    Period: "period",
    str: "text",
    date: "date",
    tuple[date, ...]: "dates",
    TimeRef: "time",
    time: "clock",
    bool: "yes",
    OrderParse: "changes",
    Hours: "hours",
    Weekdays: "days",
    EveryWeek: "weekly",
    int: "number",
    Language: "language",
    Method: "method",
    Secret: "secret",
    Listing: "listing",
    Verbatim: "verbatim",
    Rating: "rating",
    Role: "role",
}


class Slot(Struct, frozen=True):
    """A parameter of a command: what type of words fills it, and whether the command can do without."""

    name: str
    type: str
    required: bool


class Command(Struct, frozen=True):
    """A registered command.

    `waits` marks one that words alone never reach: it answers a question or the machinery calls it. `anyone` needs no
    store, `keeps` only informs, so that a question asked before stays open. `unknown` names the command that takes
    over where a product is named that the store does not have: it gets the words as `name`, and the other slots said.
    """

    name: str
    function: Handler
    at_least: str
    slots: tuple[Slot, ...]
    waits: bool
    anyone: bool
    keeps: bool
    unknown: str = ""

    @property
    def area(self) -> str:
        """Where its words are: `seller.stock.set` lives in `seller/stock`."""
        return "/".join(self.name.split(".")[:-1])

    @property
    def block(self) -> str:
        """The block of its reply."""
        return self.name.rsplit(".", 1)[1]

    def spec(self) -> CommandSpec:
        """The command as the understanding of words needs to know it."""
        return CommandSpec(
            name=self.name,
            role=self.at_least,
            slots={slot.name: slot.type for slot in self.slots},
            required=frozenset(slot.name for slot in self.slots if slot.required),
        )


REGISTRY: dict[str, Command] = {}


def command(
    name: str,
    *,
    at_least: str = CUSTOMER,
    waits: bool = False,
    anyone: bool = False,
    keeps: bool = False,
    unknown: str = "",
) -> Callable[[Decorated], Decorated]:
    """Register a function as the command `name` for a role and those above it; see `Command` for the marks."""

    def register(function: Decorated) -> Decorated:
        if name in REGISTRY:
            raise ValueError(f"two commands are called {name}")
        REGISTRY[name] = Command(name, function, at_least, _slots(function), waits, anyone, keeps, unknown)
        return function

    return register


def command_of(function: Handler) -> Command:
    """The command that a handler function was registered as."""
    return next(found for found in REGISTRY.values() if found.function is function)


def _slots(function: Handler) -> tuple[Slot, ...]:
    hints = get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return tuple(_slot(parameter, hints[parameter.name]) for parameter in parameters)


def _slot(parameter: inspect.Parameter, hint: Any) -> Slot:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return Slot(parameter.name, SLOT_TYPES.get(hint, "remembered"), parameter.default is inspect.Parameter.empty)
