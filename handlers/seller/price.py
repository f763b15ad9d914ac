"""Prices by chat."""

from __future__ import annotations

from typing import Final

from bot import Context, Manager, Reply, Staff, command
from handlers.seller.parts import ask_first, undo_buttons
from models import Product
from shop import products
from shop.menu import menu
from values import Money

PAGE: Final = 20


@command("seller.price.show", at_least=Staff, keeps=True)
def show(ctx: Context, product: Product | None = None) -> Reply:
    """What a product costs now, or everything on the menu."""
    if product is not None:
        return Reply({"product": product}, "seller/price:show_one")
    return _page(ctx, 0)


@command("seller.price.more_prices", at_least=Staff, waits=True)
def more_prices(ctx: Context, offset: int) -> Reply:
    """The next page of the list."""
    return _page(ctx, offset)


def _page(ctx: Context, offset: int) -> Reply:
    page = menu(ctx.tx, ctx.store, ctx.now, page=(offset, PAGE))
    rest = page.total > offset + PAGE
    buttons = [ctx.button("more", more_prices, offset=offset + PAGE)] if rest else []
    return Reply({"entries": page.entries, "more": rest}, "seller/price:show", buttons)


@command("seller.price.set", at_least=Manager, unknown="seller.product.offer")
def set_price(ctx: Context, product: Product, price: Money) -> Reply:
    """Set the price of a product; asked first where it moves by more than half. Placed orders keep theirs."""
    if products.is_big_change(product.price, price):
        return _ask(ctx, product, price)
    return _set(ctx, product, price)


@command("seller.price.more", at_least=Manager)
def more(ctx: Context, product: Product, by: Money) -> Reply:
    """Add so much to the price of a product."""
    return set_price(ctx, product, products.moved_price(product, by))


@command("seller.price.less", at_least=Manager)
def less(ctx: Context, product: Product, by: Money) -> Reply:
    """Take so much off the price of a product; refused where nothing is left of it."""
    return set_price(ctx, product, products.moved_price(product, Money(-by.amount, by.currency)))


@command("seller.price.set_sure", at_least=Manager, waits=True)
def set_sure(ctx: Context, product: Product, price: Money, seen: int) -> Reply:
    """Set it after the yes; asked again where somebody has changed it since."""
    return _set(ctx, product, price) if product.price_amount == seen else _ask(ctx, product, price)


def _ask(ctx: Context, product: Product, price: Money) -> Reply:
    buttons = ask_first(ctx, set_sure, product=product, price=price, seen=product.price_amount)
    return Reply({"product": product, "price": price}, "seller/price:set_big", buttons)


def _set(ctx: Context, product: Product, price: Money) -> Reply:
    written = products.set_price(ctx.tx, product, price, ctx.actor, ctx.now)
    return Reply({"written": written}, "seller/price:set", undo_buttons(ctx))
