"""Questions on the way to a store, one at a time: its name, where it is, and whether everything is right."""

from __future__ import annotations

from typing import Any

from bot import Context, Reply, command
from bot.languages import names
from handlers.register import opening
from handlers.register.draft import Draft, proposed, shown, zone_choices
from shop import countries
from shop.people import find_user, stores_of_user
from values import Address

SHORTEST_NAME, LONGEST_NAME = 2, 60


@command("register.start", anyone=True)
def start(ctx: Context) -> Reply:
    """Begin to open a store for whoever writes."""
    user = find_user(ctx.tx, Address(ctx.chat.channel, ctx.chat.address))
    own = [store.name for store, role in stores_of_user(ctx.tx, user) if role == "owner"] if user else []
    ctx.ask(name, draft={})
    return Reply({"own": own})


@command("register.name", anyone=True, waits=True)
def name(ctx: Context, text: str, draft: dict[str, Any]) -> Reply:
    """Take the store's name."""
    said = " ".join(text.split())
    if not SHORTEST_NAME <= len(said) <= LONGEST_NAME:
        ctx.ask(name, draft=draft)
        return Reply(block="name_wrong")
    return go_on(ctx, draft | {"name": said})


def go_on(ctx: Context, draft: Draft) -> Reply:
    """Ask what is still missing, or else show everything and ask whether it is right."""
    draft = proposed(ctx, draft)
    if "country" not in draft:
        ctx.ask(country, draft=draft)
        return Reply(block="register:country")
    if "zone" not in draft:
        return ask_zone(ctx, draft)
    ctx.confirm(opening.confirm, no=correct, draft=draft)
    yes = ctx.button("yes", opening.confirm, draft=draft)
    return Reply(shown(ctx, draft), "register:check", [yes, ctx.button("change", correct, draft=draft)])


def ask_zone(ctx: Context, draft: Draft) -> Reply:
    """Ask which of the country's clocks the store goes by."""
    return Reply({}, "register:zone", ctx.choose(zone, zone_choices(ctx, draft), draft=draft))


@command("register.country", anyone=True, waits=True)
def country(ctx: Context, text: str, draft: dict[str, Any]) -> Reply:
    """Take the country, or a city that tells it and its clock; another one brings its own currency and clocks."""
    kept = {key: value for key, value in draft.items() if key in ("name", "language")}
    found = countries.find_country(text, list(names()))
    if found is not None:
        return go_on(ctx, kept | {"country": found})
    city = countries.find_city(text, ctx.now)
    if city is not None:
        return go_on(ctx, kept | {"country": city[0], "zone": city[1]})
    ctx.ask(country, draft=draft)
    return Reply({"text": text}, "country_wrong")


@command("register.zone", anyone=True, waits=True)
def zone(ctx: Context, zone: str, draft: dict[str, Any]) -> Reply:
    """Take the time zone."""
    return go_on(ctx, draft | {"zone": zone})


@command("register.currency", anyone=True, waits=True)
def currency(ctx: Context, text: str, draft: dict[str, Any]) -> Reply:
    """Take the currency by its code."""
    found = countries.find_currency(text)
    if found is None:
        ctx.ask(currency, draft=draft)
        return Reply({"text": text}, "currency_wrong")
    return go_on(ctx, draft | {"currency": found})


@command("register.language", anyone=True, waits=True)
def language(ctx: Context, code: str, draft: dict[str, Any]) -> Reply:
    """Take the language of the store, and speak it from here on."""
    ctx.chat.language, ctx.chat.other_language, ctx.language = code, None, code
    return go_on(ctx, draft | {"language": code})


@command("register.correct", anyone=True, waits=True)
def correct(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Something is not right: ask what."""
    parts = ("name", "country", "zone", "currency", "language")
    return Reply(buttons=[ctx.button(f"store_{part}", change, what=part, draft=draft) for part in parts])


@command("register.change", anyone=True, waits=True)
def change(ctx: Context, what: str, draft: dict[str, Any]) -> Reply:
    """Ask for one part of the store anew."""
    if what == "zone":
        return ask_zone(ctx, draft)
    if what == "language":
        choices = [(spoken, {"code": code}) for code, spoken in names().items()]
        return Reply({}, "register:language", ctx.choose(language, choices, draft=draft))
    ctx.ask({"name": name, "country": country, "currency": currency}[what], draft=draft)
    return Reply(block=f"register:{'rename' if what == 'name' else what}")
