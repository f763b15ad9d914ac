"""What customers choose from: sizes, extras and other choices of a product, with their prices."""

from __future__ import annotations

import re

from bot import Context, Manager, Reply, Staff, Values, command
from handlers.customer.menu import option_groups
from handlers.seller.parts import undo_buttons
from models import Product
from nlp.option_words import choice_called, joints
from shop import option_edits
from shop.option_edits import Choice
from shop.option_lists import read_options

SPLIT = re.compile(r"[,;/\n]+")


@command("seller.option.sizes", at_least=Manager)
def sizes(ctx: Context, product: Product, text: str) -> Reply:
    """The sizes of a product, one of which is chosen: "small 5, large 8" with their prices, or "large +3"."""
    return _set(ctx, product, choice_called("size", ctx.store.language), text)


@command("seller.option.extras", at_least=Manager)
def extras(ctx: Context, product: Product, text: str) -> Reply:
    """What can be had besides a product, and what each of it adds to the price."""
    return _set(ctx, product, choice_called("extra", ctx.store.language), text, several=True)


@command("seller.option.choice", at_least=Manager)
def choice(ctx: Context, name: str, product: Product, text: str) -> Reply:
    """A choice with a name of its own, such as sugar or spice, of which one is taken."""
    return _set(ctx, product, name[:1].upper() + name[1:], text, told=True)


def _set(ctx: Context, product: Product, name: str, text: str, *, several: bool = False, told: bool = False) -> Reply:
    wanted = Choice(name, tuple(read_options(text, ctx.store.currency, joints())), several, told)
    option_edits.set_choice(ctx.tx, product, wanted, ctx.actor, ctx.now)
    return Reply(_offered(ctx, product), "seller/option:set", undo_buttons(ctx))


@command("seller.option.drop", at_least=Manager)
def drop(ctx: Context, product: Product, text: str) -> Reply:
    """Do not offer these options of a product any more, or a whole choice. Orders that hold them keep them."""
    names = [part.strip() for part in SPLIT.split(text) if part.strip()]
    option_edits.drop_options(ctx.tx, product, names, ctx.actor, ctx.now)
    return Reply({**_offered(ctx, product), "gone": names}, "", undo_buttons(ctx))


@command("seller.option.list", at_least=Staff, keeps=True)
def show(ctx: Context, product: Product) -> Values:
    """What customers can choose with a product."""
    return _offered(ctx, product)


def _offered(ctx: Context, product: Product) -> Values:
    return {"product": product, "groups": option_groups(ctx, [product.id])}
