"""Answers to a waiting question, and what is none."""

from __future__ import annotations

import pytest

from nlp.matching.answers import read_choice, read_yes
from nlp.situation import Choice
from nlp.text import normalise

CHOICES = (Choice("Es Teh Manis"), Choice("Es Teh Tawar"), Choice("Kopi Hitam", ("black coffee",)))


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("id", "y", True),
        ("id", "gasss", True),
        ("id", "iya kak udah bener", True),
        ("id", "ntar dulu deh", False),
        ("id", "tidak", False),
        ("id", "tidak pakai gula", None),
        ("id", "jangan pedas ya", None),
        ("id", "berapa ongkirnya?", None),
        ("id", "ya?", None),
        ("en", "yes pls go ahead", True),
        ("en", "oya send am", True),
        ("en", "nah leave it", False),
        ("en", "yes but make the coke 3", None),
        ("en", "👍", True),
        ("en", "no problem", True),
        ("es", "sisas dale", True),
        ("es", "hágale pues", True),
        ("es", "no todavía no, espérame", False),
        ("es", "sin cebolla", None),
        ("hi", "हां सही है", True),
        ("hi", "haan bhej do", True),
        ("hi", "nahi rehne do", False),
        ("hi", "haan par chai 3 kar do", None),
        ("hi", "pyaz mat dalna", None),
    ],
)
def test_yes_and_no(language: str, text: str, answer: bool | None) -> None:
    assert read_yes(normalise(text), language) is answer


@pytest.mark.parametrize(
    ("language", "text", "index"),
    [
        ("id", "2", 1),
        ("id", "yang kedua", 1),
        ("id", "nomor dua aja", 1),
        ("id", "terakhir", 2),
        ("id", "es teh tawar", 1),
        ("id", "teh tawr", 1),
        ("en", "the second one", 1),
        ("en", "black cofee", 2),
        ("id", "4", None),
        ("id", "es teh", None),
        ("id", "2 atau 3", None),
        ("id", "ongkirnya berapa", None),
    ],
)
def test_choices(language: str, text: str, index: int | None) -> None:
    assert read_choice(text, CHOICES, language) == index
