"""What a phone number or a country's name suggests about a store: its country, currency, time zones and languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies, list_currencies
from msgspec import Struct
from rapidfuzz import fuzz, process

from shop.names import name_key

ALIKE: Final = 85
NOWHERE: Final = "ZZ"


class Proposal(Struct, frozen=True):
    """Suggestions, the likeliest first; nothing is decided by them."""

    country: str
    currency: str
    zones: tuple[str, ...]
    languages: tuple[str, ...]


def propose(external_id: str, languages: Sequence[str]) -> Proposal | None:
    """What an address such as `whatsapp:+62811…` suggests, spoken ones of `languages` first; None without a number."""
    import phonenumbers  # its tables of numbers are large, and only new sellers need them
    from phonenumbers import timezone

    digits = external_id.partition(":")[2] or external_id
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        return None
    country = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    if not country.isalpha() or country == NOWHERE:
        return None
    zones = tuple(
        zone for zone in timezone.time_zones_for_number(number) if "/" in zone and not zone.startswith("Etc/")
    )
    return proposal_for(country, languages, zones)


def proposal_for(country: str, languages: Sequence[str], zones: tuple[str, ...] = ()) -> Proposal:
    """What a country suggests."""
    official = get_official_languages(country, regional=True, de_facto=True)
    spoken = [code for tongue in official for code in languages if code.split("-")[0] == tongue]
    known = tuple(dict.fromkeys([*spoken, *languages]))
    currencies = get_territory_currencies(country)
    return Proposal(country, currencies[-1] if currencies else "USD", zones, known)


def find_country(text: str, languages: Sequence[str]) -> str | None:
    """The country meant by its name in one of these languages, perhaps misspelt, or by its code; None if none is."""
    code = text.strip().upper()
    named = {name_key(name): key for language in (*languages, "en") for key, name in _countries(language).items()}
    if len(code) == 2 and code in named.values():
        return code
    if len(found := get_global("territory_aliases").get(code, ())) == 1:
        return str(found[0])
    match = process.extractOne(name_key(text), named.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return named[match[0]] if match else None


def find_city(text: str, now: datetime) -> tuple[str, str] | None:
    """The country of a city that a clock is called after ("new york"), and that clock; None for other cities."""
    said = _folded(text)
    for country, zones in get_global("territory_zones").items():
        for zone in zones if len(country) == 2 else ():
            if _folded(zone.rsplit("/", 1)[-1].replace("_", " ")) == said:
                alike = (one for one in zones_of(country, now) if _clock(one, now) == _clock(zone, now))
                return country, next(alike, zone)
    return None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKD", name_key(name)).encode("ascii", "ignore").decode()


def country_name(country: str, language: str) -> str:
    """What a country is called in a language."""
    return _countries(language).get(country, country)


def _countries(language: str) -> dict[str, str]:
    names = Locale.parse(language.replace("-", "_")).territories
    return {key: name for key, name in names.items() if len(key) == 2 and key.isalpha()}


def find_currency(text: str) -> str | None:
    """The currency of that code, such as IDR; None if there is none."""
    code = text.strip().upper()
    return code if code in list_currencies() else None


def zones_of(country: str, now: datetime) -> tuple[str, ...]:
    """A country's time zones from west to east, one for each way its clocks go in the year of now."""
    groups: dict[tuple[timedelta | None, ...], list[str]] = {}
    for zone in get_global("territory_zones").get(country, ()):
        groups.setdefault(_clock(zone, now), []).append(zone)
    known = frozenset(get_global("windows_zone_mapping").values())
    best = [min(zones, key=lambda zone: (zone not in known, len(zone), zone)) for zones in groups.values()]
    return tuple(sorted(best, key=lambda zone: (_clock(zone, now), zone)))


def likely_zones(proposal: Proposal, now: datetime) -> tuple[str, ...]:
    """The zones of the proposed country in which its number may be; all of them where the number tells nothing."""
    everywhere = zones_of(proposal.country, now)
    clocks = {_clock(zone, now) for zone in proposal.zones}
    return tuple(zone for zone in everywhere if _clock(zone, now) in clocks) or everywhere


def _clock(zone: str, now: datetime) -> tuple[timedelta | None, ...]:
    """The offsets of a zone in winter and summer."""
    return tuple(datetime(now.year, month, 15, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))
