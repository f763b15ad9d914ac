"""Spans of days, periods and times: when something is wanted, has been, or is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from nlp.matching.clock import NOON, Clock, read_clock
from nlp.matching.day_lists import coming_days, joint_of
from nlp.matching.days import DayReader
from nlp.matching.spans import Span
from nlp.matching.timewords import TimeWords, time_words
from nlp.numbers import Tokens, may_count, read_number
from nlp.packs import Pack
from nlp.situation import TimeRef

HOURS_GAP: Final = 4
HOUR: Final = 60  # minutes
MIDNIGHT: Final = 24
FEW: Final = 3  # tokens
BEFORE_HOURS: Final = ("clock_before", "range_from", "range_to", "dayparts")

Told = tuple[Clock, int]  # a time and how many tokens tell it


def _closing(clock: Clock, opening: time) -> time:
    """When a shop closes that opens then: "6 to 7" is no single hour."""
    told = clock.likely(opening)
    brief = 0 < (told.hour - opening.hour) * HOUR + told.minute - opening.minute <= HOUR
    return told.replace(hour=told.hour + NOON) if brief and not clock.sure and told.hour < NOON else told


def _without_names(tokens: Tokens, words: TimeWords) -> Tokens:
    """The tokens, those left empty that name something called after a day: who goes to the friday prayer tells none."""
    named: set[int] = set()
    for i in range(len(tokens)):
        found = words.at("not_days", tokens, i)
        named |= set(range(i, i + found[1])) if found else set()
    return (
        tuple(replace(t, text="", kind="mark") if i in named else t for i, t in enumerate(tokens)) if named else tokens
    )


def _counts_time(tokens: Tokens, i: int, words: TimeWords) -> bool:
    """Whether a number says how long something takes: "15 minutes late" is no quarter of a day."""
    unit = words.at("units", tokens, i + 1) if tokens[i].kind == "number" else None
    return unit is not None and unit[0] == "minute"


def _in_a_name(tokens: Tokens, i: int, words: TimeWords) -> bool:
    """Whether a number is the end of a word that tells no time: "A14", "iphone11"."""
    glued = tokens[i].glued and tokens[i].kind == "number" and i > 0 and tokens[i - 1].kind == "word"
    return glued and not any(words.at(table, tokens[:i], i - 1) for table in BEFORE_HOURS)


def _tells_time(tokens: Tokens, i: int, words: TimeWords, pack: Pack) -> bool:
    """Whether a token may tell a time with no other beside it: a word for one, an hour after noon, no whole number."""
    text = tokens[i].text
    if words.telling.at(tokens, i) is not None:
        return True
    if text.isdecimal():
        return NOON < int(text) <= MIDNIGHT
    return tokens[i].kind in ("number", "time") or text in pack.numbers.longest and text not in pack.few


class Dated(Struct, frozen=True):
    """Finds what is dated in the tokens of one message; `clocks` are the times that begin where something may."""

    tokens: Tokens
    now: datetime
    days: DayReader
    clocks: Mapping[int, Told | None]

    @classmethod
    def of(cls, tokens: Tokens, language: str, pack: Pack, now: datetime, text: str = "") -> Dated:
        """A finder that looks only where a word for a time stands, or a number may begin."""
        words, numbers = time_words(language), pack.numbers.longest
        tokens = _without_names(tokens, words)
        # A number alone may be the hour that was asked for.
        tells = len(tokens) <= FEW or any(_tells_time(tokens, i, words, pack) for i in range(len(tokens)))
        starts = range(len(tokens)) if tells else ()
        places = (i for i in starts if tokens[i].text in words.firsts or may_count(tokens[i], numbers))
        spoilt = (_in_a_name, _counts_time)
        clocks = {
            i: None if any(no(tokens, i, words) for no in spoilt) else read_clock(tokens, i, words, pack)
            for i in places
        }
        return cls(tokens, now, DayReader(words, pack, now.date(), text), clocks)

    def spans(self) -> Iterable[Span]:
        """Every span of a day, a period or a time."""
        days = self.days
        for i, clock in self.clocks.items():
            period, coming = days.period(self.tokens, i), days.coming(self.tokens, i)
            if period and not days.each_week(self.tokens, i):
                yield Span("period", i, i + period[1], period[0])
            if coming:
                yield Span("until", i, i + coming[1], coming[0])
                yield from self._day_and_time(i, i + coming[1], coming[0])
            if clock:
                yield from self._clock(i, clock)
            if not days.of_every_week(self.tokens, i):
                yield from self._dates(i, coming, self.tokens[i].kind == "number" or period is not None)
            yield from self._weekdays(i)
            yield from self._soon(i)

    def _dates(self, i: int, coming: tuple[date, int] | None, begun: bool) -> Iterable[Span]:
        """Days to come: one, or several that are told together, where that one or something else has begun."""
        if coming:
            yield Span("dates", i, i + coming[1], (coming[0],))
        listed = coming_days(self.days, self.tokens, i) if coming or begun else None
        if listed:
            yield Span("dates", i, i + listed[1], listed[0])

    def _clock(self, i: int, clock: Told) -> Iterable[Span]:
        end = i + clock[1]
        if clock[0].bare:
            yield Span("hour", i, end, TimeRef(None, self._resolve(clock[0], True)))
        if clock[0].marked:
            yield Span("clock", i, end, clock[0].told(), 1.0)
            coming = self.days.coming(self.tokens, end) if end < len(self.tokens) else None
            day, last = (coming[0], end + coming[1]) if coming else (None, end)
            wanted = day or self._day_apart()
            yield Span("time", i, last, TimeRef(wanted, self._resolve(clock[0], wanted is None)), 1.0)
            at = datetime.combine(day or self.now.date(), self._resolve(clock[0], day is None), self.now.tzinfo)
            yield Span("until", i, last, at, 0.9)
        yield from self._hours(i, clock)

    def _day_apart(self) -> date | None:
        """The one day to come that a message names, where it tells one time: "it's for saturday, can I come at 11"."""
        told = sum(clock is not None and clock[0].marked for clock in self.clocks.values())
        named = {coming[0] for i in self.clocks if (coming := self.days.coming(self.tokens, i))}
        return min(named) if told == len(named) == 1 and self.now.date() not in named else None

    def ends(self) -> Iterable[tuple[int, int, Clock]]:
        """The times of day that stand alone, from token to token: when something begins or ends."""
        whole = [
            (i, end) for i, told in self.clocks.items() if told for end in (hours.end for hours in self._hours(i, told))
        ]
        for i, told in self.clocks.items():
            if told and told[0].marked and not any(start <= i < end for start, end in whole):
                yield i, i + told[1], told[0]

    def _hours(self, i: int, clock: Told) -> Iterable[Span]:
        """Opening and closing time: "9 to 5", "06.00 - 21.30", "opens 7am, closing time 9pm"."""
        end = i + clock[1]
        joined = self.days.words.at("range_to", self.tokens, end)
        starts = [end + joined[1]] if joined else range(end, min(end + HOURS_GAP, len(self.tokens)))
        for start in starts:
            after = self.clocks.get(start)
            told = clock[0].marked and after is not None and after[0].marked
            if after and (joined or told or start == end and clock[0].minute + after[0].minute):
                opening = clock[0].likely() if clock[0].sure else clock[0].likely(time(4))
                quality = 1.2 if clock[0].marked or after[0].marked else 1.0
                yield Span("hours", i, start + after[1], (opening, _closing(after[0], opening)), quality)
                return

    def _day_and_time(self, start: int, end: int, day: date) -> Iterable[Span]:
        clock = self.clocks.get(end)
        if clock and clock[0].marked:
            moment = self._resolve(clock[0], False)
            yield Span("time", start, end + clock[1], TimeRef(day, moment))
            yield Span("until", start, end + clock[1], datetime.combine(day, moment, self.now.tzinfo))
        elif day != self.now.date():
            yield Span("time", start, end, TimeRef(day), 0.8)

    def _resolve(self, clock: Clock, today: bool) -> time:
        """The time meant; today, an hour that is already over is taken for the later one."""
        told = clock.likely()
        if not today or clock.sure or told > self.now.time() or told.hour >= 12:
            return told
        return time(told.hour + 12, told.minute)

    def _weekdays(self, i: int) -> Iterable[Span]:
        groups = {"weekend": (5, 6), "weekdays": (0, 1, 2, 3, 4), "daily": tuple(range(7))}
        group = self.days.words.at("weekday_groups", self.tokens, i)
        if group:
            yield Span("days", i, i + group[1], groups[group[0]])
        listed = self._listed(i)
        if listed:
            yield Span("days", i, listed[1], listed[0])
        every = self.days.words.at("every", self.tokens, i)
        told = self._listed(i + every[1]) if every else listed
        if told and (every or self.days.words.at("weekdays_each", self.tokens, i)):
            yield Span("weekly", i, told[1], told[0])

    def _listed(self, i: int) -> tuple[tuple[int, ...], int] | None:
        """Weekdays one after another, as "monday to friday" and "sat and sun", and where they end."""
        first = self.days.words.at("weekdays", self.tokens, i)
        if not first:
            return None
        days, end = [first[0]], i + first[1]
        while joint := joint_of(self.days, self.tokens, end):
            more = self.days.words.at("weekdays", self.tokens, end + joint[1])
            if not more:
                break
            ahead = (more[0] - days[-1]) % 7 if joint[0] else 0
            days += [(days[-1] + n) % 7 for n in range(1, ahead)] + [more[0]]
            end += joint[1] + more[1]
        return tuple(sorted(set(days))), end

    def _soon(self, i: int) -> Iterable[Span]:
        soon = self.days.words.at("soon", self.tokens, i)
        if soon:
            yield Span("time", i, i + soon[1], TimeRef(asap=True), 0.5)
        opened = self.days.words.at("in_time", self.tokens, i)
        start = i + (opened[1] if opened else 0)
        number = read_number(self.tokens, start, self.days.pack)
        unit = self.days.words.at("units", self.tokens, start + number[1]) if number else None
        if not number or not unit or unit[0] not in ("minute", "hour") or number[0] > Decimal(1440):
            return
        end = start + number[1] + unit[1]
        later = self.days.words.at("later", self.tokens, end)
        at = self.now + timedelta(minutes=float(number[0] * (60 if unit[0] == "hour" else 1)))
        if not (opened or later):  # "close for 2 hours"
            yield from (Span(kind, i, end, at.replace(second=0, microsecond=0), 1.1) for kind in ("until", "lasting"))
        else:
            yield Span(
                "time",
                i,
                end + (later[1] if later else 0),
                TimeRef(at.date(), at.time().replace(second=0, microsecond=0)),
                1.1,
            )
