"""From what was read to what a command gets: quantities in base units, nearest products, told and usual values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from nlp.index import Index, find_product
from nlp.matching.contents import count_contents
from nlp.matching.free_text import trimmed
from nlp.matching.message import Message
from nlp.matching.patterns import slot_data
from nlp.matching.periods import named_period
from nlp.matching.state import Match
from nlp.quantities import Amount, in_base_unit, unit_id
from nlp.situation import PeriodRef, ProductRef
from values import Quantity

NEAREST: Final = 3
BEFORE: Final = {"today": "yesterday", "this_week": "last_week", "this_month": "last_month"}
AFTER: Final = {before: name for name, before in BEFORE.items()}


def finished(message: Message, match: Match, today: date) -> dict[str, object]:
    """The slots of a match as a command gets them."""
    count_contents(message, match)
    slots = dict(match.slots)
    command = match.pattern.command
    for slot, told in slot_data()["told_by"].get(command, {}).items():
        words = told_by(message, match, told["concept"])
        if words and slot not in slots:
            slots[slot] = Amount(Decimal(told["amount"])) if "amount" in told else words
    slots = _beside(message, command) | slots
    _rename_moments(message, command, slots)
    rest = slot_data()["rest"].get(command)
    if rest and rest not in slots:
        slots[rest] = remainder(message, match, counts=rest == "text")
    if "orders" in slots and command.endswith(".show"):
        slots["order"] = slots.pop("orders")
    for slot, value in slot_data()["defaults"].get(command, {}).items():
        slots.setdefault(slot, value)
    if slots.get("other") == "pair":
        slots |= _pair(slots.get("period"), today)
    product = slots.get("product")
    if isinstance(product, ProductRef):
        slots["product"] = with_nearest(product, message.index)
    return in_base_units(slots, message.index)


def _rename_moments(message: Message, command: str, slots: dict[str, object]) -> None:
    """Give a time of day to another slot, where the word is missing beside which the command means it so; how long
    something is to last needs none."""
    lasting = [span.value for span in message.spans.get("lasting", ())]
    for slot, told in slot_data()["only_beside"].get(command, {}).items():
        if slots.get(slot) in lasting:
            continue
        if isinstance(slots.get(slot), datetime) and message.concepts.isdisjoint(told["concepts"]):
            slots[told["else"]] = slots.pop(slot)


def _beside(message: Message, command: str) -> dict[str, object]:
    """The slots that a word tells which stands for the command too."""
    told = slot_data()["also"].get(command, ())
    return {slot: message.spans[slot][0].value for slot in told if message.spans.get(slot)}


def in_base_units(slots: Mapping[str, object], index: Index) -> dict[str, object]:
    """The slots with amounts as quantities of the product among them."""
    return {slot: _value(value, slots.get("product"), index) for slot, value in slots.items()}


def with_nearest(product: ProductRef, index: Index) -> ProductRef:
    """A reference that fits no product, with the nearest three."""
    if product.id is not None or product.candidates:
        return product
    return ProductRef(product.text, nearest=tuple(pid for pid, _ in find_product(index, product.text, NEAREST)))


def base_quantity(amount: Amount, product: object, index: Index) -> Quantity:
    """An amount in the base unit of a product; as said when no product is known or the unit does not fit it."""
    spec = index.products.get(product.id or 0) if isinstance(product, ProductRef) else None
    if spec is None:
        return Quantity.of(amount.value)
    units = {unit_id(name, index.pack): size for name, size in spec.units}
    value = in_base_unit(amount, unit_id(spec.unit, index.pack) if spec.unit else "", units)
    return Quantity.of(amount.value if value is None else value)


def remainder(message: Message, match: Match, counts: bool = False) -> str:
    """The longest stretch of the message that the match does not explain, when it holds a word that says something, or
    a number where one `counts`: "at 3.20"."""
    best: tuple[int, int] = (0, 0)
    start = 0
    for i in range(len(message.tokens) + 1):
        if i < len(message.tokens) and not match.used >> i & 1:
            continue
        first, last = trimmed(message, start, i, message.words.fillers - message.words.titles)
        if last - first > best[1] - best[0]:
            best = (first, last)
        start = i + 1
    rest = message.tokens[best[0] : best[1]]
    words = [token for token in rest if token.kind == "word"]
    if not (counts and any(token.kind == "number" for token in rest)) and all(
        token.text in message.words.idle for token in words
    ):
        return ""
    return message.text[message.tokens[best[0]].start : message.tokens[best[1] - 1].end]


def told_by(message: Message, match: Match, concept: str) -> str:
    """The words of the message that stand for a concept, with the small words right after them."""
    for hit in message.hits:
        if concept in hit.concepts:
            end = hit.end
            while end < len(message.tokens) and _small(message, end, match):
                end += 1
            return message.text[message.tokens[hit.start].start : message.tokens[end - 1].end]
    return ""


def _small(message: Message, i: int, match: Match) -> bool:
    token = message.tokens[i]
    return token.kind == "word" and token.text in message.words.idle and not match.used >> i & 1


def _pair(period: object, today: date) -> dict[str, object]:
    """The two periods that are set side by side where one is told: one that is over beside the one that runs now."""
    name = period.name if isinstance(period, PeriodRef) else ""
    if name in AFTER:
        return {"period": named_period(AFTER[name], today), "other": period}
    return {"other": named_period(BEFORE[name], today) if name in BEFORE else None}


def _value(value: object, product: object, index: Index) -> object:
    return base_quantity(value, product, index) if isinstance(value, Amount) else value


def clean(slots: Mapping[str, object]) -> dict[str, object]:
    """The slots that have a value."""
    return {slot: value for slot, value in slots.items() if value is not None and value != ""}
