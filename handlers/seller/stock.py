"""Stock by chat: what is there, what was counted, what is gone."""

from __future__ import annotations

from typing import Final

from bot import Context, Reply, Staff, command
from handlers.seller.parts import ask_first, undo_buttons
from models import Product
from shop import places, products, stock
from shop.changes import Written
from values import Quantity

PAGE: Final = 15


@command("seller.stock.show", at_least=Staff, keeps=True)
def show(ctx: Context, product: Product | None = None) -> Reply:
    """How much of a product there is, or of everything the store counts."""
    if product is None:
        return _page(ctx, 0)
    view = stock.stock_view(ctx.tx, product)
    values = {"view": view, "product": product, "sold_out": stock.is_sold_out(product, ctx.now)}
    held = [one for one in places.held_at(ctx.tx, ctx.store, product) if not one.main]
    return Reply({**values, "elsewhere": held}, "show_one")


@command("seller.stock.more", at_least=Staff, waits=True)
def more(ctx: Context, offset: int) -> Reply:
    """The next page of the list."""
    return _page(ctx, offset)


def _page(ctx: Context, offset: int) -> Reply:
    views = stock.stock_list(ctx.tx, ctx.store, limit=PAGE + 1, offset=offset)
    rest = len(views) > PAGE
    buttons = [ctx.button("more", more, offset=offset + PAGE)] if rest else []
    return Reply({"views": views[:PAGE], "more": rest}, "seller/stock:show", buttons)


@command("seller.stock.set", at_least=Staff)
def set_stock(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    """Set how much of a product is on hand; asked first where it is ten times the usual. None left of a product that
    is not counted means sold out for today."""
    if not quantity.thousandths and not product.tracked:
        return out(ctx, product)
    if stock.is_unusual(ctx.tx, product, quantity):
        return _ask(ctx, product, quantity)
    return _set(ctx, product, quantity)


@command("seller.stock.set_sure", at_least=Staff, waits=True)
def set_sure(ctx: Context, product: Product, quantity: Quantity, seen: int) -> Reply:
    """Set it after the yes; asked again where the stock has moved since."""
    if stock.stock_view(ctx.tx, product).on_hand.thousandths != seen:
        return _ask(ctx, product, quantity)
    return _set(ctx, product, quantity)


def _set(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    counted = product.tracked
    done = stock.set_stock(ctx.tx, product, quantity, ctx.actor, ctx.now)
    return written(ctx, product, done, counted)


@command("seller.stock.remove", at_least=Staff)
def remove(ctx: Context, product: Product, quantity: Quantity, reason: str | None = None) -> Reply:
    """Goods are gone other than by an order; never more than there are beyond what orders hold."""
    done = stock.remove_stock(ctx.tx, product, quantity, ctx.actor, ctx.now, reason or "")
    reply = written(ctx, product, done, True)
    return Reply({**reply.values, "reason": reason or ""}, "remove", reply.buttons)


def _ask(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    view = stock.stock_view(ctx.tx, product)
    buttons = ask_first(ctx, set_sure, product=product, quantity=quantity, seen=view.on_hand.thousandths)
    return Reply({"view": view, "quantity": quantity}, "seller/stock:set_unusual", buttons)


def written(ctx: Context, product: Product, done: Written, counted: bool) -> Reply:
    """The stock of a product before and after a write."""
    view = stock.stock_view(ctx.tx, product)
    values = {"written": done, "view": view, "hidden": product.hidden, "counted": counted}
    return Reply(values, "seller/stock:set", undo_buttons(ctx))


@command("seller.stock.out", at_least=Staff)
def out(ctx: Context, product: Product) -> Reply:
    """A product is sold out for today; it sells again by itself when the next business day begins. Where the count
    says that there is more, it is asked whether that is gone too."""
    products.sold_out(ctx.tx, product, ctx.actor, ctx.now)
    buttons = undo_buttons(ctx)
    view = stock.stock_view(ctx.tx, product)
    if product.tracked and view.on_hand > view.reserved:
        buttons = [*ask_first(ctx, empty, product=product, seen=view.on_hand.thousandths), *buttons]
    return Reply({"product": product, "view": view}, "seller/stock:out", buttons)


@command("seller.stock.empty", at_least=Staff, waits=True)
def empty(ctx: Context, product: Product, seen: int) -> Reply:
    """After the yes nothing is left but what was ordered; asked again where the stock has moved since."""
    view = stock.stock_view(ctx.tx, product)
    return _set(ctx, product, view.reserved) if view.on_hand.thousandths == seen else out(ctx, product)
