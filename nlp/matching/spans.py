"""Spans of a message that may fill a slot: products, numbers in all their roles, days, times and named values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from nlp.index import Index
from nlp.matching.clock import NOON, Clock, read_clock
from nlp.matching.codes import shipment_code
from nlp.matching.day_lists import coming_days
from nlp.matching.days import DayReader
from nlp.matching.patterns import slot_data
from nlp.matching.products import product_spans
from nlp.matching.timewords import TimeWords, time_words
from nlp.matching.words import Hit, Vocabulary
from nlp.numbers import read_money, read_number
from nlp.quantities import read_amount
from nlp.situation import OrderRef, TimeRef
from nlp.text import Token
from values import Money

ORDER_DIGITS: Final = 4
NO_ORDER: Final = 10**9  # no order has so long a number
DIGITS: Final = {1: 0.2, 2: 0.2, 3: 0.9}  # so short a number is hardly that of an order
HOURS_GAP: Final = 4
HOUR: Final = 60  # minutes
NEAR: Final = 4
LAST_ORDER: Final = "last_order"  # words for the newest one


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `start`:`end` that may fill a slot of `type`; `quality` says how well (1 is plain)."""

    type: str
    start: int
    end: int
    value: object
    quality: float = 1.0

    @property
    def mask(self) -> int:
        """The tokens as bits."""
        return ((1 << (self.end - self.start)) - 1) << self.start


def _closing(clock: Clock, opening: time) -> time:
    """When a shop closes that opens then: "6 to 7" is no single hour."""
    told = clock.likely(opening)
    brief = 0 < (told.hour - opening.hour) * HOUR + told.minute - opening.minute <= HOUR
    return told.replace(hour=told.hour + NOON) if brief and not clock.sure and told.hour < NOON else told


