"""How a name is written that was typed all in small letters."""

from __future__ import annotations

import pytest

from nlp.wording import as_name


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("en", "fish and chips", "Fish and Chips"), ("en", "tom's pie 100gr", "Tom's Pie 100gr"),
        ("es", "empanada de carne", "Empanada de Carne"), ("es", "la especial con queso", "La Especial con Queso"),
        ("es", "ñame y yuca", "Ñame y Yuca"), ("es", "Empanada de carne", "Empanada de carne"),
        ("id", "nasi dan ayam", "Nasi dan Ayam"), ("id", "teh botol KOTAK", "teh botol KOTAK"),
        ("hi", "aloo ka paratha", "Aloo ka Paratha"), ("hi-Latn", "chai aur toast", "Chai aur Toast"),
        ("hi", "आलू का पराठा", "आलू का पराठा"),
    ],
)  # fmt: skip
def test_capitals_of_a_name(language: str, typed: str, shown: str) -> None:
    assert as_name(typed, language) == shown
