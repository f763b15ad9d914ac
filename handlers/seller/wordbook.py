"""What customers said and the shop did not understand, and other names for products that come of it."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, Values, command
from handlers.seller.parts import undo_buttons
from models import Product
from shop import wordbook


@command("seller.product.words", at_least=Staff, keeps=True)
def words(ctx: Context) -> Values:
    """The words for products that were not understood, the most frequent first."""
    return {"rows": wordbook.heard(ctx.tx, ctx.store)}


@command("seller.product.alias", at_least=Manager)
def alias(ctx: Context, name: str, product: Product) -> Reply:
    """Let a product be called by another name too. Refused where the name means a product already."""
    done = wordbook.add_alias(ctx.tx, ctx.store, product, name, ctx.actor, ctx.now)
    return Reply({"product": product, "name": done.new}, "", undo_buttons(ctx))
