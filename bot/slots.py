"""Slots as a handler takes them: rows of this store and values, from what words gave and what was remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from bot.commands import Command, Slot
from bot.context import Context
from bot.stored import read_time
from models import Order, Product
from nlp.situation import OrderRef, PeriodRef, ProductRef
from shop import calendar, catalogue
from shop.errors import ShopError, UnknownOrder, UnknownProduct
from shop.order_finding import find_order, order_by_id
from values import Money, Period, Quantity


@dataclass
class MissingSlot(Exception):
    """A slot the command cannot do without was not given; `known` are the others."""

    slot: Slot
    known: dict[str, Any] = field(default_factory=dict)


@dataclass
class Unclear(Exception):
    """Words fit several products equally well."""

    slot: Slot
    text: str
    candidates: tuple[int, ...]
    known: dict[str, Any] = field(default_factory=dict)


def filled(
    context: Context, command: Command, heard: Mapping[str, Any], remembered: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments of a command's function.

    Raises `MissingSlot` or `Unclear` with what is known so far, and the shop's refusals for rows that are not there.
    """
    context.missed = []
    known: dict[str, Any] = {}
    trouble: MissingSlot | Unclear | None = None
    for slot in command.slots:
        try:
            _fill(context, slot, heard, remembered, known)
        except (MissingSlot, Unclear) as found:
            trouble = trouble or found
    if trouble is not None:
        trouble.known = known
        raise trouble
    return known


def _fill(
    context: Context, slot: Slot, heard: Mapping[str, Any], remembered: Mapping[str, Any], known: dict[str, Any]
) -> None:
    if heard.get(slot.name) is not None:
        known[slot.name] = _heard(context, slot, heard[slot.name])
    elif remembered.get(slot.name) is not None:
        known[slot.name] = _remembered(context, slot, remembered[slot.name])
    elif slot.required:
        raise MissingSlot(slot)


def _heard(context: Context, slot: Slot, value: Any) -> Any:
    if slot.type == "orders" and isinstance(value, tuple):
        return _orders(context, value)
    if isinstance(value, tuple):
        return tuple(_heard(context, slot, part) for part in value) if slot.type != "hours" else value
    if isinstance(value, ProductRef):
        return _product(context, slot, value)
    if isinstance(value, OrderRef):
        return _order(context, value)
    if isinstance(value, PeriodRef):
        return _period(context, value.name, value.first, value.last)
    return value


def _product(context: Context, slot: Slot, said: ProductRef) -> Product:
    if said.id is not None:
        return catalogue.get_product(context.tx, context.store, said.id)
    if said.candidates:
        raise Unclear(slot, said.text, said.candidates)
    near = [catalogue.get_product(context.tx, context.store, key).name for key in said.nearest]
    raise UnknownProduct(said.text, tuple(near))


def _orders(context: Context, said: tuple[OrderRef, ...]) -> tuple[Order, ...]:
    """The orders that were found; refused only where none was."""
    found: list[Order] = []
    missed: list[ShopError] = []
    for one in said:
        try:
            found.append(_order(context, one))
        except ShopError as refusal:
            missed.append(refusal)
    if not found and missed:
        unknown = [refusal.text for refusal in missed if isinstance(refusal, UnknownOrder)]
        raise UnknownOrder(", ".join(unknown)) if len(unknown) == len(missed) else missed[0]
    context.missed = missed
    return tuple({order.id: order for order in found}.values())


def _order(context: Context, said: OrderRef) -> Order:
    own = None if context.actor.kind == "user" else context.customer
    found = find_order(context.tx, context.store, own, said.number, said.customer)
    if said.customer:
        context.sure = 1.0  # a word that is the name of somebody with an order was meant as one
    return found


def _period(context: Context, name: str, first: date, last: date) -> Period:
    return calendar.between(context.store, first, last, name)


def _remembered(context: Context, slot: Slot, value: Any) -> Any:
    read = _READERS.get(slot.type)
    return read(context, value) if read else value


_READERS: Mapping[str, Callable[[Context, Any], Any]] = {
    "product": lambda context, key: catalogue.get_product(context.tx, context.store, key),
    "products": lambda context, keys: tuple(catalogue.get_product(context.tx, context.store, key) for key in keys),
    "order": lambda context, key: order_by_id(context.tx, context.store, key),
    "orders": lambda context, keys: tuple(order_by_id(context.tx, context.store, key) for key in keys),
    "quantity": lambda _, thousandths: Quantity(thousandths),
    "money": lambda _, pair: Money(*pair),
    "period": lambda context, parts: _period(context, parts[0], *map(date.fromisoformat, parts[1:])),
    "date": lambda _, text: date.fromisoformat(text),
    "dates": lambda _, texts: tuple(map(date.fromisoformat, texts)),
    "hours": lambda _, pair: tuple(map(time.fromisoformat, pair)),
    "time": lambda _, stored: read_time(stored),
    "clock": lambda _, text: time.fromisoformat(text),
}
