"""Quantities: a number with or without a unit, and what it is in the unit a product is sold by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct

from nlp.numbers import Tokens, fraction_after, read_number
from nlp.packs import Pack, unit_sizes
from nlp.text import words_of

SMALL: Final = {"kg": "gram", "litre": "ml"}
WORTH: Final = "worth"  # the unit of an amount that is money where the product is weighed


class Amount(Struct, frozen=True):
    """So many of a unit; `unit` is empty when none was said, `said` is False for an article or an implied one."""

    value: Decimal
    unit: str = ""
    said: bool = True

    @property
    def counts(self) -> bool:
        """Whether it says how many there are to be: 38.5 of nothing is a measure of something else."""
        return self.said and bool(self.unit or self.value % Decimal("0.25") == 0)


def read_unit(tokens: Tokens, i: int, pack: Pack) -> tuple[str, int] | None:
    """The unit named at token `i` and how many tokens it takes."""
    return pack.units.at(tokens, i)


def read_amount(tokens: Tokens, i: int, pack: Pack) -> tuple[Amount, int] | None:
    """The quantity that begins at token `i`: "2", "2 kg", "setengah lusin", "sekilo", "kilo y medio", "1½ kilo"."""
    whole = pack.amounts.at(tokens, i)
    if whole:
        (value, unit), used = whole
        more = fraction_after(tokens, i + used, pack)
        return Amount(value + (more[0] if more else 0), unit), used + (more[1] if more else 0)
    number = read_number(tokens, i, pack)
    if number is None:
        return _unit_and_a_half(tokens, i, pack)
    value, used = number
    unit_here = _unit_after(tokens, i + used, pack)
    if unit_here is None:
        return Amount(value, "", not _is_article(tokens, i, used, pack)), used
    unit, more_used = unit_here
    used += more_used
    half = fraction_after(tokens, i + used, pack) if tokens[i].kind != "number" or value == int(value) else None
    if half:
        return Amount(value + half[0], unit), used + half[1]
    return Amount(value, unit), used


def _unit_after(tokens: Tokens, i: int, pack: Pack) -> tuple[str, int] | None:
    found = pack.units.at(tokens, i)
    if found and i + found[1] < len(tokens) and tokens[i + found[1]].text == "." and tokens[i + found[1]].glued:
        return found[0], found[1] + 1  # "5 nos."
    return found


def _unit_and_a_half(tokens: Tokens, i: int, pack: Pack) -> tuple[Amount, int] | None:
    unit = pack.units.at(tokens, i)
    if unit is None:
        return None
    half = fraction_after(tokens, i + unit[1], pack)
    return (Amount(1 + half[0], unit[0]), unit[1] + half[1]) if half else None


def _is_article(tokens: Tokens, i: int, used: int, pack: Pack) -> bool:
    found = pack.numbers.at(tokens, i)
    return bool(found and used == found[1] and found[0][0] == "article")


def unit_id(name: str, pack: Pack) -> str:
    """The unit a shop calls `name`, in any language of the pack; unknown names stand for themselves."""
    words = words_of(name)
    return pack.units.entries.get(words, " ".join(words))


def in_base_unit(amount: Amount, base: str, units: Mapping[str, Decimal]) -> Decimal | None:
    """The amount in base units of a product sold by `base`, where one of `units` is so many base units.

    None when the unit has a size that the product's unit cannot measure (grams of something sold by the piece).
    """
    unit = amount.unit
    if not unit or unit == base:
        return amount.value
    if unit in units:
        return amount.value * units[unit]
    sizes = unit_sizes()
    if unit not in sizes:
        return amount.value
    dimension, size = sizes[unit]
    for known, factor in ((base, Decimal(1)), *units.items()):
        if known in sizes and sizes[known][0] == dimension:
            return amount.value * size / sizes[known][1] * factor
    return amount.value * size if dimension == "count" else None


def in_small(amount: Amount, base: str) -> Amount:
    """ "250" of what is sold by the kilo is 250 grams, and of what is sold by the litre millilitres."""
    small = SMALL.get(base)
    plain = small is not None and not amount.unit and amount.said
    return Amount(amount.value, small or "") if plain and amount.value >= 100 and amount.value % 50 == 0 else amount
