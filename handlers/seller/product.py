"""Products by chat: new ones, and taking one off the menu or putting it back."""

from __future__ import annotations

from typing import Final

from bot import Context, Manager, Reply, Staff, command
from handlers.seller.parts import ask_first, undo_buttons
from models import APPROVED, Product
from nlp.index import find_product
from nlp.wording import as_name, speaks_of
from shop import approvals, catalogue, products, stock
from shop.errors import UnknownProduct
from shop.products import NewProduct
from values import Money, Quantity

NEW: Final = ("new", "add", "menu", "item")  # concepts of words that tell of a product there was not before
PLAIN: Final = 0.95  # how sure answers to questions are, and sentences that fit word for word
MOST_NEAR: Final = 2
LIKE_ENOUGH: Final = 0.5


@command("seller.product.add", at_least=Manager)
def add(ctx: Context, name: str, price: Money, quantity: Quantity | None = None) -> Reply:
    """Add a product at the end of the menu, counted if a quantity is told. Refused where one of that name exists.

    Asked first where nothing said that it is a new one: it may as well be a slip in the name of another.
    """
    if ctx.sure >= PLAIN or speaks_of(ctx.message.text, ctx.language, NEW):
        return _add(ctx, name, price, quantity)
    return offer(ctx, name, price, quantity)


@command("seller.product.offer", at_least=Manager, waits=True)
def offer(ctx: Context, name: str, price: Money | None = None, quantity: Quantity | None = None) -> Reply:
    """Ask whether a product is to be added that is not on the menu, naming those it may be a slip for."""
    if price is None:
        raise UnknownProduct(name)
    near = [catalogue.get_product(ctx.tx, ctx.store, key) for key in _like(ctx, name)]
    buttons = ask_first(ctx, add_sure, name=name, price=price, quantity=quantity)
    return Reply({"name": tidy(name, ctx.language), "price": price, "near": near}, "seller/product:add_ask", buttons)


@command("seller.product.add_sure", at_least=Manager, waits=True)
def add_sure(ctx: Context, name: str, price: Money, quantity: Quantity | None = None) -> Reply:
    """Add it after the yes."""
    return _add(ctx, name, price, quantity)


def _add(ctx: Context, name: str, price: Money, quantity: Quantity | None) -> Reply:
    new = NewProduct(tidy(name, ctx.language), price, quantity)
    product = products.add_product(ctx.tx, ctx.store, new, ctx.actor, ctx.now)
    return Reply({"product": product, "quantity": quantity}, "seller/product:add", undo_buttons(ctx))


def _like(ctx: Context, name: str) -> list[int]:
    """The products that are called most nearly so."""
    found = find_product(ctx.index, name, MOST_NEAR) if ctx.index is not None else ()
    return [key for key, score in found if score >= LIKE_ENOUGH]


def tidy(name: str, language: str) -> str:
    """A name as it stands on a menu, without the quotes around it."""
    return as_name(" ".join(name.split()).strip("\"'“”"), language)


@command("seller.product.hide", at_least=Manager)
def hide(ctx: Context, product: Product) -> Reply:
    """Take a product off the menu until it is put back."""
    if product.hidden:
        return Reply({"product": product}, "hidden_already" if product.approval == APPROVED else "not_approved")
    products.hide(ctx.tx, product, ctx.actor, ctx.now)
    return Reply({"product": product}, "", undo_buttons(ctx))


@command("seller.product.show", at_least=Staff)
def show(ctx: Context, product: Product) -> Reply:
    """Put a product back on the menu, which takes a manager, or end its being sold out for today."""
    if product.hidden:
        ctx.actor.need(Manager)
    if product.approval != APPROVED:
        asked = approvals.ask(ctx.tx, product, ctx.actor, ctx.now)
        return Reply({"product": product}, "asked_again" if asked else "not_approved")
    view = stock.stock_view(ctx.tx, product)
    values = {"product": product, "view": view}
    if stock.is_sold_out(product, ctx.now) and not product.hidden:
        products.back_in_stock(ctx.tx, product, ctx.actor, ctx.now)
        return Reply(values, "", undo_buttons(ctx))
    if not product.hidden:
        return Reply(values, "shown_already")
    products.show(ctx.tx, product, ctx.actor, ctx.now)
    return Reply(values, "", undo_buttons(ctx))
