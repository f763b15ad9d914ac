"""Times of day as people say them: "jam setengah 1 siang", "7 y media de la noche", "saade 7 baje", "quarter to 8"."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Final

from msgspec import Struct

from nlp.matching.timewords import TimeWords
from nlp.numbers import Tokens, read_number
from nlp.packs import Pack

NOON: Final = 12
EARLY: Final = 8  # without a part of the day, hours before this are taken for the afternoon


class Clock(Struct, frozen=True):
    """A time of day; `sure` says that the half of the day was told, `marked` that it can only be a time, `bare` that it
    is a number without a word for a time."""

    hour: int
    minute: int
    sure: bool
    marked: bool
    bare: bool = False

    def told(self) -> time:
        """The time as it was told: without a part of the day, on a clock of twenty-four hours."""
        hour, minute = divmod(self.hour * 60 + self.minute, 60)
        return time(hour % 24, minute)

    def likely(self, after: time | None = None) -> time:
        """The time meant: as told, else the half of the day in which people order, or the one after `after`."""
        hour, minute = divmod(self.hour * 60 + self.minute, 60)
        if self.sure or hour >= NOON or hour == 0:
            return time(hour % 24, minute)
        if after is not None:
            return time(hour, minute) if time(hour, minute) > after else time(hour + NOON, minute)
        return time(hour if hour >= EARLY else hour + NOON, minute)

    def late(self) -> time:
        """When something ends that is told so: without a part of the day, an hour before noon is one after it."""
        hour, minute = divmod(self.hour * 60 + self.minute, 60)
        return time(hour % 24 if self.sure or hour >= NOON else hour + NOON, minute)


class _Heard(Struct):
    """What has been heard of a time so far."""

    at: int
    part: str = ""
    shift: int = 0
    half: bool = False
    marked: bool = False


def read_clock(tokens: Tokens, i: int, words: TimeWords, pack: Pack) -> tuple[Clock, int] | None:
    """The time of day that begins at token `i` and its length; None when none does.

    A bare number is read as an hour too, with `marked` False, for "9 to 5".
    """
    before = words.at("clock_before", tokens, i)
    ahead = before[1] if before else 0
    whole = words.at("clock_words", tokens, i + ahead)
    if whole:
        return Clock(whole[0].hour, whole[0].minute, True, True), ahead + whole[1]
    heard = _Heard(i)
    _before(tokens, heard, words)
    hour = _hour(tokens, heard, words, pack)
    if hour is None:
        return None
    total = hour + heard.shift
    total += _after(tokens, heard, words, pack)
    part = heard.part
    sure = bool(part) or total >= 13 * 60
    if not 0 <= total <= 24 * 60:
        return None
    minutes = _in_part(total, part)
    bare = not (heard.marked or part)
    return Clock(minutes // 60, minutes % 60, sure, heard.marked or sure, bare), heard.at - i


def _skip(name: str, tokens: Tokens, heard: _Heard, words: TimeWords) -> bool:
    found = words.at(name, tokens, heard.at)
    heard.at += found[1] if found else 0
    return found is not None


def _take_part(tokens: Tokens, heard: _Heard, words: TimeWords) -> bool:
    found = words.at("dayparts", tokens, heard.at)
    if found:
        heard.part, heard.at = found[0], heard.at + found[1]
    return found is not None


def _before(tokens: Tokens, heard: _Heard, words: TimeWords) -> None:
    if _take_part(tokens, heard, words):
        _skip("range_from", tokens, heard, words)
    while _skip("clock_before", tokens, heard, words):
        heard.marked = True
    if not heard.part:
        _take_part(tokens, heard, words)
    _skip("clock_before", tokens, heard, words)
    for name, shift in (
        ("half_past", 30), ("plus_half", 30), ("half_to", -30), ("plus_quarter", 15), ("minus_quarter", -15),
        ("quarter_past", 15), ("quarter_to", -15),
    ):  # fmt: skip
        if _skip(name, tokens, heard, words):
            heard.shift = shift
            heard.half = True
            heard.marked = heard.marked or name not in ("half_to",)
            break


def _hour(tokens: Tokens, heard: _Heard, words: TimeWords, pack: Pack) -> int | None:
    """Minutes since midnight of the hour named, with minutes written in digits."""
    half = words.at("whole_half", tokens, heard.at)
    if half and not heard.half:
        heard.at += half[1]
        return int(half[0].hour * 60 + half[0].minute)
    if heard.at >= len(tokens):
        return None
    token = tokens[heard.at]
    if token.kind == "time":
        hour, minute = map(int, token.text.split(":"))
        heard.at, heard.marked = heard.at + 1, True
        return hour * 60 + minute if hour <= 24 and minute < 60 else None
    if token.kind == "number" and "." in token.text and len(token.text.split(".")[1]) == 2:
        hour, minute = map(int, token.text.split(".")[:2])
        heard.at += 1
        return hour * 60 + minute if hour <= 24 and minute < 60 else None
    return _whole_hour(tokens, heard, pack)


def _whole_hour(tokens: Tokens, heard: _Heard, pack: Pack) -> int | None:
    token = tokens[heard.at]
    if token.kind == "number":
        if not token.text.isdigit() or int(token.text) > 24:
            return None
        heard.at += 1
        return int(token.text) * 60
    found = pack.numbers.at(tokens, heard.at)
    number = read_number(tokens, heard.at, pack) if found and found[0][0] == "add" else None
    if number is None or number[0] > 24 or number[0] % Decimal("0.5"):
        return None
    heard.at += number[1]
    return int(number[0] * 60)


def _after(tokens: Tokens, heard: _Heard, words: TimeWords, pack: Pack) -> int:
    """Minutes that follow the hour; the marks and the part of the day after it are read as well."""
    for name, shift in (("half_after", 30), ("quarter_after", 15), ("quarter_less", -15)):
        if _skip(name, tokens, heard, words):
            heard.marked = heard.marked or name != "half_after"
            _ending(tokens, heard, words)
            return shift
    _ending(tokens, heard, words)
    for name, sign in (("plus", 1), ("minus", -1)):
        found = words.at(name, tokens, heard.at)
        number = read_number(tokens, heard.at + found[1], pack) if found and heard.marked else None
        if found and number and number[0] < 60 and number[0] == int(number[0]):
            heard.at += found[1] + number[1]
            _ending(tokens, heard, words)
            return sign * int(number[0])
    return 0


def _ending(tokens: Tokens, heard: _Heard, words: TimeWords) -> None:
    if _skip("clock_after", tokens, heard, words):
        heard.marked = True
    if not heard.part:
        _take_part(tokens, heard, words)
    if _skip("clock_after", tokens, heard, words):
        heard.marked = True


def _in_part(minutes: int, part: str) -> int:
    """Minutes since midnight, with the part of the day applied to an hour of the twelve-hour clock."""
    hour = minutes // 60
    if part == "am":
        return minutes - 720 if hour == NOON else minutes
    if part == "noon":
        return minutes + 720 if hour < 9 else minutes
    if part == "pm":
        return minutes + 720 if hour < NOON else minutes
    if part == "night":
        if hour == NOON:
            return minutes - 720
        return minutes + 720 if 5 <= hour < NOON else minutes
    return minutes
