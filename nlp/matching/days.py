"""Days and periods as people name them: yesterday, last week, "1-15 nov", "sampai senin", "el viernes"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from nlp.matching.periods import DAY, WEEK, named_period
from nlp.matching.timewords import TimeWords
from nlp.numbers import Tokens, read_number
from nlp.packs import Pack
from nlp.situation import PeriodRef

YEAR: Final = 4  # digits
SHORT: Final = 3  # a name of so few letters is another word as well
BACK: Final = 2
AHEAD: Final = 8
DASHES: Final = frozenset("-–—")
LONGEST_EVERY: Final = 2  # words


class DayReader(Struct, frozen=True):
    """Reads days and periods of one language, seen from `today`. `text` is the message: its dashes are no tokens."""

    words: TimeWords
    pack: Pack
    today: date
    text: str = ""

    def dashed(self, tokens: Tokens, i: int) -> bool:
        """Whether a dash stands between token `i` and the one before."""
        between = self.text[tokens[i - 1].end : tokens[i].start] if 0 < i < len(tokens) else ""
        return not DASHES.isdisjoint(between)

    def period(self, tokens: Tokens, i: int) -> tuple[PeriodRef, int] | None:
        """The past or present period that begins at token `i`, and its length."""
        return (
            self._range(tokens, i)
            or self._stretch(tokens, i)
            or self._named(tokens, i)
            or self._so_far(tokens, i)
            or self._single(tokens, i)
            or self._month(tokens, i)
        )

    def coming(self, tokens: Tokens, i: int) -> tuple[date, int] | None:
        """The coming day that begins at token `i` (a word, a weekday, a date, "3 days"), and its length."""
        return self._calendar(tokens, i, future=True) or self.named_day(tokens, i) or self._span(tokens, i)

    def _named(self, tokens: Tokens, i: int) -> tuple[PeriodRef, int] | None:
        found = self.words.at("periods", tokens, i)
        return (named_period(found[0], self.today), found[1]) if found else None

    def _so_far(self, tokens: Tokens, i: int) -> tuple[PeriodRef, int] | None:
        """ "last 3 days", "3 hari terakhir": so many days that end today."""
        before = self.words.at("last", tokens, i)
        at = i + (before[1] if before else 0)
        number = read_number(tokens, at, self.pack) if at < len(tokens) else None
        unit = self.words.at("units", tokens, at + number[1]) if number else None
        if number is None or unit is None or unit[0] not in ("day", "week") or not 0 < number[0] < 100:
            return None
        at += number[1] + unit[1]
        after = None if before else self.words.at("last", tokens, at)
        if before is None and after is None:
            return None
        first = self.today - int(number[0]) * (WEEK if unit[0] == "week" else DAY) + DAY
        return PeriodRef("range", first, self.today), at + (after[1] if after else 0) - i

    def _month(self, tokens: Tokens, i: int) -> tuple[PeriodRef, int] | None:
        """ "october", "bulan oktober", "mes de octubre": all of the last month of that name, the present one so far."""
        opened = self.words.at("units", tokens, i)
        at = self._skip_of(tokens, i + opened[1]) if opened and opened[0] == "month" else i
        month = self.words.at("months", tokens, at)
        if month is None or at == i and len(tokens[i].text) <= SHORT:
            return None
        past = self.words.at("last", tokens, at + month[1])
        end = at + month[1] + (past[1] if past else 0)
        told = self._year(tokens, self._skip_of(tokens, end))
        first = date(told or self.today.year - (month[0] > self.today.month), month[0], 1)
        last = min(self.today, (first + 31 * DAY).replace(day=1) - DAY)
        used = (self._skip_of(tokens, end) + 1 if told else end) - i
        return (PeriodRef("range", first, last), used) if first <= self.today else None

    def _stretch(self, tokens: Tokens, i: int) -> tuple[PeriodRef, int] | None:
        """ "monday to yesterday", "since monday", "somvar se ab tak": from one past day to another, or to today."""
        since = self.words.at("since", tokens, i)
        opened = since or self.words.at("range_from", tokens, i)
        start = i + (opened[1] if opened else 0)
        first = self._past_day(tokens, start) or self._past_weekday(tokens, start, short=True)
        if first is None:
            return None
        end = start + first[1]
        joined = self.words.at("range_to", tokens, end) or ((True, 0) if self.dashed(tokens, end) else None)
        at = end + (joined[1] if joined else 0)
        last = self._past_day(tokens, at) or self._past_weekday(tokens, at, short=True) if joined else None
        if not last and not self._past_day(tokens, start):
            return None
        now = self.words.at("so_far", tokens, end + (joined[1] if joined else 0))
        if joined and last:
            end += joined[1] + last[1]
        elif now:
            end += (joined[1] if joined else 0) + now[1]
        elif not since and not self.words.at("since_after", tokens, end):
            return None
        until = last[0] if last else self.today
        return (PeriodRef("range", first[0], until), end - i) if first[0] < until else None

    def _past_day(self, tokens: Tokens, i: int) -> tuple[date, int] | None:
        return (
            self._calendar(tokens, i, future=False)
            or self._word_day(tokens, i, future=False)
            or self._past_weekday(tokens, i)
        )

    def _single(self, tokens: Tokens, i: int) -> tuple[PeriodRef, int] | None:
        day = self._past_day(tokens, i)
        return (PeriodRef("range", day[0], day[0]), day[1]) if day else None

    def _word_day(self, tokens: Tokens, i: int, future: bool) -> tuple[date, int] | None:
        found = self.words.at("days", tokens, i)
        offsets = [n for n in found[0] if n == 0 or (n > 0) == future] if found else []
        return (self.today + offsets[0] * DAY, found[1]) if found and offsets else None

    def _past_weekday(self, tokens: Tokens, i: int, short: bool = False) -> tuple[date, int] | None:
        """The last weekday of that name; a short name only where it can hardly mean anything else."""
        found = self.words.at("weekdays", tokens, i)
        if found is None or len(tokens[i].text) <= SHORT and not short:
            return None
        used = found[1]
        last = self.words.at("last", tokens, i + used)
        return self.today - ((self.today.weekday() - found[0]) % 7) * DAY, used + (last[1] if last else 0)

    def _next_weekday(self, tokens: Tokens, i: int) -> tuple[date, int] | None:
        before = self.words.at("next", tokens, i)
        at = i + (before[1] if before else 0)
        found = self.words.at("weekdays", tokens, at)
        unit = self.words.at("units", tokens, at)
        if unit and unit[0] == "week" and (before or self.words.at("next", tokens, at + unit[1])):
            after = self.words.at("next", tokens, at + unit[1])
            monday = self.today + (7 - self.today.weekday()) * DAY
            return monday, at + unit[1] + (after[1] if after else 0) - i
        if found is None or self.words.at("last", tokens, at + found[1]):
            return None
        after = self.words.at("next", tokens, at + found[1])
        ahead = (found[0] - self.today.weekday() - 1) % 7 + 1
        return self.today + ahead * DAY, at + found[1] + (after[1] if after else 0) - i

    def of_every_week(self, tokens: Tokens, i: int) -> bool:
        """Whether a weekday of every week stands there: "sundays", or "sunday" behind "every"."""
        return self.words.at("weekdays_each", tokens, i) is not None or self.each_week(tokens, i)

    def each_week(self, tokens: Tokens, i: int) -> bool:
        """Whether a weekday stands behind "every" there: it is no past day then."""
        behind = ((n, self.words.at("every", tokens, n)) for n in range(max(0, i - LONGEST_EVERY), i))
        named = self.words.at("weekdays", tokens, i) is not None
        return named and any(found is not None and n + found[1] == i for n, found in behind)

    def _span(self, tokens: Tokens, i: int) -> tuple[date, int] | None:
        """ "3 days", "dos semanas": so long from today."""
        number = read_number(tokens, i, self.pack)
        unit = self.words.at("units", tokens, i + number[1]) if number else None
        if number is None or unit is None or unit[0] not in ("day", "week") or not 0 < number[0] < 100:
            return None
        return self.today + int(number[0]) * (WEEK if unit[0] == "week" else DAY), number[1] + unit[1]

    def _calendar(self, tokens: Tokens, i: int, future: bool) -> tuple[date, int] | None:
        """ "25 nov", "nov 25", "tgl 25", "25/11", "2026-11-25"."""
        at = i
        named = self.words.at("day_word", tokens, at)
        at += named[1] if named else 0
        numeric = self._numeric(tokens, at, future)
        if numeric:
            return numeric[0], at + numeric[1] - i
        month = self.words.at("months", tokens, at)
        first = at + month[1] if month else at
        day = self._day_number(tokens, first)
        if day is None:
            return None
        end = first + day[1]
        if not month:
            end = self._skip_of(tokens, end)
            month = self.words.at("months", tokens, end)
            end = end + month[1] if month else first + day[1]
        if not month and not named and not (future and day[1] > 1):  # "the 25th" alone is a coming day
            return None
        year = self._year(tokens, end) if month else None
        found = _date(year, month[0], day[0]) if year and month else self.on(day[0], month[0] if month else 0, future)
        return (found, end + bool(year) - i) if found else None

    def _year(self, tokens: Tokens, i: int) -> int | None:
        """The year that stands at token `i`, one near today's."""
        text = tokens[i].text if i < len(tokens) else ""
        year = int(text) if text.isdecimal() and len(text) == YEAR else 0
        return year if self.today.year - BACK <= year <= self.today.year + AHEAD else None

    def _numeric(self, tokens: Tokens, i: int, future: bool) -> tuple[date, int] | None:
        texts = [t.text for t in tokens[i : i + 5]]
        if len(texts) == 5 and texts[1] == texts[3] == "-" and all(t.isdecimal() for t in texts[::2]):
            year, month, day = (int(t) for t in texts[::2])
            found = _date(year, month, day) if year > 31 else _date(day, month, year)
            return (found, 5) if found else None
        if texts and texts[0].count("/") == 1 and texts[0].replace("/", "").isdigit():
            day, month = map(int, texts[0].split("/"))
            told = self._year(tokens, i + 2) if texts[1:2] == ["/"] else None
            found = _date(told, month, day) if told else self.on(day, month, future)
            return (found, 3 if told else 1) if found else None
        return None

    def _day_number(self, tokens: Tokens, i: int) -> tuple[int, int] | None:
        if i >= len(tokens):
            return None
        text, used = tokens[i].text, 1
        if not text.isdecimal() or not 1 <= int(text) <= 31:
            return None
        ordinal = self.words.at("ordinals", tokens, i + 1)
        return int(text), used + (ordinal[1] if ordinal and tokens[i + 1].glued else 0)

    def _skip_of(self, tokens: Tokens, i: int) -> int:
        of = self.words.at("of", tokens, i)
        return i + of[1] if of else i

    def named_day(self, tokens: Tokens, i: int) -> tuple[date, int] | None:
        """The coming day that a word names at token `i` (tomorrow, a weekday), and its length."""
        return self._word_day(tokens, i, future=True) or self._next_weekday(tokens, i)

    def on(self, day: int, month: int, future: bool) -> date | None:
        """The nearest day of that number and month (0: any), before or after today; None where there is none."""
        found = _date(self.today.year, month or self.today.month, day)
        if found is None:
            return None
        if future and found < self.today:
            if month:
                return _date(found.year + 1, found.month, day)
            later = found.replace(day=1) + timedelta(days=32)
            return _date(later.year, later.month, day)
        if not future and found > self.today:
            if month:
                return _date(found.year - 1, found.month, day)
            earlier = found.replace(day=1) - DAY
            return _date(earlier.year, earlier.month, day)
        return found

    def _range(self, tokens: Tokens, i: int) -> tuple[PeriodRef, int] | None:
        """ "1-15 nov", "from 1st to 15th nov", "del 1 al 15 de este mes", "1 nov se 15 nov tak"."""
        opened = self.words.at("range_from", tokens, i)
        at = i + (opened[1] if opened else 0)
        named = self.words.at("day_word", tokens, at)
        at += named[1] if named else 0
        first = self.bound(tokens, at)
        if first is None:
            return None
        at += first[2]
        joined = self.words.at("range_to", tokens, at) or (self.words.at("and", tokens, at) if opened else None)
        if joined is None:
            return None
        at += joined[1]
        word = self.words.at("day_word", tokens, at)
        at += word[1] if word else 0
        last = self.bound(tokens, at)
        if last is None or not (opened or named or self._day_named(tokens, i) or first[1] or last[1]):
            return None
        at += last[2]
        closed = self.words.at("range_to", tokens, at)
        at += closed[1] if closed and not self.bound(tokens, at + closed[1]) else 0
        start = self.on(first[0], first[1] or last[1], False)
        end = self.on(last[0], last[1] or first[1], False)
        return (PeriodRef("range", start, end), at - i) if start and end and start <= end else None

    def _day_named(self, tokens: Tokens, i: int) -> bool:
        """Whether a word for a day stands behind the number at token `i`: "5 tarikh"."""
        return self.words.at("day_word", tokens, i + 1) is not None

    def bound(self, tokens: Tokens, i: int) -> tuple[int, int, int] | None:
        """Day, month (0 when not told) and length of one end of a range."""
        day = self._day_number(tokens, i)
        if day is None:
            month = self.words.at("months", tokens, i)
            day = self._day_number(tokens, i + month[1]) if month else None
            return (day[0], month[0], month[1] + day[1]) if month and day else None
        named = self.words.at("day_word", tokens, i + day[1])
        day = (day[0], day[1] + named[1]) if named else day
        end = self._skip_of(tokens, i + day[1])
        month = self.words.at("months", tokens, end)
        if month:
            return day[0], month[0], end + month[1] - i
        named = self.words.at("periods", tokens, end)
        if named and named[0] in ("this_month", "last_month"):
            return day[0], named_period(named[0], self.today).first.month, end + named[1] - i
        return day[0], 0, day[1]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
