"""The menu: whole when it is short, by category when it is long, and searched."""

from __future__ import annotations

from collections.abc import Sequence

from bot import Button, Context, Reply, Values, command
from handlers.customer.parts import EXAMPLES, tell_if_closed
from nlp.index import find_product
from nlp.text import words_of
from shop import menu
from shop.menu import Menu, MenuEntry
from shop.options import offered
from values import Money

PAGE = 25
MOST_FOUND = 8
MOST_GROUPS = 6
LIKE_ENOUGH = 0.5


@command("customer.menu.show")
def show(ctx: Context) -> Reply:
    """What the store sells today; where the seller has taken the chat over, this brings the shop's answers back."""
    if ctx.chat.handed_over_at is not None:
        ctx.chat.handed_over_at = None
        ctx.reply("back")
    tell_if_closed(ctx)
    first = menu.menu(ctx.tx, ctx.store, ctx.now, page=(0, PAGE))
    if first.total == 0:
        return Reply(block="nothing")
    names = menu.categories(ctx.tx, ctx.store) if first.total > PAGE else []
    if len(names) > 1:
        choices = [(name, {"category": name, "offset": 0}) for name in names]
        return Reply({"store": ctx.store.name}, "categories", ctx.choose(page, choices))
    return _page(ctx, first, "", 0)


@command("customer.menu.page", waits=True)
def page(ctx: Context, category: str, offset: int) -> Reply:
    """A page of the menu, or of one category of it."""
    found = menu.menu(ctx.tx, ctx.store, ctx.now, category or None, (offset, PAGE))
    return _page(ctx, found, category, offset)


@command("customer.menu.search", keeps=True)
def search(ctx: Context, text: str) -> Reply:
    """Products that fit some words: their name, their category, or an option they come with."""
    tell_if_closed(ctx)
    found = menu.entries_of(ctx.tx, ctx.store, _ids(ctx, text), ctx.now)
    if not found:
        return Reply({"text": text}, "not_found")
    return Reply({"text": text, "entries": found[:MOST_FOUND], "example": found[0].name.lower()})


def _page(ctx: Context, found: Menu, category: str, offset: int) -> Reply:
    after = offset + len(found.entries)
    more: list[Button] = []
    if after < found.total:
        more = [ctx.button("more", page, category=category, offset=after)]
    sections = _sections(found.entries)
    values: Values = {"store": ctx.store.name, "sections": sections, "groups": _groups(ctx, found.entries)}
    here = [entry.name.lower() for entry in found.entries if entry.state != "out"][:EXAMPLES]
    return Reply(values | {"examples": here}, "show", more)


def _sections(entries: Sequence[MenuEntry]) -> list[tuple[str, list[MenuEntry]]]:
    """The entries by category, in the menu's order."""
    sections: dict[str, list[MenuEntry]] = {}
    for entry in entries:
        sections.setdefault(entry.category, []).append(entry)
    return list(sections.items())


def _groups(ctx: Context, entries: Sequence[MenuEntry]) -> list[Values]:
    return option_groups(ctx, [entry.id for entry in entries if entry.has_options])[:MOST_GROUPS]


def option_groups(ctx: Context, product_ids: Sequence[int]) -> list[Values]:
    """The groups of options that these products offer, each once, with what an option adds to the price."""
    groups: dict[int, Values] = {}
    for offers in offered(ctx.tx, product_ids).values():
        for offer in offers:
            priced = [
                {"name": row.name, "price": Money(row.price_amount, ctx.store.currency) if row.price_amount else None}
                for row in offer.options.values()
            ]
            groups.setdefault(offer.group.id, {"name": offer.group.name, "options": priced})
    return list(groups.values())


def _ids(ctx: Context, text: str) -> list[int]:
    index = ctx.index
    if index is None:
        return []
    said = words_of(text)
    by_option = {index.group_of[key] for kind, key in index.phrase(said) if kind == "option"}
    found = [key for key, score in find_product(index, text, MOST_FOUND) if score >= LIKE_ENOUGH]
    found += [spec.id for spec in index.products.values() if words_of(spec.category) == said]
    found += [spec.id for spec in index.products.values() if by_option & set(spec.groups)]
    return list(dict.fromkeys(found))
