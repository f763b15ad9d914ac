"""The meaning of one text with what stood before it, for evaluation: command and slots, by the code the chat uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Final

from msgspec.structs import replace

from nlp.catalogue_file import CatalogueFile
from nlp.engine import Engine
from nlp.index import Index, build_index
from nlp.language_of import language_of
from nlp.matching.patterns import sentence_data, slot_data
from nlp.matching.slot_types import slot_type
from nlp.orders.result import OrderParse
from nlp.packs import load_pack
from nlp.situation import (
    CommandSpec,
    OrderRef,
    Pending,
    PeriodRef,
    ProductRef,
    Situation,
    TimeRef,
    Topic,
    Understanding,
)
from nlp.understanding import CHANGE, CUSTOMER, understand
from values import CartLine, Money, Quantity

ASKED: Final = {"confirm_order": Pending("customer.checkout.place", "yes", "yes")}
SHARED: Final = "chat."
SLOT: Final = re.compile(r"\{(\w+)\}")


def predict_intent(
    row: Mapping[str, Any],
    catalogue: CatalogueFile,
    language: str | None = None,
    now: datetime | None = None,
    engine: Engine | None = None,
) -> dict[str, Any]:
    """The command and plain slots of a row with `text`, `role` and perhaps `context`, as {"command", "slots"}.

    `context` may say `after` (the sender's previous message) or `asked` (the shop's open question). The language is
    recognised when it is not given; `now` is the present by default. Whoever is asked to confirm has a cart: one of
    each product stands for what the row does not tell. Without an `engine` the rules alone read.
    """
    code = language or language_of(row["text"], catalogue.language, ())[0]
    situation = situation_for(row["role"], catalogue, code, now or datetime.now(UTC))
    context = row.get("context") or {}
    if context.get("after"):
        before = understand(context["after"], situation)
        situation = replace(situation, topic=Topic(before.command, before.slots) if before.command else None)
    if context.get("asked"):
        cart = tuple(CartLine(pid, Quantity.of(1)) for pid in catalogue.product_ids)
        situation = replace(situation, pending=ASKED.get(context["asked"]), cart=cart)
    found = (engine or Engine()).understand(row["text"], situation)
    return {"command": found.command, "slots": plain_slots(found, catalogue)}


def situation_for(role: str, catalogue: CatalogueFile, language: str, now: datetime) -> Situation:
    """A situation in which every command that the sentences know exists."""
    commands = known_commands(role, language)
    return Situation(role, commands, language, _index(catalogue, language), now)


@lru_cache(maxsize=32)
def known_commands(role: str, language: str) -> Mapping[str, CommandSpec]:
    """The commands of a side ("customer" or "seller") that have sentences in the language or in English."""
    spoken = (sentence_data("en"), sentence_data(load_pack(language).language.split("-")[0]))
    names = sorted({*spoken[0], *spoken[1]})
    known = [name for name in names if name.startswith((SHARED, f"{role}."))]
    said = {name: [one for data in spoken for one in data.get(name, {}).get("sentences", ())] for name in known}
    orders = {CHANGE: CommandSpec(CHANGE, role, {"changes": "changes"})} if role == CUSTOMER else {}
    return orders | {name: CommandSpec(name, role, _slots(said[name])) for name in known}


def _slots(sentences: Iterable[str]) -> dict[str, str]:
    """The slots that sentences have, with their types."""
    return {slot: slot_type(slot, {}) for one in sentences for slot in SLOT.findall(one)}


def plain_slots(found: Understanding, catalogue: CatalogueFile) -> dict[str, Any]:
    """Slots as plain data: products by the file's ids, amounts as numbers, days in ISO form."""
    kinds = slot_data()["types"]
    slots = {slot: _plain(value, catalogue) for slot, value in found.slots.items() if not isinstance(value, OrderParse)}
    return {slot: value for slot, value in slots.items() if value is not None and (slot in kinds or slot == "yes")}


def _plain(value: object, catalogue: CatalogueFile) -> Any:
    if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], date):
        return _plain_when(value[0])
    if isinstance(value, tuple):
        return [_plain(one, catalogue) for one in value]
    if isinstance(value, ProductRef):
        ids = [value.id] if value.id is not None else [*value.candidates]
        return catalogue.product_ids[ids[0]] if ids else value.text
    if isinstance(value, Quantity):
        return _number(value.decimal)
    if isinstance(value, Money):
        return _number(value.main_units)
    return _plain_when(value)


def _plain_when(value: object) -> Any:
    if isinstance(value, PeriodRef):
        named = {"from": value.first.isoformat(), "to": value.last.isoformat()}
        return named if value.name == "range" else value.name
    if isinstance(value, OrderRef):
        return value.number if value.number is not None else "last" if value.last else value.customer
    if isinstance(value, TimeRef):
        parts = [value.day.isoformat() if value.day else "", value.time.strftime("%H:%M") if value.time else ""]
        return "asap" if value.asap else " ".join(part for part in parts if part)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


_indexes: dict[tuple[int, str], Index] = {}


def _index(catalogue: CatalogueFile, language: str) -> Index:
    key = (id(catalogue), language)
    if key not in _indexes:
        _indexes[key] = build_index(catalogue.spec, load_pack(language))
    return _indexes[key]