@dataclass(frozen=True)
class Reader:
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
        for span in (*(Span("product", *p) for p in products), *self._numbers(), *self._dated(), *self._valued()):
            found.setdefault(span.type, []).append(span)
        for kind in found:
            found[kind].sort(key=lambda s: (-(s.end - s.start) * s.quality, s.start))
        return found

    def _numbers(self) -> Iterable[Span]:
        for i, token in enumerate(self.tokens):
            yield from self._money(i)
            yield from self._quantity(i)
            yield from self._order(i, token)
            yield from self._rating(i)
            yield from self._count(i)
            code = shipment_code(self.text, self.tokens, i)
            if code:
                yield Span("tracking", i, i + code[1], code[0], 1.3)

    def _money(self, i: int) -> Iterable[Span]:
        marked = read_money(self.tokens, i, self.index.pack)
        found = marked or read_money(self.tokens, i, self.index.pack, bare=True)
        if found is None or found[0] < 0:
            return
        grouped = self.tokens[i].kind == "number" and bool(re.fullmatch(r"\d{1,3}([.,]\d{3})+", self.tokens[i].text))
        quality = 1.2 if marked else 1.1 if grouped else 0.9 if self.tokens[i].kind == "number" else 0.7
        if not marked and self.tokens[i].text in self.vocabulary.idle:
            quality = 0.2
        yield Span("money", i, i + found[1], Money.of(found[0], self.currency), quality)

    def _quantity(self, i: int) -> Iterable[Span]:
        found = read_amount(self.tokens, i, self.index.pack)
        if found is None or not found[0].said or i and self.tokens[i - 1].text in ("#",):
            return
        amount, used = found
        if self.index.pack.thousands.at(self.tokens, i + used):
            return
        digits = self.tokens[i].kind == "number"
        quality = 1.15 if amount.unit else 1.0 if digits else 0.8
        if not amount.unit and (amount.value >= 1000 or re.search(r"[.,]\d\d$", self.tokens[i].text)):
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

    def _rating(self, i: int) -> Iterable[Span]:
        token = self.tokens[i]
        fraction = re.fullmatch(r"([0-5])/5|([0-9]|10)/10", token.text)
        if fraction:
            stars = int(fraction[1]) if fraction[1] else max(1, (int(fraction[2]) + 1) // 2)
            yield Span("rating", i, i + 1, stars, 1.2)
            return
        number = read_number(self.tokens, i, self.index.pack)
        if number and number[0] == int(number[0]) and 1 <= number[0] <= 5 and token.text not in self.vocabulary.idle:
            yield Span("rating", i, i + number[1], int(number[0]), 1.0 if token.kind == "number" else 0.9)

    def _count(self, i: int) -> Iterable[Span]:
        number = read_number(self.tokens, i, self.index.pack)
        if number is None:
            return
        value, end = number[0], i + number[1]
        thousands = self.index.pack.thousands.at(self.tokens, end)
        if thousands:
            value, end = value * thousands[0], end + thousands[1]
        if value == int(value) and value > 0:
            yield Span("number", i, end, int(value), 1.0 if self.tokens[i].kind == "number" else 0.9)

    def _dated(self) -> Iterable[Span]:
        words, days = time_words(self.language), DayReader(time_words(self.language), self.index.pack, self.now.date())
        clocks = {i: read_clock(self.tokens, i, words, self.index.pack) for i in range(len(self.tokens))}
        for i in range(len(self.tokens)):
            period, coming, clock = days.period(self.tokens, i), days.coming(self.tokens, i), clocks[i]
            if period:
                yield Span("period", i, i + period[1], period[0])
            if coming:
                yield Span("until", i, i + coming[1], coming[0])
                yield Span("dates", i, i + coming[1], (coming[0],))
                yield from self._day_and_time(i, i + coming[1], coming[0], clocks)
            if clock:
                yield from self._clock(i, clock, clocks, words, days)
            listed = coming_days(days, self.tokens, i) if coming or self.tokens[i].kind == "number" or period else None
            if listed:
                yield Span("dates", i, i + listed[1], listed[0])
            yield from self._weekdays(i, words)
            yield from self._soon(i, words)

    def _clock(
        self,
        i: int,
        clock: tuple[Clock, int],
        clocks: dict[int, tuple[Clock, int] | None],
        words: TimeWords,
        days: DayReader,
    ) -> Iterable[Span]:
        end = i + clock[1]
        if clock[0].marked:
            yield Span("clock", i, end, clock[0].told(), 1.0)
            coming = days.coming(self.tokens, end) if end < len(self.tokens) else None
            day, last = (coming[0], end + coming[1]) if coming else (None, end)
            yield Span("time", i, last, TimeRef(day, self._resolve(clock[0], day is None)), 1.0)
            at = datetime.combine(day or self.now.date(), self._resolve(clock[0], day is None), self.now.tzinfo)
            yield Span("until", i, last, at, 0.9)
        yield from self._hours(i, clock, clocks, words)

    def _hours(
        self, i: int, clock: tuple[Clock, int], clocks: dict[int, tuple[Clock, int] | None], words: TimeWords
    ) -> Iterable[Span]:
        """Opening and closing time: "9 to 5", "06.00 - 21.30", "opens 7am, closing time 9pm"."""
        end = i + clock[1]
        joined = words.at("range_to", self.tokens, end)
        starts = [end + joined[1]] if joined else range(end, min(end + HOURS_GAP, len(self.tokens)))
        for start in starts:
            after = clocks.get(start)
            told = clock[0].marked and after is not None and after[0].marked
            if after and (joined or told or start == end and clock[0].minute + after[0].minute):
                opening = clock[0].likely() if clock[0].sure else clock[0].likely(time(4))
                quality = 1.2 if clock[0].marked or after[0].marked else 1.0
                yield Span("hours", i, start + after[1], (opening, _closing(after[0], opening)), quality)
                return

    def _day_and_time(
        self, start: int, end: int, day: object, clocks: dict[int, tuple[Clock, int] | None]
    ) -> Iterable[Span]:
        clock = clocks.get(end)
        if clock and clock[0].marked and hasattr(day, "year"):
            moment = self._resolve(clock[0], False)
            yield Span("time", start, end + clock[1], TimeRef(day, moment))  # type: ignore[arg-type]
            yield Span("until", start, end + clock[1], datetime.combine(day, moment, self.now.tzinfo))  # type: ignore[arg-type]
        elif day != self.now.date():
            yield Span("time", start, end, TimeRef(day), 0.8)  # type: ignore[arg-type]

    def _resolve(self, clock: Clock, today: bool) -> time:
        """The time meant; today, an hour that is already over is taken for the later one."""
        told = clock.likely()
        if not today or clock.sure or told > self.now.time() or told.hour >= 12:
            return told
        return time(told.hour + 12, told.minute)

    def _weekdays(self, i: int, words: TimeWords) -> Iterable[Span]:
        groups = {"weekend": (5, 6), "weekdays": (0, 1, 2, 3, 4), "daily": tuple(range(7))}
        group = words.at("weekday_groups", self.tokens, i)
        if group:
            yield Span("days", i, i + group[1], groups[group[0]])
        first = words.at("weekdays", self.tokens, i)
        if not first:
            return
        days, end = [first[0]], i + first[1]
        joined = words.at("range_to", self.tokens, end)
        until = words.at("weekdays", self.tokens, end + joined[1]) if joined else None
        if joined and until:
            count = (until[0] - first[0]) % 7 + 1
            listed = words.at("and", self.tokens, end)
            days = [first[0], until[0]] if listed else [(first[0] + n) % 7 for n in range(count)]
            end += joined[1] + until[1]
        while joint := words.at("and", self.tokens, end):
            more = words.at("weekdays", self.tokens, end + joint[1])
            if not more:
                break
            days, end = [*days, more[0]], end + joint[1] + more[1]
        yield Span("days", i, end, tuple(sorted(set(days))))

    def _soon(self, i: int, words: TimeWords) -> Iterable[Span]:
        soon = words.at("soon", self.tokens, i)
        if soon:
            yield Span("time", i, i + soon[1], TimeRef(asap=True), 0.5)
        opened = words.at("in_time", self.tokens, i)
        start = i + (opened[1] if opened else 0)
        number = read_number(self.tokens, start, self.index.pack)
        unit = words.at("units", self.tokens, start + number[1]) if number else None
        if not number or not unit or unit[0] not in ("minute", "hour") or number[0] > Decimal(1440):
            return
        end = start + number[1] + unit[1]
        later = words.at("later", self.tokens, end)
        if opened or later:
            minutes = number[0] * (60 if unit[0] == "hour" else 1)
            at = self.now + timedelta(minutes=float(minutes))
            yield Span(
                "time",
                i,
                end + (later[1] if later else 0),
                TimeRef(at.date(), at.time().replace(second=0, microsecond=0)),
                1.1,
            )

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
