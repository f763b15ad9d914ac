"""How days look to people of a language."""

from __future__ import annotations

from datetime import date

import pytest

from bot.formats import day_in

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("language", "this_year", "last_year"),
    [
        ("en", "Wed 31 Dec", "Wed 31 Dec 2025"),
        ("id", "Rab 31 Des", "Rab 31 Des 2025"),
        ("es", "mié 31 dic", "mié 31 dic 2025"),
        ("hi", "बुध 31 दिस॰", "बुध 31 दिस॰ 2025"),
        ("hi-Latn", "Wed 31 Dec", "Wed 31 Dec 2025"),
    ],
)
def test_a_day_of_another_year_shows_its_year(language: str, this_year: str, last_year: str) -> None:
    assert day_in(language, date(2025, 12, 31), TODAY) == last_year
    assert day_in(language, date(2025, 12, 31), date(2025, 1, 1)) == this_year
