"""The spans of a message: products, numbers in all their roles, days, times and named values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Final

from msgspec import Struct

from nlp.index import Index
from nlp.matching.codes import shipment_code
from nlp.matching.dated import Dated
from nlp.matching.patterns import slot_data
from nlp.matching.products import product_spans
from nlp.matching.spans import CERTAIN, Span
from nlp.matching.words import Hit, Vocabulary
from nlp.numbers import Reading, may_count, read_money, read_number
from nlp.quantities import read_amount
from nlp.situation import OrderRef
from nlp.text import Token
from values import Money

ORDER_DIGITS: Final = 4
NO_ORDER: Final = 10**9  # no order has so long a number
DIGITS: Final = {1: 0.2, 2: 0.2, 3: 0.9}  # so short a number is hardly that of an order
NEAR: Final = 4
EARLIEST: Final = time(4)  # no store opens before
ONE_END: Final = 0.8  # how well one time tells hours
UNTIL, OPEN, CLOSE = "until", "open", "close"  # what tells which end of them it is
LAST_ORDER: Final = "last_order"  # words for the newest one
_GROUPED: Final = re.compile(r"\d{1,3}([.,]\d{3})+")
_CENTS: Final = re.compile(r"[.,]\d\d$")
_STARS: Final = re.compile(r"([0-5])/5|([0-9]|10)/10")


class Reader(Struct, frozen=True):
    """Finds every span in the tokens of one message."""

    text: str
    tokens: tuple[Token, ...]
    hits: list[Hit]
    vocabulary: Vocabulary
    index: Index
    now: datetime
    language: str
    currency: str

    def spans(self) -> dict[str, list[Span]]:
        """All spans by slot type, the longer and better first."""
        found: dict[str, list[Span]] = {}
        products = product_spans(self.tokens, self.index, self.vocabulary, self.hits)
        dated = Dated.of(self.tokens, self.language, self.index.pack, self.now, self.text)
        when = (*dated.spans(), *self._one_end(dated))
        for span in (*(Span("product", *p) for p in products), *self._numbers(), *when, *self._valued()):
            found.setdefault(span.type, []).append(span)
        for kind in found:
            found[kind].sort(key=lambda s: (-(s.end - s.start) * s.quality, s.start))
        return found

    def _one_end(self, dated: Dated) -> Iterable[Span]:
        """Hours of which only one end is told: "saturdays until 2", "we open at 10"."""
        said = {concept for hit in self.hits if hit.quality == 1 for concept in hit.concepts}
        for start, end, clock in dated.ends():
            if any(dated.days.period(self.tokens, n) for n in range(start, end)):
                continue  # "until 11 tonight" is no hour of every day
            until = any(UNTIL in hit.concepts and start - 1 <= hit.start <= end for hit in self.hits)
            if until or CLOSE in said and OPEN not in said:
                yield Span("hours", start, end, (None, clock.late()), ONE_END)
            elif OPEN in said:
                yield Span("hours", start, end, (clock.likely(EARLIEST), None), ONE_END)

    def _numbers(self) -> Iterable[Span]:
        coded = any(token.raw[0].isdigit() for token in self.tokens)
        for i, token in enumerate(self.tokens):
            if may_count(token, self.index.pack.counting):
                yield from self._money(i)
                yield from self._quantity(i)
                yield from self._order(i, token)
                number = read_number(self.tokens, i, self.index.pack)
                yield from self._rating(i, number)
                yield from self._count(i, number)
            code = shipment_code(self.text, self.tokens, i) if coded else None
            if code:
                yield Span("tracking", i, i + code[1], code[0], 1.3)

    def _money(self, i: int) -> Iterable[Span]:
        marked = read_money(self.tokens, i, self.index.pack)
        found = marked or read_money(self.tokens, i, self.index.pack, bare=True)
        if found is None or found[0] < 0 or self._is_share(i, found):
            return
        grouped = self.tokens[i].kind == "number" and bool(_GROUPED.fullmatch(self.tokens[i].text))
        quality = 1.2 if marked else 1.1 if grouped else 0.9 if self.tokens[i].kind == "number" else 0.7
        if not marked and self.tokens[i].text in self.vocabulary.idle:
            quality = 0.2
        yield Span("money", i, i + found[1], Money.of(found[0], self.currency), quality)

    def _is_share(self, i: int, found: Reading) -> bool:
        """Whether a number is a part of something, told by a word: "half" is no sum."""
        return found is not None and 0 < found[0] < 1 and self.tokens[i].kind == "word" and found[1] == 1

    def _quantity(self, i: int) -> Iterable[Span]:
        found = read_amount(self.tokens, i, self.index.pack)
        if found is None or not found[0].said or i and self.tokens[i - 1].text in ("#",):
            return
        amount, used = found
        if self.index.pack.thousands.at(self.tokens, i + used):
            return
        digits = self.tokens[i].kind == "number"
        quality = CERTAIN if amount.unit else 1.0 if digits else 0.8
        if not amount.unit and (amount.value >= 1000 or _CENTS.search(self.tokens[i].text)):
            quality = 0.5
        if self.tokens[i].text in self.vocabulary.idle and not amount.unit:
            quality = 0.45
        yield Span("quantity", i, i + used, amount, quality)
        if amount.unit:
            number = read_number(self.tokens, i, self.index.pack)
            if number and number[1] < used:
                yield Span("quantity", i, i + number[1], type(amount)(number[0]), 0.9)

    def _order(self, i: int, token: Token) -> Iterable[Span]:
        if token.kind != "number" or not token.text.isdigit() or not 0 < int(token.text) < NO_ORDER:
            return
        if len(token.text) < ORDER_DIGITS and self.index.pack.thousands.at(self.tokens, i + 1):
            return
        before = self.tokens[i - 1].text if i else ""
        marked = before in self.index.pack.order_signs and not self._of_a_house(i)
        quality = 1.2 if marked else 1.1 if len(token.text) >= ORDER_DIGITS else DIGITS[len(token.text)]
        yield Span("order", i - (before == "#"), i + 1, OrderRef(int(token.text)), quality)

    def _of_a_house(self, i: int) -> bool:
        """Whether a number stands behind another and a sign: "carrera 15 # 80-20"."""
        return i > 1 and self.tokens[i - 1].text == "#" and self.tokens[i - 2].kind == "number"

    def _rating(self, i: int, number: Reading) -> Iterable[Span]:
        token = self.tokens[i]
        fraction = _STARS.fullmatch(token.text)
        if fraction:
            stars = int(fraction[1]) if fraction[1] else max(1, (int(fraction[2]) + 1) // 2)
            yield Span("rating", i, i + 1, stars, 1.2)
            return
        if number and number[0] == int(number[0]) and 1 <= number[0] <= 5 and token.text not in self.vocabulary.idle:
            yield Span("rating", i, i + number[1], int(number[0]), 1.0 if token.kind == "number" else 0.9)

    def _count(self, i: int, number: Reading) -> Iterable[Span]:
        if number is None:
            return
        value, end = number[0], i + number[1]
        thousands = self.index.pack.thousands.at(self.tokens, end)
        if thousands:
            value, end = value * thousands[0], end + thousands[1]
        if value == int(value) and value > 0:
            yield Span("number", i, end, int(value), 1.0 if self.tokens[i].kind == "number" else 0.9)

    def _valued(self) -> Iterable[Span]:
        for hit in self.hits:
            for concept in hit.concepts:
                kind, _, value = concept.partition("=")
                if value:
                    yield Span(kind, hit.start, hit.end, value, hit.quality)
                if concept == LAST_ORDER:
                    yield Span("order", hit.start, hit.end, OrderRef(last=True), hit.quality)
                yield from self._told(hit, concept)

    def _told(self, hit: Hit, concept: str) -> Iterable[Span]:
        """Values told by a concept, and those that a "not" beside it tells."""
        for kind, values in slot_data()["values"].items():
            if concept in values:
                yield Span(kind, hit.start, hit.end, values[concept], hit.quality)
        for kind, opposites in slot_data()["negated"].items():
            for other in self.hits if concept in opposites else ():
                start, end = min(other.start, hit.start), max(other.end, hit.end)
                if "not" in other.concepts and not other.mask & hit.mask and end - start <= NEAR:
                    yield Span(kind, start, end, opposites[concept], hit.quality)
