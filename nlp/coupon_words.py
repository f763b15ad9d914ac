"""A coupon out of the words a seller makes it with: "HEMAT10 10% min 50rb 100x sampai 31 des"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from nlp.index import Index
from nlp.matching.message import Message, read_message
from nlp.matching.spans import Span
from nlp.matching.words import phrases_for
from values import Money

_CODE: Final = re.compile(r"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{3,20}\b|\b[A-Za-z]{2,}\d+\b")
NEAR: Final = 3


class CouponWords(Struct, frozen=True):
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
    code, percent, times = _CODE.search(text), *(_counted(message, kind, language) for kind in ("percent", "times"))
    taken = [*([code.span()] if code else []), *(found[1] for found in (percent, times) if found)]
    days = (span for span in message.spans.get("until", ()) if _is_day(message, span))
    until = next((span for span in days if not _overlaps(message, span, taken)), None)  # a code may be called FRIDAY
    if until is not None:
        taken.append((message.tokens[until.start].start, message.tokens[until.end - 1].end))
    sums = [span for span in message.spans.get("money", ()) if not _overlaps(message, span, taken)]
    least = _least(message, sums, language)
    amount = next((span for span in sorted(sums, key=lambda span: span.start) if span is not least), None)
    return CouponWords(
        code=code.group() if code else "",
        percent=percent[0] if percent else None,
        amount=_money(None if percent else amount),
        minimum=_money(least),
        most_uses=times[0] if times else None,
        until=_day(until),
    )


def _counted(message: Message, kind: str, language: str) -> tuple[int, tuple[int, int]] | None:
    """The digits before a word of a kind, and where both stand in the text."""
    words, tokens = phrases_for(language, "coupons", kind), message.tokens
    for i, token in enumerate(tokens):
        found = words.at(tokens, i + 1) if token.kind == "number" and token.text.isdigit() else None
        if found:
            return int(token.text), (token.start, tokens[i + found[1]].end)
    return None


def _is_day(message: Message, span: Span) -> bool:
    """Whether a span tells a day by more than a bare number, which may be a price or a count."""
    return span.end - span.start > 1 or message.tokens[span.start].kind == "word"


def _overlaps(message: Message, span: Span, taken: Sequence[tuple[int, int]]) -> bool:
    first, last = message.tokens[span.start].start, message.tokens[span.end - 1].end
    return any(first < end and start < last for start, end in taken)


def _least(message: Message, sums: Sequence[Span], language: str) -> Span | None:
    """The amount right after a word for the smallest order, or beside one for more: "over 50", "200 ke upar"."""
    words, tokens = phrases_for(language, "coupons", "above"), message.tokens
    above = [(i, i + found[1]) for i in range(len(tokens)) if (found := words.at(tokens, i))]
    ends = [hit.end for hit in message.hits if "minimum" in hit.concepts] + [end for _, end in above]
    near = [span for span in sums for end in ends if 0 <= span.start - end < NEAR]
    behind = [span for span in sums for start, _ in above if span.end == start]
    return min(near or behind, key=lambda span: span.start, default=None)


def _money(span: Span | None) -> Money | None:
    return span.value if span is not None and isinstance(span.value, Money) else None


def _day(span: Span | None) -> date | None:
    if span is None or not isinstance(span.value, date):
        return None
    return span.value.date() if isinstance(span.value, datetime) else span.value
