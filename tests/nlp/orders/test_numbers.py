"""Numbers, quantities and money as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.numbers import read_money, read_number
from nlp.packs import load_pack
from nlp.quantities import Amount, in_base_unit, read_amount
from nlp.text import normalise

AMOUNTS = [
    ("en", "half a dozen", "0.5", "dozen"),
    ("en", "two hundred and five", "205", ""),
    ("en", "three quarters kg", "0.75", "kg"),
    ("en", "one and a half litre", "1.5", "litre"),
    ("en", "a couple of", "2", ""),
    ("en", "1 1/2 lb", "1.5", "lb"),
    ("en", "12,500", "12500", ""),
    ("id", "dua puluh lima", "25", ""),
    ("id", "selusin", "1", "dozen"),
    ("id", "setengah lusin", "0.5", "dozen"),
    ("id", "satu setengah kg", "1.5", "kg"),
    ("id", "tiga perempat kg", "0.75", "kg"),
    ("id", "seribu lima ratus", "1500", ""),
    ("id", "1,5 kg", "1.5", "kg"),
    ("id", "12.500", "12500", ""),
    ("hi", "dedh sau", "150", ""),
    ("hi", "sawa kilo", "1.25", "kg"),
    ("hi", "sadhe teen kilo", "3.5", "kg"),
    ("hi", "paune do kg", "1.75", "kg"),
    ("hi", "डेढ़ किलो", "1.5", "kg"),
    ("hi", "paav kilo", "0.25", "kg"),
    ("hi", "dhai sau gram", "250", "gram"),
    ("hi", "१२", "12", ""),
    ("hi-Latn", "do sau pachas", "250", ""),
    ("es", "treinta y cinco", "35", ""),
    ("es", "docena y media", "1.5", "dozen"),
    ("es", "kilo y medio", "1.5", "kg"),
    ("es", "dos kilos y medio", "2.5", "kg"),
    ("es", "½ lb", "0.5", "libra"),
    ("es", "mil doscientos", "1200", ""),
]

MONEY = [
    ("id", "15rb", 15000),
    ("id", "Rp12.500", 12500),
    ("id", "1,5 jt", 1500000),
    ("en", "15k", 15000),
    ("es", "15 mil", 15000),
    ("es", "$ 5.000", 5000),
    ("hi", "₹1,25,000", 125000),
    ("hi", "rs. 500", 500),
    ("hi", "paanch sau rupaye", 500),
]


@pytest.mark.parametrize(("language", "text", "value", "unit"), AMOUNTS)
def test_quantities(language: str, text: str, value: str, unit: str) -> None:
    tokens = normalise(text)
    assert read_amount(tokens, 0, load_pack(language)) == (Amount(Decimal(value), unit), len(tokens))


@pytest.mark.parametrize(("language", "text", "amount"), MONEY)
def test_money(language: str, text: str, amount: int) -> None:
    tokens = normalise(text)
    assert read_money(tokens, 0, load_pack(language)) == (Decimal(amount), len(tokens))


def test_a_bare_number_is_money_only_where_it_may_be() -> None:
    tokens = normalise("5000")
    assert read_money(tokens, 0, load_pack("en")) is None
    assert read_money(tokens, 0, load_pack("en"), bare=True) == (Decimal(5000), 1)


def test_an_article_is_one_but_was_not_counted() -> None:
    assert read_amount(normalise("a"), 0, load_pack("en")) == (Amount(Decimal(1), "", said=False), 1)


@pytest.mark.parametrize("text", ["nasi", "", "?", "kg"])
def test_no_number(text: str) -> None:
    assert read_number(normalise(text), 0, load_pack("id")) is None


@pytest.mark.parametrize(
    ("amount", "base", "units", "wanted"),
    [
        (Amount(Decimal(250), "gram"), "kg", {}, "0.25"),
        (Amount(Decimal(2), "sack"), "kg", {"sack": Decimal(25)}, "50"),
        (Amount(Decimal(1), "dozen"), "piece", {}, "12"),
        (Amount(Decimal(1), "libra"), "kg", {}, "0.5"),
        (Amount(Decimal(3), "plate"), "portion", {}, "3"),
    ],
)
def test_base_units(amount: Amount, base: str, units: dict[str, Decimal], wanted: str) -> None:
    assert in_base_unit(amount, base, units) == Decimal(wanted)


def test_a_weight_of_something_sold_by_the_piece_is_refused() -> None:
    assert in_base_unit(Amount(Decimal(2), "kg"), "piece", {}) is None
