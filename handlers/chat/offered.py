"""The commands that a person may use where he is now, as help tells them."""

from __future__ import annotations

from bot import Context
from bot.commands import REGISTRY, Command


def offered_commands(ctx: Context) -> list[str]:
    """Their names, area by area."""
    names = [name for name, found in REGISTRY.items() if not found.waits and _may(ctx, name, found)]
    return sorted(names, key=lambda name: name.rsplit(".", 1)[0])


def _may(ctx: Context, name: str, found: Command) -> bool:
    if ctx.seller_store is None and not found.anyone:
        return False
    area = name.split(".")[0]
    seller = ctx.actor.kind == "user"
    mine = {"chat": True, "seller": seller, "customer": not seller, "register": ctx.seller_store is None or seller}
    return mine.get(area, False) and (area != "seller" or ctx.actor.may(found.at_least))
