"""The commands that a person may use where he is now, as help tells them."""

from __future__ import annotations

from bot import Context
from bot.commands import REGISTRY, Command

# The order in which areas are told; others follow by name.
AREAS = ("seller.order", "seller.stock", "seller.price", "seller.product", "seller.stats", "seller.summary")


def offered_commands(ctx: Context) -> list[str]:
    """Their names, area by area."""
    names = [name for name, found in REGISTRY.items() if not found.waits and _may(ctx, name, found)]
    return sorted(names, key=_rank)


def _may(ctx: Context, name: str, found: Command) -> bool:
    if ctx.seller_store is None and not found.anyone:
        return False
    area = name.split(".")[0]
    if area == "seller":
        return ctx.actor.kind == "user" and ctx.actor.may(found.at_least)
    return area == "chat" or (area == "register") == (ctx.seller_store is None) or ctx.actor.kind != "user"


def _rank(name: str) -> tuple[int, str]:
    area = name.rsplit(".", 1)[0]
    return (AREAS.index(area) if area in AREAS else len(AREAS), area)
