"""Pictures that a seller sends: a photo of a product, or the code that customers pay by."""

from __future__ import annotations

from bot import Button, Context, Manager, Reply, Staff, command
from bot.photos import address_of
from handlers.seller.parts import undo_buttons
from models import Image, Product
from nlp.captions import Caption, read_caption
from shop import catalogue, image_lists, images, paying, shrinking
from shop.stores import payment_ways


@command("seller.photo.sent", at_least=Manager, waits=True)
def sent(ctx: Context) -> Reply:
    """A picture: of the product that its words name, or the code to pay by; asked where they name nothing."""
    image = images.keep(ctx.tx, ctx.store, shrinking.small(ctx.file), ctx.now)
    said = _said(ctx)
    if len(said.products) == 1:
        return _shown(ctx, catalogue.get_product(ctx.tx, ctx.store, said.products[0]), image)
    code = shrinking.code_in(ctx.file)
    if said.pays or (code and not said.products):
        return _to_pay(ctx, image, code)
    if said.products:
        found = [catalogue.get_product(ctx.tx, ctx.store, key) for key in said.products]
        choices = [(product.name, {"product": product}) for product in found]
        return Reply({}, "which", ctx.choose(of, choices, image=image.id))
    ctx.ask(of, image=image.id)
    return Reply({}, "of_product")


def _said(ctx: Context) -> Caption:
    if not ctx.message.text or ctx.index is None:
        return Caption()
    return read_caption(ctx.message.text, ctx.language, ctx.index, ctx.now.astimezone(ctx.zone))


@command("seller.photo.of", at_least=Manager, waits=True)
def of(ctx: Context, product: Product, image: int) -> Reply:
    """The picture that was sent is of this product."""
    return _shown(ctx, product, ctx.tx.session.get_one(Image, image))


def _shown(ctx: Context, product: Product, image: Image) -> Reply:
    written = images.show_first(ctx.tx, product, image, ctx.actor, ctx.now)
    return Reply({"product": product, "fresh": not written.old}, "seller/photo:of", undo_buttons(ctx))


def _to_pay(ctx: Context, image: Image, code: str) -> Reply:
    way, exact = paying.pay_by_picture(ctx.tx, ctx.store, image, code, ctx.actor, ctx.now)
    ways = [one.name for one in payment_ways(ctx.tx, ctx.store)]
    return Reply({"way": way, "exact": exact, "ways": ways}, "seller/photo:pay", undo_buttons(ctx))


@command("seller.photo.show", at_least=Staff, keeps=True)
def show(ctx: Context, product: Product) -> Reply:
    """The photo of a product as customers see it."""
    first = image_lists.first_of(ctx.tx, product)
    if not first:
        return Reply({"product": product}, "none")
    drop_it: list[Button] = [ctx.button("drop_photo", drop, product=product)]
    return Reply({"product": product}, "", drop_it, address_of(first))


@command("seller.photo.drop", at_least=Manager)
def drop(ctx: Context, product: Product) -> Reply:
    """Show no photo of a product any more."""
    if not image_lists.first_of(ctx.tx, product):
        return Reply({"product": product}, "seller/photo:none")
    images.show_none(ctx.tx, product, ctx.actor, ctx.now)
    return Reply({"product": product}, "", undo_buttons(ctx))
