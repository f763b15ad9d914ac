"""What runs low, when to warn of it, and what to buy."""

from __future__ import annotations

from typing import Final

from bot import Context, Manager, Reply, Staff, Values, command
from handlers.seller.parts import undo_buttons
from models import Product
from shop import reorder, stock
from values import Quantity

MOST: Final = 15


@command("seller.stock.low", at_least=Staff, keeps=True)
def low(ctx: Context) -> Reply:
    """What is out or runs low."""
    return Reply({"views": stock.stock_list(ctx.tx, ctx.store, only_low=True, limit=MOST)})


@command("seller.stock.warn", at_least=Manager)
def warn(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    """Warn when so much of a product is left, or less. Refused for what the store does not count."""
    written = stock.set_low_at(ctx.tx, product, quantity, ctx.actor, ctx.now)
    values = {"written": written, "view": stock.stock_view(ctx.tx, product)}
    return Reply(values, "", undo_buttons(ctx))


@command("seller.stock.buy", at_least=Staff, keeps=True)
def buy(ctx: Context) -> Values:
    """What to buy so that it lasts a week, from what went out in the last two."""
    return {"rows": reorder.to_buy(ctx.tx, ctx.store, ctx.now)[:MOST], "days": reorder.LASTS}
