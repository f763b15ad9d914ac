"""How far a seller says that he delivers."""

from __future__ import annotations

import pytest

from nlp.place_words import metres_in


@pytest.mark.parametrize(
    ("language", "text", "metres"),
    [
        ("en", "up to 3 km", 3000), ("en", "within 1.5 kilometres", 1500), ("en", "Yaba", None),
        ("id", "sampai 3km", 3000), ("id", "500 meter", 500), ("id", "Blok 12", None),
        ("es", "hasta 1,5 km", 1500), ("es", "dos kilómetros", 2000), ("es", "Tres Marías", None),
        ("hi", "3 किमी तक", 3000), ("hi", "तीन किलोमीटर", 3000), ("hi", "सेक्टर 15", None),
        ("hi-Latn", "3 km tak", 3000), ("hi-Latn", "0 km", None),
    ],
)  # fmt: skip
def test_a_distance_in_metres(language: str, text: str, metres: int | None) -> None:
    assert metres_in(text, language) == metres
