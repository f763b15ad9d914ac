"""How many are in each of what is counted: "2 cartons of 24" are 48, and so are "2 peti 24 wali"."""

from __future__ import annotations

from msgspec.structs import replace

from nlp.matching.message import Message
from nlp.matching.spans import Span
from nlp.matching.state import Match
from nlp.matching.words import phrases_for
from nlp.packs import unit_sizes
from nlp.quantities import Amount


def count_contents(message: Message, match: Match) -> None:
    """Make the quantity of a match one of single things, where it counts what holds several and how many is told."""
    amount = match.slots.get("quantity")
    if not isinstance(amount, Amount) or not amount.unit or amount.unit in unit_sizes():
        return
    for span in message.spans.get("quantity", ()):
        each = span.value
        told = None if span.mask & match.used or _is_sum(message, span) else _told(message, span)
        if told and isinstance(each, Amount) and each.said:
            match.slots["quantity"] = replace(each, value=amount.value * each.value)
            match.used |= told
            return


def _is_sum(message: Message, span: Span) -> bool:
    """Whether a number is one of money, as in "15 mil each"."""
    return any(one.mask & span.mask and one.quality > 1 for one in message.spans.get("money", ()))


def _told(message: Message, span: Span) -> int:
    """A number with the word that makes it what each holds, as bits: before it, or behind it; 0 where none does."""
    tokens = message.tokens
    after = phrases_for(message.language, "contents", "after").at(tokens, span.end)
    if after:
        return span.mask | ((1 << after[1]) - 1) << span.end
    before = phrases_for(message.language, "contents", "before")
    found = next(
        ((n, hit) for n in range(span.start) if (hit := before.at(tokens, n)) and n + hit[1] == span.start), None
    )
    return span.mask | ((1 << found[1][1]) - 1) << found[0] if found else 0
