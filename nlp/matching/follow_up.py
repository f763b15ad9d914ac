"""Messages that continue the previous command: "and yesterday?", "aur kulfi?", "ban raha hai wo"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nlp.matching.message import Message
from nlp.matching.slot_types import slot_type, span_type
from nlp.matching.spans import Span
from nlp.matching.state import Match
from nlp.matching.words import phrases_for
from nlp.situation import Topic

SURE: Final = 0.74
CARRIED: Final = ("order", "orders", "product", "customer")


def continued(message: Message, topic: Topic, types: Mapping[str, str]) -> dict[str, object] | None:
    """The topic's slots with those replaced that a message names that says nothing else; None when it says more."""
    rest = _without_opening(message)
    slots = dict(topic.slots)
    fresh: dict[str, Span] = {}
    for slot in dict.fromkeys((*topic.slots, *types)):  # in this order: some words fit several slots
        kind = slot_type(slot, types)
        for span in message.spans.get(span_type(kind), ()):
            if kind != "text" and not any(span.mask & other.mask for other in fresh.values()):
                fresh[slot] = span
                break
    covered = 0
    for span in fresh.values():
        covered |= span.mask
    if not fresh or any(not covered >> i & 1 for i in rest):
        return None
    for slot, span in fresh.items():
        slots[slot] = (span.value,) if slot_type(slot, types) in ("orders", "products") else span.value
    return slots


def filled_from_topic(match: Match, topic: Topic | None, required: frozenset[str]) -> dict[str, object]:
    """What the match lacks, or its command requires, and the topic names: the order or product that "it" stands for."""
    wanted = {*match.missing, *required} - match.slots.keys()
    return {slot: value for slot, value in carried_slots(topic).items() if slot in wanted}


def carried_slots(topic: Topic | None) -> dict[str, object]:
    """What the previous command named that a following message may leave out."""
    known = {slot: value for slot, value in topic.slots.items() if slot in CARRIED} if topic else {}
    several = known.get("orders")
    if "order" in known:
        known.setdefault("orders", (known["order"],))
    elif isinstance(several, tuple) and len(several) == 1:
        known["order"] = several[0]
    return known


def calls(message: Message) -> bool:
    """Whether a message is nothing but what somebody is called: "sir?", "bhaiya"."""
    words = [token.text for token in message.tokens if token.kind != "mark"]
    return bool(words) and message.words.titles.issuperset(words)


def opens(message: Message) -> bool:
    """Whether a message begins with the opening of a follow-up: "and …"."""
    return phrases_for(message.words.language, "smalltalk", "follow_ups").at(message.tokens, 0) is not None


def _without_opening(message: Message) -> list[int]:
    """Positions of the words that are not small and not the opening of a follow-up."""
    openings = phrases_for(message.words.language, "smalltalk", "follow_ups")
    skipped: set[int] = set()
    for i in range(len(message.tokens)):
        found = openings.at(message.tokens, i)
        if found:
            skipped |= set(range(i, i + found[1]))
    return [
        i
        for i, token in enumerate(message.tokens)
        if i not in skipped and token.kind not in ("mark", "line") and token.text not in message.words.idle
    ]
