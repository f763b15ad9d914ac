"""Messages that are not words: each kind is answered, none is dropped."""

from __future__ import annotations

from bot import Context, Reply, Staff, Values, command
from bot.passing import address_of
from handlers.customer.checkout import proceed, the_cart
from handlers.customer.order import claim
from handlers.customer.parts import is_customer, quoted_order
from handlers.customer.places import pin
from models import Order
from shop import carts, people
from shop.own_carts import proof_due


@command("chat.media.image", waits=True, keeps=True)
def image(ctx: Context) -> Reply | Values | None:
    """A picture: proof of a payment where one is due, else for the store; from a person of the store a photo."""
    if ctx.actor.may(Staff):
        ctx.then("seller.photo.sent")
        return None
    return _proof_or_passed_on(ctx, "image")


@command("chat.media.document", waits=True, keeps=True)
def document(ctx: Context) -> Reply | Values | None:
    """A file: proof of a payment where one is due, else for the store; from a person of the store a price list."""
    if ctx.actor.may(Staff):
        ctx.then("seller.catalogue.file")
        return None
    return _proof_or_passed_on(ctx, "document")


@command("chat.media.video", waits=True, keeps=True)
def video(ctx: Context) -> Reply | Values:
    """A video is passed on to the store."""
    return _passed_on(ctx, "video")


@command("chat.media.audio", waits=True, keeps=True)
def audio(ctx: Context) -> Reply | Values:
    """A voice note that nobody could listen to: the store has it, and words are asked for."""
    return _passed_on(ctx, "audio")


@command("chat.media.location", waits=True)
def location(ctx: Context) -> Reply | Values | None:
    """A shared location is where to deliver to; of a person of the store, where the store is."""
    spot = pin(ctx)
    if spot is not None and ctx.actor.may(Staff):
        ctx.then("seller.zone.here", lat=spot[0], lon=spot[1])
        return None
    if spot is None or not is_customer(ctx):
        return {}
    text = str((ctx.message.location or {}).get("address") or (ctx.message.location or {}).get("label") or "")
    cart = the_cart(ctx)
    if not carts.lines_of(ctx.tx, cart) or not ctx.store.delivers:
        people.keep_place(ctx.tx, ctx.customer, text, spot, ctx.now)
        return Reply(block="location_kept")
    proceed(ctx, carts.set_address(ctx.tx, cart, text, ctx.now, spot))
    return None


@command("chat.media.sticker", waits=True, keeps=True)
def sticker(ctx: Context) -> Values:
    """A sticker is seen and nothing more."""
    return {}


@command("chat.media.contacts", waits=True, keeps=True)
def contacts(ctx: Context) -> Values:
    """A contact card is not used."""
    return {}


@command("chat.media.order", waits=True, keeps=True)
def order(ctx: Context) -> Values:
    """A basket of the messenger's own catalogue cannot be read: words are asked for."""
    return {}


@command("chat.media.unsupported", waits=True, anyone=True, keeps=True)
def unsupported(ctx: Context) -> Values:
    """Anything else: say so and ask for words."""
    return {}


def _proof_or_passed_on(ctx: Context, kind: str) -> Reply:
    due = _due(ctx) if is_customer(ctx) else None
    return claim(ctx, due) if due is not None else _passed_on(ctx, kind)


def _due(ctx: Context) -> Order | None:
    """The order that a picture may be the proof for: not one that is paid in cash."""
    found = quoted_order(ctx)
    if found is None:
        return proof_due(ctx.tx, ctx.store, ctx.customer)
    return found if found.payment_kind != "cash" else None


def _passed_on(ctx: Context, kind: str) -> Reply:
    if not is_customer(ctx):
        return Reply(block="chat/media:unsupported")
    url = address_of(ctx.message)
    values = {"customer": ctx.customer.name, "kind": kind, "text": ctx.message.text}
    ctx.tell_staff("chat:relayed", values, media_url=url)
    return Reply(values, f"chat/media:{kind}")
