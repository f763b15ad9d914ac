"""Numbers as people write them: digits, words of the language, fractions, and amounts of money."""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal
from typing import Final

from msgspec import Struct

from nlp.packs import Pack
from nlp.text import Token

_THOUSANDS: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?$")
_HALF: Final = Decimal("0.5")
_TENTH: Final = Decimal("0.1")
_HUNDRED: Final = Decimal(100)
_THOUSAND: Final = Decimal(1000)
_INDIAN: Final = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}$")

Tokens = tuple[Token, ...]
Reading = tuple[Decimal, int] | None


def digits_value(text: str, decimal: str) -> Decimal:
    """The value of written digits: `12.500`, `1,5`, `1/2`; `decimal` is the language's own decimal mark."""
    if "/" in text:
        above, below = text.split("/")
        return Decimal(above) / Decimal(below) if int(below) else Decimal(0)
    if _INDIAN.match(text):
        return Decimal(text.replace(",", ""))
    if _THOUSANDS.match(text) and not text.startswith("0"):
        first = min(i for i in (text.find("."), text.find(",")) if i > 0)
        grouping = text[first]
        if grouping != decimal or text.count(grouping) > 1 or len(text) - first > 4:
            return Decimal(text.replace(grouping, "").replace(",", "."))
    return Decimal(text.replace(",", "."))


def may_count(token: Token, words: Container[str]) -> bool:
    """Whether a number may begin with a token: with digits, or with one of these words."""
    return token.kind in ("number", "time") or token.text in words or token.text.isdecimal()


def read_number(tokens: Tokens, i: int, pack: Pack) -> Reading:
    """The number that begins at token `i` and how many tokens it takes; None when none begins there.

    Reads digits ("2", "1 1/2", "1½", "12.500"), words ("dua puluh lima", "dedh sau", "treinta y cinco", "a couple of"),
    fractions ("setengah", "three quarters", "2 y media") and articles ("a" is 1).
    """
    if i >= len(tokens):
        return None
    if tokens[i].kind == "number":
        return _after_digits(tokens, i, pack)
    return _read_words(tokens, i, pack)


def read_money(tokens: Tokens, i: int, pack: Pack, bare: bool = False) -> Reading:
    """The amount of money that begins at token `i`, in main units, and its length in tokens.

    Money shows by a sign ("Rp12.500", "₹1,25,000", "5000 pesos") or a thousands word ("15rb", "15k", "15 mil");
    with `bare` any number will do, and two that are said as one price.
    """
    at = i
    signed = pack.signs.at(tokens, at)
    if signed:
        at += signed[1]
        at += at < len(tokens) and tokens[at].text == "."
    number = _read_plain(tokens, at, pack)
    if number is None:
        return None
    value, used = number
    at += used
    scale = pack.thousands.at(tokens, at)
    if scale:
        value, at = value * scale[0], at + scale[1]
    spoken = None if scale or not bare else _spoken(tokens, at, value, pack)
    if spoken:
        value, at = spoken[0], at + spoken[1]
    after = pack.signs.at(tokens, at)
    if after:
        at += after[1]
    return (value, at - i) if signed or scale or after or bare else None


def _spoken(tokens: Tokens, i: int, first: Decimal, pack: Pack) -> Reading:
    """The price that a second number makes of the first: "three fifty" is 3.50, "cuatro quinientos" 4,500."""
    if not pack.spoken_price or i >= len(tokens) or tokens[i].kind != "word":
        return None
    second = _read_plain(tokens, i, pack)
    share = second[0] * pack.spoken_price if second else _THOUSAND
    if second is None or not _TENTH <= share < 1 or not 0 < first < _HUNDRED or first != int(first):
        return None
    whole = first + share
    return (whole if pack.spoken_price * _HUNDRED == 1 else whole * _THOUSAND), second[1]


def _read_plain(tokens: Tokens, i: int, pack: Pack) -> Reading:
    if i >= len(tokens):
        return None
    token = tokens[i]
    if token.kind == "number":
        return _value(token, pack), 1
    found = pack.numbers.at(tokens, i)
    return _read_words(tokens, i, pack) if found and found[0][0] != "article" else None


def _value(token: Token, pack: Pack) -> Decimal:
    return digits_value(token.text, pack.decimal)


def _after_digits(tokens: Tokens, i: int, pack: Pack) -> Reading:
    value, at = _value(tokens[i], pack), i + 1
    if at < len(tokens) and "/" in tokens[at].text and tokens[at].kind == "number" and value == int(value):
        return value + _value(tokens[at], pack), 2
    found = pack.numbers.at(tokens, at)
    if found and found[0][0] == "scale":
        value, at = value * found[0][1], at + found[1]
    elif found and "part" in found[0][0]:
        return value * found[0][1], at + found[1] - i
    fraction = fraction_after(tokens, at, pack)
    return (value + fraction[0], at + fraction[1] - i) if fraction else (value, at - i)


