"""What a phone number suggests about a store: its country, currency, time zones and languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from phonenumbers import timezone


@dataclass(frozen=True, slots=True)
class Proposal:
    """Suggestions, the likeliest first; nothing is decided by them."""

    country: str
    currency: str
    zones: tuple[str, ...]
    languages: tuple[str, ...]


def propose(external_id: str, languages: Sequence[str]) -> Proposal | None:
    """What an address such as `whatsapp:+62811…` suggests, spoken ones of `languages` first; None without a number."""
    digits = external_id.partition(":")[2] or external_id
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        return None
    country = phonenumbers.region_code_for_number(number)
    if country is None:
        return None
    zones = tuple(zone for zone in timezone.time_zones_for_number(number) if "/" in zone)
    return proposal_for(country, languages, zones)


def proposal_for(country: str, languages: Sequence[str], zones: tuple[str, ...] = ()) -> Proposal:
    """What a country suggests."""
    official = get_official_languages(country, regional=True, de_facto=True)
    spoken = [code for tongue in official for code in languages if code.split("-")[0] == tongue]
    known = tuple(dict.fromkeys([*spoken, *languages]))
    currencies = get_territory_currencies(country)
    return Proposal(country, currencies[-1] if currencies else "USD", zones, known)
