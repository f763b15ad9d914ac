"""Prices of a whole category, or of everything, by a share."""

from __future__ import annotations

from typing import Final

from bot import Context, Manager, Reply, command
from handlers.seller.parts import ask_first, undo_buttons
from shop.bulk_prices import changed_prices, set_prices

SHOWN: Final = 6


@command("seller.price.raise", at_least=Manager)
def up(ctx: Context, percent: int, text: str | None = None) -> Reply:
    """Raise the prices of a category by a share, of everything where none is told; shown first."""
    return _asked(ctx, percent, text or "")


@command("seller.price.lower", at_least=Manager)
def down(ctx: Context, percent: int, text: str | None = None) -> Reply:
    """Lower the prices of a category by a share, of everything where none is told; shown first."""
    return _asked(ctx, -percent, text or "")


@command("seller.price.bulk_sure", at_least=Manager, waits=True)
def bulk_sure(ctx: Context, share: dict[str, int], category: str, seen: list[int]) -> Reply:
    """Set them after the yes; shown again where a price has changed since."""
    percent = share["percent"]
    changes = changed_prices(ctx.tx, ctx.store, category, percent)
    if [change.old.amount for change in changes] != seen:
        return _asked(ctx, percent, category)
    set_prices(ctx.tx, ctx.store, changes, ctx.actor, ctx.now)
    return Reply({"count": len(changes), "percent": percent}, "seller/price:bulk", undo_buttons(ctx))


def _asked(ctx: Context, percent: int, category: str) -> Reply:
    changes = changed_prices(ctx.tx, ctx.store, category, percent)
    seen = [change.old.amount for change in changes]
    buttons = ask_first(ctx, bulk_sure, share={"percent": percent}, category=category, seen=seen)
    values = {"changes": changes[:SHOWN], "count": len(changes), "percent": percent}
    return Reply(values, "seller/price:bulk_ask", buttons)