def fraction_after(tokens: Tokens, i: int, pack: Pack) -> Reading:
    """The "and a half" after a whole number."""
    at = i
    joined = at < len(tokens) and tokens[at].text in pack.joiners
    at += joined
    if joined and at < len(tokens) and tokens[at].text in ("1/2", "1/4", "3/4"):
        return _value(tokens[at], pack), at + 1 - i
    found = pack.numbers.at(tokens, at)
    if joined and found and found[0][0] == "article":
        at += found[1]
        found = pack.numbers.at(tokens, at)
    if found and found[0][0].startswith("fraction") and (joined or pack.fraction_follows):
        return found[0][1], at + found[1] - i
    return None


class _Sum(Struct):
    """A number while its words are heard."""

    total: Decimal = Decimal(0)
    hundreds: Decimal = Decimal(0)
    small: Decimal = Decimal(0)
    words: int = 0

    def feed(self, kind: str, value: Decimal, joined: bool, compose: str) -> bool:
        """Take one more word; False when it does not continue this number."""
        done = {"add": self._add, "scale": self._scale, "tens": self._tens, "teens": self._tens}.get(kind)
        ok = done is not None and done(kind, value, joined, compose)
        self.words += ok
        return ok

    def _add(self, _kind: str, value: Decimal, joined: bool, compose: str) -> bool:
        if value >= _HUNDRED:
            return self._add_whole(value)
        if self.small:
            wanted = {"plain": True, "joiner": joined, "none": False}[compose]
            if not wanted or self.small % 10 or self.small < 20 or value >= 10:
                return False
        elif self.words and value == 0:
            return False
        self.small += value
        return True

    def _add_whole(self, value: Decimal) -> bool:
        if self.hundreds or self.small or (value >= _THOUSAND and self.total):
            return False
        if value >= _THOUSAND:
            self.total = value
        else:
            self.hundreds = value
        return True

    def _scale(self, _kind: str, value: Decimal, _joined: bool, _compose: str) -> bool:
        if value == _HUNDRED:
            if self.hundreds:
                return False
            self.hundreds, self.small = (self.small or Decimal(1)) * value, Decimal(0)
            return True
        if self.total and value >= _THOUSAND and not (self.hundreds or self.small):
            return False
        self.total += (self.hundreds + self.small or Decimal(1)) * value
        self.hundreds = self.small = Decimal(0)
        return True

    def _tens(self, kind: str, value: Decimal, _joined: bool, _compose: str) -> bool:
        if not 0 < self.small < 10:
            return False
        self.small = self.small * 10 if kind == "tens" else self.small + 10
        return True

    @property
    def value(self) -> Decimal:
        return self.total + self.hundreds + self.small


def _read_words(tokens: Tokens, i: int, pack: Pack) -> Reading:
    first = pack.numbers.at(tokens, i)
    if first is None:
        return None
    (kind, value), used = first
    if kind == "article":
        return _read_article(tokens, i, used, pack)
    if kind == "group":
        return value, used
    if kind.startswith("fraction"):
        after = pack.numbers.at(tokens, i + used)
        return value, used + (after[1] if after and after[0][0] == "article" else 0)
    if kind == "offset":
        return _read_offset(tokens, i, used, value, pack)
    return _read_sum(tokens, i, pack)


def _read_article(tokens: Tokens, i: int, used: int, pack: Pack) -> Reading:
    """An article alone is one; before a hundred, a couple or a half it belongs to them."""
    found = pack.numbers.at(tokens, i + used)
    if found and found[0][0] != "article" and found[0][0] != "add":
        rest = _read_words(tokens, i + used, pack)
        if rest:
            return rest[0], rest[1] + used
    return Decimal(1), used


def _read_offset(tokens: Tokens, i: int, used: int, offset: Decimal, pack: Pack) -> Reading:
    found = pack.numbers.at(tokens, i + used)
    if found and found[0][0] == "scale":
        return (1 + offset) * found[0][1], used + found[1]
    digits = i + used < len(tokens) and tokens[i + used].kind == "number"
    if not digits and not (found and found[0][0] == "add"):
        return None if offset == _HALF else (1 + offset, used)  # "sadhe" goes with a number
    value, more = (_value(tokens[i + used], pack), 1) if digits or not found else (found[0][1], found[1])
    value, used = value + offset, used + more
    scale = pack.numbers.at(tokens, i + used)
    return (value * scale[0][1], used + scale[1]) if scale and scale[0][0] == "scale" else (value, used)


def _read_sum(tokens: Tokens, i: int, pack: Pack) -> Reading:
    number, at, end = _Sum(), i, i
    joined = False
    while found := pack.numbers.at(tokens, at):
        (kind, value), used = found
        if not number.feed(kind, value, joined, pack.compose):
            if number.words and "part" in kind and not joined:
                return number.value * value, at + used - i
            break
        at = end = at + used
        joined = at < len(tokens) and tokens[at].text in pack.joiners
        at += joined
    if not number.words:
        return None
    fraction = fraction_after(tokens, end, pack)
    return (number.value + fraction[0], end + fraction[1] - i) if fraction else (number.value, end - i)
