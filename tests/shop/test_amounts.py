"""Amounts as sheets and people write them, in price lists and lists of options."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.packs import FALLBACK, languages, read_data
from shop.amounts import number_of
from shop.files.reading import pasted_rows
from shop.option_lists import read_options


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (15000, "15000"), ("15.000", "15000"), ("15,000.50", "15000.5"), ("12,5", "12.5"), ("Rp15rb", "15000"),
        ("Rp. 5 ribu,-", "5000"), ("1,5jt", "1500000"), ("5k", "5000"), ("8 mil pesos", "8000"), ("₹ 40/-", "40"),
        ("2 हज़ार", "2000"), ("1.5 lakh", "150000"), ("15000 IDR", "15000"), ("-5", "-5"),
    ],
)  # fmt: skip
def test_a_number_however_it_is_written(cell: object, wanted: str) -> None:
    assert number_of(cell) == Decimal(wanted)


@pytest.mark.parametrize("cell", [None, True, "", "tanya dulu", "1 x 3", "10-20"])
def test_what_is_no_number(cell: object) -> None:
    assert number_of(cell) is None


@pytest.mark.parametrize("language", sorted(set(languages()) - {FALLBACK}))
def test_every_word_for_thousands_that_people_say_in_chat_counts_in_lists(language: str) -> None:
    said = {word: size for word, size in read_data(language, "money")["thousands"].items() if size >= 1000}
    assert {word: number_of(f"1 {word}") for word in said} == {word: Decimal(size) for word, size in said.items()}


def test_pasted_lines_and_options_end_with_their_price() -> None:
    assert pasted_rows("Chai - ₹12\nNasi goreng 15rb, teh") == [["Chai", "₹12"], ["Nasi goreng", "15rb"], ["teh", ""]]
    assert pasted_rows("चाय 2 हज़ार") == [["चाय", "2 हज़ार"]]


@pytest.mark.parametrize(
    "text",
    [
        "add tea 10, coffee 20",
        "New items:\ntea 10\ncoffee 20",
        "tambah menu tea 10, coffee 20",
        "agrega al menú tea 10, coffee 20",
        "menu mein add karo tea 10, coffee 20",
        "मेनू में जोड़ो tea 10, coffee 20",
    ],
)
def test_what_begins_a_list_is_no_part_of_a_name(text: str) -> None:
    assert pasted_rows(text) == [["tea", "10"], ["coffee", "20"]]


def test_a_name_may_begin_like_a_list() -> None:
    assert pasted_rows("addis coffee 20, tambahan 5") == [["addis coffee", "20"], ["tambahan", "5"]]
    found = read_options("छोटा ₹40, बड़ा 80 रुपये", "INR")
    assert [(one.name, one.price and one.price.amount) for one in found] == [("छोटा", 4000), ("बड़ा", 8000)]


def test_stock_may_be_told_behind_a_comma() -> None:
    assert pasted_rows("menu baru bakso 21rb, stok 15, teh 5rb") == [["bakso", "21rb", None, "15"], ["teh", "5rb"]]
