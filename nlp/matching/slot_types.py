"""The types of slots, and in which turn the parts of a pattern choose their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nlp.matching.patterns import Element, Pattern, Turns, slot_data

GENERAL: Final = ("text", "date", "choice", "yes")
SEVERAL: Final = {"orders": "order", "products": "product"}
TURNS: Final = {
    "tracking": 0, "hours": 0, "format": 1, "language": 1, "product": 2, "days": 2, "weekly": 2, "period": 3, "time": 3,
    "clock": 3, "quantity": 6, "order": 6, "orders": 6, "rating": 6, "number": 6,
}  # fmt: skip
ORDINARY: Final = 4
WORD: Final = 5
UNNAMED: Final = ("product", "order", "orders")  # what may be called by words that nothing else knows


def slot_type(slot: str, types: Mapping[str, str]) -> str:
    """The type of a slot: what the command says, else what the sentences data say, which also narrow general types."""
    declared: str = slot_data()["types"].get(slot, "text")
    own = types.get(slot, declared)
    return declared if own in GENERAL and declared != "text" else own


def span_type(kind: str) -> str:
    """The type of the spans that fill slots of a type."""
    return SEVERAL.get(kind, kind)


def in_turn(pattern: Pattern, types: Mapping[str, str]) -> Turns:
    """The turns of a pattern's elements.

    Slots that only few tokens can fill choose first, then words, then the numbers that many slots want, then texts.
    """
    kinds = [_kind(element, types) for element in pattern.elements]
    order = sorted((i for i, kind in enumerate(kinds) if kind != "text"), key=lambda i: _turn(kinds[i]))
    spare = (slot for slot in slot_data()["spare"] if slot in types and slot not in pattern.slots)
    unnamed = {slot: slot_type(slot, types) for slot in pattern.slots}
    return Turns(
        tuple((i, kinds[i]) for i in order),
        tuple(i for i, kind in enumerate(kinds) if kind == "text"),
        tuple((slot, slot_type(slot, types)) for slot in spare),
        {slot: kind for slot, kind in unnamed.items() if kind in UNNAMED},
    )


def _kind(element: Element, types: Mapping[str, str]) -> str:
    if not element.slot:
        return ""
    kind = slot_type(element.slot, types)
    return "text" if kind == "customer" else kind


def _turn(kind: str) -> int:
    return TURNS.get(kind, ORDINARY) if kind else WORD
