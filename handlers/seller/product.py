"""Products by chat: new ones, and taking one off the menu or putting it back."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, command
from handlers.seller.parts import undo_buttons
from models import Product
from shop import products, stock
from shop.products import NewProduct
from values import Money, Quantity


@command("seller.product.add", at_least=Manager)
def add(ctx: Context, name: str, price: Money, quantity: Quantity | None = None) -> Reply:
    """Add a product at the end of the menu, counted if a quantity is told. Refused where one of that name exists."""
    new = NewProduct(tidy(name), price, quantity)
    product = products.add_product(ctx.tx, ctx.store, new, ctx.actor, ctx.now)
    return Reply({"product": product, "quantity": quantity}, "", undo_buttons(ctx))


def tidy(name: str) -> str:
    """A name as it stands on a menu: typed all in small letters it gets capitals."""
    words = " ".join(name.split()).strip("\"'“”")
    return words.title() if words.islower() else words


@command("seller.product.hide", at_least=Manager)
def hide(ctx: Context, product: Product) -> Reply:
    """Take a product off the menu until it is put back."""
    if product.hidden:
        return Reply({"product": product}, "hidden_already")
    products.hide(ctx.tx, product, ctx.actor, ctx.now)
    return Reply({"product": product}, "", undo_buttons(ctx))


@command("seller.product.show", at_least=Staff)
def show(ctx: Context, product: Product) -> Reply:
    """Put a product back on the menu, which takes a manager, or end its being sold out for today."""
    if product.hidden:
        ctx.actor.need(Manager)
    view = stock.stock_view(ctx.tx, product)
    values = {"product": product, "view": view}
    if stock.is_sold_out(product, ctx.now) and not product.hidden:
        products.back_in_stock(ctx.tx, product, ctx.actor, ctx.now)
        return Reply(values, "", undo_buttons(ctx))
    if not product.hidden:
        return Reply(values, "shown_already")
    products.show(ctx.tx, product, ctx.actor, ctx.now)
    return Reply(values, "", undo_buttons(ctx))
