"""Several coming days in one breath: "25 dan 26 desember", "24, 25 y 26 de dic", "monday to wednesday"."""

from __future__ import annotations

from datetime import date
from typing import Final

from nlp.matching.days import DayReader
from nlp.matching.periods import DAY
from nlp.numbers import Tokens

MOST: Final = 31  # days in one breath
HOURS: Final = 24
DATED: Final = ("day_word", "ordinals")  # the words that make a number that of a day

Named = date | tuple[int, int]  # a day, or its number and month (0 when not told)


def coming_days(reader: DayReader, tokens: Tokens, i: int) -> tuple[tuple[date, ...], int] | None:
    """The coming days that are listed from token `i` on, and how many tokens that takes; None for fewer than two."""
    first = _named(reader, tokens, i)
    if first is None:
        return None
    found, ranges, end = [first[0]], [False], i + first[1]
    while joint := joint_of(reader, tokens, end):
        at = end + joint[1]
        more = _named(reader, tokens, at) or _beside(reader, tokens, at)
        if more is None:
            break
        found, ranges, end = [*found, more[0]], [*ranges, joint[0]], end + joint[1] + more[1]
    late = any(ranges) and any(isinstance(one, tuple) and one[0] > HOURS for one in found)  # "24 to 26" are no hours
    if late or any(reader.words.at(word, tokens, n) for n in range(i, end) for word in DATED):
        found = _with_month(reader, found)
    days = _days(reader, found, ranges) if len(found) > 1 else ()
    return (days, end - i) if len(days) > 1 else None


def _named(reader: DayReader, tokens: Tokens, i: int) -> tuple[Named, int] | None:
    """The day that is named at token `i`, "25" alone included, and its length."""
    if i >= len(tokens):
        return None
    told = reader.words.at("day_word", tokens, i)
    at = i + (told[1] if told else 0)
    bound = reader.bound(tokens, at)
    if bound:
        return (bound[0], bound[1]), at + bound[2] - i
    return reader.named_day(tokens, i)


def _beside(reader: DayReader, tokens: Tokens, i: int) -> tuple[Named, int] | None:
    """The day that a word names only beside another: "tomorrow and the day after", "mañana y pasado"."""
    found = reader.words.at("days_listed", tokens, i)
    return (reader.today + found[0] * DAY, found[1]) if found else None


def joint_of(reader: DayReader, tokens: Tokens, i: int) -> tuple[bool, int] | None:
    """Whether what stands between two days counts those between as well, and its length; None where nothing joins them.

    Weekdays may stand with a dash between them, or one after the other.
    """
    listed, ranged = reader.words.at("and", tokens, i), reader.words.at("range_to", tokens, i)
    if listed and not (ranged and ranged[1] > listed[1]):
        return False, listed[1]
    if ranged:
        return True, ranged[1]
    if reader.words.at("weekdays", tokens, i) is None:
        return None
    return reader.dashed(tokens, i), 0


def _with_month(reader: DayReader, found: list[Named]) -> list[Named]:
    """The days, the first number where no month was told in that of the next such day: "tgl 25 sampai 27"."""
    first = found[0]
    if any(isinstance(one, date) or one[1] for one in found) or isinstance(first, date):
        return found
    coming = reader.on(first[0], 0, future=True)
    return [(first[0], coming.month), *found[1:]] if coming else found


def _days(reader: DayReader, found: list[Named], ranges: list[bool]) -> tuple[date, ...]:
    """The days in order; a number without a month is in that of its neighbours. None where no month was told at all."""
    months = [one[1] for one in found if isinstance(one, tuple) and one[1]]
    if not months and any(isinstance(one, tuple) for one in found):
        return ()
    days: list[date] = []
    for n, one in enumerate(found):
        day = one if isinstance(one, date) else reader.on(one[0], one[1] or _month(found, n), future=True)
        if day is None or days and ranges[n] and not 0 < (day - days[-1]).days <= MOST:
            return ()
        between = (day - days[-1]).days if days and ranges[n] else 1
        days += [day - ahead * DAY for ahead in range(between - 1, -1, -1)]
    return tuple(sorted(set(days)))[:MOST]


def _month(found: list[Named], n: int) -> int:
    """The month that is told next after a number, else the last before it."""
    told = [one[1] if isinstance(one, tuple) else one.month for one in found]
    return next((month for month in (*told[n:], *reversed(told[:n])) if month), 0)
