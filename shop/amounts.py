"""Amounts as spreadsheets and people write them: 15000, 15.000, 15,000.50, 12,5, Rp15rb, 1,5jt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

WORDS: Final = Path(__file__).parent / "files" / "amounts.yaml"
NUMBER: Final = re.compile(r"^[^\d-]*?(-?\d[\d.,\s]*)(\D*)$")


def number_of(cell: Any) -> Decimal | None:
    """The number in a cell of a sheet, or in words with one number; None for others."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float | Decimal):
        return Decimal(str(cell))
    found = NUMBER.match(str(cell).strip())
    if found is None:
        return None
    digits, behind = "".join(found[1].split()), _plain(found[2]).split()
    try:
        value = Decimal(_with_point(digits.rstrip(".,")))
    except InvalidOperation:
        return None
    return value * _times().get(behind[0].strip(".,/-"), 1) if behind else value


@cache
def amount_pattern() -> str:
    """A regular expression of an amount at the end of a text, its words and signs included, as the group `amount`; the
    groups `unit` and `stock` are what it is for and how much there is, where that is told behind it."""
    data = _data()
    before, behind = _any_of(data["before"]), _any_of(data["behind"])
    each, units, stock = _any_of(data["each"]), _any_of(data["units"]), _any_of(data["stock"])
    amount = rf"(?P<amount>(?:{before})?\s*\d[\d.,]*\s*(?:(?:{_any_of(_times())})(?!\w))?)\s*(?:{behind})?"
    unit = rf"(?:\s*(?:{each})?\s*(?P<unit>{units}))?"
    return rf"{amount}{unit}(?:[\s(]*(?:{stock})[\s:]*(?P<stock>\d+)\)?)?\s*$"


@cache
def stock_pattern() -> re.Pattern[str]:
    """How much there is, told in an entry of its own behind that of its product: "stok 15"."""
    return re.compile(rf"(?:{_any_of(_data()['stock'])})[\s:]*(?P<stock>\d+)", re.IGNORECASE)


@cache
def opening_pattern() -> re.Pattern[str]:
    """What a pasted list may begin with before its first product, as in "new items: tea 10, coffee 20"."""
    return re.compile(rf"^\s*(?:{_any_of(_data()['first'])})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    """The longer words first."""
    return "|".join(re.escape(word) for word in sorted(map(_plain, words), key=len, reverse=True))


@cache
def _times() -> dict[str, int]:
    """What each word behind a number multiplies it by."""
    return {_plain(word): int(size) for size, words in _data()["times"].items() for word in words}


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return data


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def _with_point(digits: str) -> str:
    """Digits with a decimal point alone: of two kinds of marks the last is the decimal one, and a single mark before
    exactly three digits, or several of a kind, stand for thousands."""
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    other = "," if last == "." else "."
    if other in marks:
        return digits.replace(other, "").replace(last, ".")
    after = len(digits) - digits.rindex(last) - 1
    return digits.replace(last, "") if len(marks) > 1 or after == 3 else digits.replace(last, ".")
