"""A coupon out of the words a seller makes it with: "HEMAT10 10% min 50rb 100x sampai 31 des"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from nlp.index import Index
from nlp.matching.message import read_message
from nlp.matching.spans import Span
from nlp.matching.state import Message
from values import Money

_PERCENT: Final = re.compile(r"(\d{1,3})\s*(?:%|persen|percent|por\s?ciento|प्रतिशत|फीसदी|pratishat)", re.IGNORECASE)
_TIMES: Final = re.compile(
    r"(\d+)\s*(?:x\b|kali|orang|times|uses|people|veces|usos|personas|baar|बार|logon|लोग)", re.IGNORECASE
)
_CODE: Final = re.compile(r"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{3,20}\b|\b[A-Za-z]{2,}\d+\b")
NEAR: Final = 3


@dataclass(frozen=True, slots=True)
class CouponWords:
    """What was said of a coupon; None for what was not."""

    code: str
    percent: int | None
    amount: Money | None
    minimum: Money | None
    most_uses: int | None
    until: date | None


def read_coupon(text: str, language: str, index: Index, now: datetime) -> CouponWords:
    """The code (in capitals, or letters with digits), the discount, the smallest order, how often and until when."""
    message = read_message(text, language, index, now)
    code, percent, times = _CODE.search(text), _PERCENT.search(text), _TIMES.search(text)
    taken = [found.span() for found in (code, percent, times) if found]
    until = next((span for span in message.spans.get("until", ()) if _is_day(message, span)), None)
    if until is not None:
        taken.append((message.tokens[until.start].start, message.tokens[until.end - 1].end))
    sums = [span for span in message.spans.get("money", ()) if not _overlaps(message, span, taken)]
    least = _after_minimum(message, sums)
    amount = next((span for span in sorted(sums, key=lambda span: span.start) if span is not least), None)
    return CouponWords(
        code=code.group() if code else "",
        percent=int(percent[1]) if percent else None,
        amount=_money(None if percent else amount),
        minimum=_money(least),
        most_uses=int(times[1]) if times else None,
        until=_day(until),
    )


def _is_day(message: Message, span: Span) -> bool:
    """Whether a span tells a day by more than a bare number, which may be a price or a count."""
    return span.end - span.start > 1 or message.tokens[span.start].kind == "word"


def _overlaps(message: Message, span: Span, taken: Sequence[tuple[int, int]]) -> bool:
    first, last = message.tokens[span.start].start, message.tokens[span.end - 1].end
    return any(first < end and start < last for start, end in taken)


def _after_minimum(message: Message, sums: Sequence[Span]) -> Span | None:
    """The amount right after a word for the smallest order."""
    ends = [hit.end for hit in message.hits if "minimum" in hit.concepts]
    near = [span for span in sums for end in ends if 0 <= span.start - end < NEAR]
    return min(near, key=lambda span: span.start, default=None)


def _money(span: Span | None) -> Money | None:
    return span.value if span is not None and isinstance(span.value, Money) else None


def _day(span: Span | None) -> date | None:
    if span is None or not isinstance(span.value, date):
        return None
    return span.value.date() if isinstance(span.value, datetime) else span.value
