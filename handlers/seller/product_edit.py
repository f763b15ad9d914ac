"""Changing what a product is called, where it stands on the menu and in what it is sold; deleting it."""

from __future__ import annotations

from bot import Context, Manager, Reply, command
from bot.commands import Verbatim
from handlers.seller.parts import ask_first, undo_buttons
from handlers.seller.product import tidy
from models import Product
from shop import products
from shop.names import name_key


@command("seller.product.rename", at_least=Manager)
def rename(ctx: Context, product: Product, name: str) -> Reply:
    """Give a product another name; customers may still use the old one. Refused where another product has it.

    The name is asked for alone where what was told is the one it has.
    """
    if name_key(name) == product.key:
        ctx.ask(renamed, product=product)
        return Reply({"product": product}, "rename_name")
    return _rename(ctx, product, name)


@command("seller.product.renamed", at_least=Manager, waits=True)
def renamed(ctx: Context, product: Product, name: Verbatim) -> Reply:
    """Take whatever was answered as the new name."""
    return _rename(ctx, product, name)


def _rename(ctx: Context, product: Product, name: str) -> Reply:
    written = products.rename(ctx.tx, product, tidy(name, ctx.language), ctx.actor, ctx.now)
    return Reply({"written": written}, "seller/product:rename", undo_buttons(ctx))


@command("seller.product.category", at_least=Manager)
def category(ctx: Context, product: Product, text: str) -> Reply:
    """Put a product under another heading of the menu."""
    written = products.set_category(ctx.tx, product, text, ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))


@command("seller.product.unit", at_least=Manager)
def unit(ctx: Context, product: Product, text: str) -> Reply:
    """Say in what a product is sold, such as kilo, portion or packet."""
    written = products.set_unit(ctx.tx, product, text, ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))


@command("seller.product.delete", at_least=Manager)
def delete(ctx: Context, product: Product) -> Reply:
    """Delete a product, after a yes; hiding it is the smaller step."""
    return Reply({"product": product}, "delete_ask", ask_first(ctx, delete_sure, product=product))


@command("seller.product.delete_sure", at_least=Manager, waits=True)
def delete_sure(ctx: Context, product: Product) -> Reply:
    """Delete it after the yes."""
    written = products.remove(ctx.tx, product, ctx.actor, ctx.now)
    return Reply({"written": written}, "seller/product:delete", undo_buttons(ctx))
