"""Stock by chat: what is there, what was counted, what came in, what is gone, what runs out."""

from __future__ import annotations

from typing import Final

from bot import Button, Context, Reply, Staff, command
from handlers.seller.parts import ask_first, undo_buttons
from models import Product
from shop import products, stock
from shop.changes import Written
from values import Quantity

PAGE: Final = 15


@command("seller.stock.show", at_least=Staff, keeps=True)
def show(ctx: Context, product: Product | None = None) -> Reply:
    """How much of a product there is, or of everything the store counts."""
    if product is None:
        return _page(ctx, 0)
    view = stock.stock_view(ctx.tx, product)
    sold_out = stock.is_sold_out(product, ctx.now)
    return Reply({"view": view, "product": product, "sold_out": sold_out}, "show_one")


@command("seller.stock.more", at_least=Staff, waits=True)
def more(ctx: Context, offset: int) -> Reply:
    """The next page of the list."""
    return _page(ctx, offset)


def _page(ctx: Context, offset: int) -> Reply:
    views = stock.stock_list(ctx.tx, ctx.store, limit=PAGE + 1, offset=offset)
    rest = len(views) > PAGE
    buttons = [ctx.button("more", more, offset=offset + PAGE)] if rest else []
    return Reply({"views": views[:PAGE], "more": rest}, "seller/stock:show", buttons)


@command("seller.stock.low", at_least=Staff, keeps=True)
def low(ctx: Context) -> Reply:
    """What is out or runs low."""
    return Reply({"views": stock.stock_list(ctx.tx, ctx.store, only_low=True, limit=PAGE)})


@command("seller.stock.set", at_least=Staff)
def set_stock(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    """Set how much of a product is on hand; asked first where it is ten times the usual. None left of a product that
    is not counted means sold out for today."""
    if not quantity.thousandths and not product.tracked:
        products.sold_out(ctx.tx, product, ctx.actor, ctx.now)
        return Reply({"product": product}, "sold_out", undo_buttons(ctx))
    if stock.is_unusual(ctx.tx, product, quantity):
        return _ask(ctx, product, quantity, "set_unusual")
    return _set(ctx, product, quantity)


@command("seller.stock.set_sure", at_least=Staff, waits=True)
def set_sure(ctx: Context, product: Product, quantity: Quantity, seen: int) -> Reply:
    """Set it after the yes; asked again where the stock has moved since."""
    if stock.stock_view(ctx.tx, product).on_hand.thousandths != seen:
        return _ask(ctx, product, quantity, "set_unusual")
    return _set(ctx, product, quantity)


def _set(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    counted = product.tracked
    written = stock.set_stock(ctx.tx, product, quantity, ctx.actor, ctx.now)
    return _written(ctx, product, written, counted)


@command("seller.stock.add", at_least=Staff)
def add(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    """Goods came in; asked first where it is ten times the usual. Refused for what the store does not count."""
    if stock.is_unusual(ctx.tx, product, quantity):
        return _ask(ctx, product, quantity, "add_unusual")
    return _add(ctx, product, quantity)


@command("seller.stock.add_sure", at_least=Staff, waits=True)
def add_sure(ctx: Context, product: Product, quantity: Quantity, seen: int) -> Reply:
    """Add it after the yes; asked again where the stock has moved since."""
    if stock.stock_view(ctx.tx, product).on_hand.thousandths != seen:
        return _ask(ctx, product, quantity, "add_unusual")
    return _add(ctx, product, quantity)


def _add(ctx: Context, product: Product, quantity: Quantity) -> Reply:
    return _written(ctx, product, stock.add_stock(ctx.tx, product, quantity, ctx.actor, ctx.now), True)


@command("seller.stock.remove", at_least=Staff)
def remove(ctx: Context, product: Product, quantity: Quantity, reason: str | None = None) -> Reply:
    """Goods are gone other than by an order; never more than there are beyond what orders hold."""
    written = stock.remove_stock(ctx.tx, product, quantity, ctx.actor, ctx.now, reason or "")
    reply = _written(ctx, product, written, True)
    return Reply({**reply.values, "reason": reason or ""}, "remove", reply.buttons)


def _ask(ctx: Context, product: Product, quantity: Quantity, block: str) -> Reply:
    view = stock.stock_view(ctx.tx, product)
    function = set_sure if block == "set_unusual" else add_sure
    buttons: list[Button] = ask_first(ctx, function, product=product, quantity=quantity, seen=view.on_hand.thousandths)
    return Reply({"view": view, "quantity": quantity}, f"seller/stock:{block}", buttons)


def _written(ctx: Context, product: Product, written: Written, counted: bool) -> Reply:
    view = stock.stock_view(ctx.tx, product)
    values = {"written": written, "view": view, "hidden": product.hidden, "counted": counted}
    return Reply(values, "seller/stock:set", undo_buttons(ctx))
