"""Questions about one product: what it costs and whether it can be had."""

from __future__ import annotations

from msgspec.structs import replace

from bot import Context, Reply, Values, command
from bot.photos import address_of
from handlers.customer.menu import option_groups
from handlers.customer.parts import tell_if_closed
from models import Product
from nlp.orders import Memory
from shop import image_lists, menu
from shop.errors import NotOffered
from values import CartLine, Quantity


@command("customer.product.price", keeps=True)
def price(ctx: Context, product: Product) -> Values:
    """What a product costs, with its options."""
    tell_if_closed(ctx)
    return {**_about(ctx, product), "groups": option_groups(ctx, [product.id])}


@command("customer.product.stock", keeps=True)
def stock(ctx: Context, product: Product) -> Values:
    """Whether a product can be had: there, nearly gone or gone. Numbers only where the store always tells them."""
    tell_if_closed(ctx)
    return _about(ctx, product)


def _about(ctx: Context, product: Product) -> Values:
    found = menu.entries_of(ctx.tx, ctx.store, [product.id], ctx.now)
    if not found:
        raise NotOffered(product.name)
    entry = found[0]
    # So that a bare number afterwards is understood to be of it.
    mentioned = (CartLine(product.id, Quantity.of(1)),)
    ctx.know(memory=replace(Memory.from_dict(ctx.chat.memory or {}), mentioned=mentioned).to_dict())
    gone = entry.state == "out"
    return {
        "product": entry,
        "example": entry.name.lower(),
        "left": entry.left if ctx.store.tells_stock == "always" else None,
        "alternative": menu.alternative(ctx.tx, ctx.store, product, ctx.now) if gone else None,
    }


@command("customer.product.photo", keeps=True)
def photo(ctx: Context, product: Product) -> Reply:
    """The photo of a product with its price, or that there is none."""
    tell_if_closed(ctx)
    picture = address_of(image_lists.first_of(ctx.tx, product))
    return Reply({**_about(ctx, product), "shown": bool(picture)}, "", media_url=picture)
