"""What a number suggests."""

from __future__ import annotations

from datetime import UTC, datetime

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


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Indonesia", "ID"),
        ("indonesa", "ID"),
        ("Amerika Serikat", "US"),
        ("usa", "US"),
        ("UK", "GB"),
        ("co", "CO"),
        ("México", "MX"),
        ("भारत", "IN"),
        ("warung", None),
    ],
)
def test_a_country_is_found_by_its_name_or_code(text: str, country: str | None) -> None:
    assert countries.find_country(text, LANGUAGES) == country


def test_a_number_nobody_has_suggests_the_largest_country_of_its_code() -> None:
    found = countries.propose("whatsapp:+15551234567", LANGUAGES)
    assert found is not None
    assert (found.country, found.currency) == ("US", "USD")
    assert countries.propose("whatsapp:+80012345678", LANGUAGES) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("New York", ("US", "America/New_York")),
        ("los angeles", ("US", "America/Los_Angeles")),
        ("Bogotá", ("CO", "America/Bogota")),
        ("makassar", ("ID", "Asia/Makassar")),
        ("warung", None),
    ],
)
def test_a_country_and_its_clock_are_found_by_a_city(text: str, found: tuple[str, str] | None) -> None:
    assert countries.find_city(text, datetime(2026, 11, 20, tzinfo=UTC)) == found


def test_a_country_has_one_zone_for_each_way_its_clocks_go() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert countries.zones_of("ID", now) == ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
    assert countries.zones_of("IN", now) == ("Asia/Kolkata",)
    assert countries.zones_of("US", now)[-1] == "America/New_York"
    assert countries.zones_of("XX", now) == ()


def test_a_number_narrows_the_zones_of_its_country() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    found = [countries.propose(number, LANGUAGES) for number in ("whatsapp:+628110000001", "whatsapp:+12025550102")]
    assert [countries.likely_zones(one, now) for one in found if one] == [
        ("Asia/Jakarta", "Asia/Makassar"),
        ("America/New_York",),
    ]


def test_a_currency_is_known_by_its_code() -> None:
    assert (countries.find_currency("idr"), countries.find_currency("rupiah")) == ("IDR", None)
