"""What is told of goods that came in besides how many: "dari Pak Budi 2rb exp 5 des batch B7"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from msgspec import Struct

from nlp.index import Index
from nlp.matching.message import Message, read_message
from nlp.matching.spans import Span
from nlp.matching.state import bits
from nlp.people import called
from nlp.quantities import Amount
from nlp.situation import PeriodRef
from values import Money

NEAR: Final = 2
LATELY: Final = timedelta(days=60)
PLAIN: Final = 0.85  # how plainly a number has to be one of money


class ArrivalWords(Struct, frozen=True):
    """What was told of an arrival; empty or None for what was not. `whole` says that the cost is that of all of it."""

    supplier: str = ""
    batch: str = ""
    cost: Money | None = None
    whole: bool = False
    expires: date | None = None


def read_arrival(text: str, language: str, index: Index, now: datetime) -> ArrivalWords:
    """Who brought goods, their batch, what they cost and until when they keep, out of words in any order."""
    message = read_message(text, language, index, now)
    if not message.tokens:
        return ArrivalWords()
    batch, taken = _batch(message)
    until = _expiry(message, taken)
    taken |= until.mask if until else 0
    cost = _cost(message, taken)
    taken |= cost.mask if cost else 0
    return ArrivalWords(
        supplier=_supplier(message, taken, language),
        batch=batch,
        cost=cost.value if cost is not None and isinstance(cost.value, Money) else None,
        whole=any(hit.quality == 1 for hit in message.by_concept.get("all", ())),
        expires=_keeps_until(message, until, now.date()),
    )


def counted_by(text: str, language: str, index: Index, now: datetime) -> Decimal | None:
    """How many of a unit a message tells ("2 trays of eggs at 15"); None where it counts by none, or by several."""
    spans = read_message(text, language, index, now).spans.get("quantity", ())
    told = {span.value.value for span in spans if isinstance(span.value, Amount) and span.value.unit}
    return told.pop() if len(told) == 1 else None


def _batch(message: Message) -> tuple[str, int]:
    """The word after one for a batch, and the tokens of both."""
    for hit in message.by_concept.get("batch", ()):
        if hit.end < len(message.tokens) and message.tokens[hit.end].kind not in ("mark", "line"):
            end = hit.end + 1
            while end < len(message.tokens) and not message.text[message.tokens[end].start - 1].isspace():
                end += 1
            return message.raw(hit.end, end), bits(hit.start, end)
    return "", 0


def _expiry(message: Message, taken: int) -> Span | None:
    """The day after a word for expiring, past or to come, else a coming day told by its month."""
    days = [span for span in message.spans.get("until", ()) if not span.mask & taken]
    past = [span for span in message.spans.get("period", ()) if not span.mask & taken and _single(span)]
    ends = [hit.end for hit in message.by_concept.get("expiry", ())]
    after = [span for span in (*days, *past) for end in ends if 0 <= span.start - end < NEAR]
    told = after or [span for span in days if span.end - span.start > 1]
    return max(told, key=lambda span: (span.end - span.start, -span.start), default=None)


def _single(span: Span) -> date | None:
    """The one day of a period."""
    value = span.value
    return value.first if isinstance(value, PeriodRef) and value.first == value.last else None


def _keeps_until(message: Message, until: Span | None, today: date) -> date | None:
    """The day meant; one that has just passed and comes again next year is the one that has passed."""
    if until is None:
        return None
    same = [_single(span) for span in message.spans.get("period", ()) if span.mask == until.mask]
    gone = next((day for day in same if day is not None and timedelta(0) < today - day <= LATELY), None)
    coming = _day(until)
    return gone if gone and (coming is None or coming - gone > LATELY) else coming


def _cost(message: Message, taken: int) -> Span | None:
    sums = [span for span in message.spans.get("money", ()) if span.quality >= PLAIN and not span.mask & taken]
    return max(sums, key=lambda span: (span.quality, -span.start), default=None)


def _supplier(message: Message, taken: int, language: str) -> str:
    """The name beside a word for "from": behind it, or before it where the language says it so."""
    kept = taken | _marked(message, ("expiry", "batch", "all"))
    for hit in message.by_concept.get("from", ()):
        for run in (_run(message, kept, hit.end, 1), _run(message, kept, hit.start - 1, -1)):
            name = called(message.raw(run[0], run[-1] + 1), language) if run else ""
            if any(sign.isalpha() for sign in name):
                return name
    return _first_name(message, kept, language)


def _first_name(message: Message, taken: int, language: str) -> str:
    """The words that it begins with, where they mean nothing else, as in "Don Luis a 400"."""
    run = _run(message, taken, 0, 1)
    meant = {n for hit in message.hits if hit.quality == 1 for n in range(hit.start, hit.end)}
    name = called(message.raw(0, run[-1] + 1), language) if run else ""
    said = [n for n in run if message.tokens[n].text not in message.words.idle]
    return name if said and not meant & set(said) else ""


def _marked(message: Message, concepts: Sequence[str]) -> int:
    mask = 0
    for concept in concepts:
        for hit in message.by_concept.get(concept, ()):
            mask |= hit.mask
    return mask


def _run(message: Message, taken: int, start: int, step: int) -> list[int]:
    """The words from one on that stand for nothing else, in the order in which they stand."""
    found: list[int] = []
    while 0 <= start < len(message.tokens) and not taken >> start & 1 and message.tokens[start].kind == "word":
        found.append(start)
        start += step
    return sorted(found)


def _day(span: Span) -> date | None:
    if not isinstance(span.value, date):
        return _single(span)
    return span.value.date() if isinstance(span.value, datetime) else span.value
