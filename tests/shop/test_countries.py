"""What a number suggests."""

from __future__ import annotations

import pytest

from shop import countries

LANGUAGES = ("en", "id", "es", "hi", "hi-Latn")


@pytest.mark.parametrize(
    ("number", "country", "currency", "zone", "languages"),
    [
        ("whatsapp:+628111000001", "ID", "IDR", "Asia/Jakarta", ("id",)),
        ("whatsapp:+919876543210", "IN", "INR", "Asia/Calcutta", ("hi", "hi-Latn", "en")),
        ("whatsapp:+573211234567", "CO", "COP", "America/Bogota", ("es",)),
        ("whatsapp:+12025550102", "US", "USD", "America/New_York", ("en",)),
    ],
)
def test_a_number_suggests_where_a_store_is(
    number: str, country: str, currency: str, zone: str, languages: tuple[str, ...]
) -> None:
    found = countries.propose(number, LANGUAGES)
    assert found is not None
    assert (found.country, found.currency) == (country, currency)
    assert zone in found.zones
    assert found.languages[: len(languages)] == languages
    assert set(found.languages) == set(LANGUAGES)


def test_an_opaque_identity_suggests_nothing() -> None:
    assert countries.propose("whatsapp:US.13491208655302741918", LANGUAGES) is None
