"""What is known of a store that is about to be opened: proposed from the number, asked for, or corrected."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from bot import Context, Values
from bot.languages import names
from shop import countries

# Kept between two messages, so it is made of plain words: name, country, currency, zone, language.
Draft = dict[str, Any]


def proposed(ctx: Context, draft: Draft) -> Draft:
    """The draft with what the number suggests wherever nothing is known yet."""
    spoken = list(names())
    country = draft.get("country")
    guess = countries.propose(ctx.chat.address, spoken)
    if country is None and guess is None:
        return draft
    if guess is None or country not in (None, guess.country):
        guess = countries.proposal_for(str(country), spoken)
    zones = countries.likely_zones(guess, ctx.now)
    found: Draft = {"country": guess.country, "currency": guess.currency, "language": ctx.language}
    if len(zones) == 1:
        found["zone"] = zones[0]
    return found | draft


def zone_choices(ctx: Context, draft: Draft) -> list[tuple[str, dict[str, str]]]:
    """The time zones a store in its country may be in, with what people call them."""
    guess = countries.propose(ctx.chat.address, list(names()))
    if guess is None or guess.country != draft["country"]:
        guess = countries.proposal_for(draft["country"], list(names()))
    asked_again = "zone" in draft
    zones = countries.zones_of(guess.country, ctx.now) if asked_again else countries.likely_zones(guess, ctx.now)
    return [(zone_name(ctx, zone), {"zone": zone}) for zone in zones]


def zone_name(ctx: Context, zone: str) -> str:
    """A zone by its city and what its clock is called now, if it has a name: Jakarta (WIB), Bogota."""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    called = ctx.now.astimezone(ZoneInfo(zone)).tzname() or ""
    return f"{city} ({called})" if called[:1].isalpha() else city


def shown(ctx: Context, draft: Draft) -> Values:
    """The draft as its owner reads it."""
    return {
        "name": draft["name"],
        "country": countries.country_name(draft["country"], ctx.language),
        "zone_name": zone_name(ctx, draft["zone"]),
        "currency": draft["currency"],
        "language": names()[draft["language"]],
    }
