"""The store is opened: its code, link and QR picture, a PIN for whoever wants one, and the first steps."""

from __future__ import annotations

from typing import Any

from bot import Context, Reply, Secret, command
from bot.blanking import blank
from bot.links import link_to
from bot.pictures import address_of
from bot.render import render
from handlers.register.draft import Draft
from models import Store, User
from nlp.devanagari import is_devanagari, romanise
from shop.errors import ShopError
from shop.names import name_key
from shop.people import find_user, stores_of_user
from shop.pins import set_pin
from shop.registration import NewStore, NewWay, register_store
from shop.stores import store_by_number
from values import Address


@command("register.confirm", anyone=True, waits=True)
def confirm(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Open the store, once: a second yes shows the same one. Then offer a PIN."""
    store = _opened_before(ctx, draft) or _open(ctx, draft)
    own_number = store_by_number(ctx.tx, ctx.chat.business)
    if own_number is None:
        ctx.chat.store_id, ctx.chat.seller_id = store.id, store.seller_id
    link = link_to(store, ctx.chat.business)
    values = {"name": store.name, "code": store.code, "link": link, "elsewhere": own_number is not None}
    ctx.reply("register:confirm", values, media_url=address_of(link))
    user = _user(ctx)
    if user is not None and user.pin_hash is not None:
        return Reply(block="register:first_steps")
    ctx.ask(pin)
    return Reply({}, "register:pin_ask", [ctx.button("skip", pin, secret="")])


def _user(ctx: Context) -> User | None:
    return find_user(ctx.tx, Address(ctx.chat.channel, ctx.chat.address))


def _opened_before(ctx: Context, draft: Draft) -> Store | None:
    """The store this person has opened with that name already."""
    user = _user(ctx)
    own = [store for store, role in stores_of_user(ctx.tx, user) if role == "owner"] if user else []
    return next((store for store in own if name_key(store.name) == name_key(draft["name"])), None)


def _open(ctx: Context, draft: Draft) -> Store:
    cash = render(draft["language"], "register", "cash_name", {}, ctx.now, ctx.zone)
    parts = {part: draft[part] for part in ("name", "country", "currency", "zone", "language")}
    latin = " ".join(romanise(word) if is_devanagari(word) else word for word in draft["name"].split())
    new = NewStore(**parts, owner=ctx.chat.profile_name, ways=(NewWay("cash", cash),), latin=latin)
    return register_store(ctx.tx, new, Address(ctx.chat.channel, ctx.chat.address), ctx.now).store


@command("register.pin", anyone=True, waits=True)
def pin(ctx: Context, secret: Secret) -> Reply:
    """Keep a first PIN, hashed, and forget the message it came in; without one it can be chosen later."""
    user = _user(ctx)
    if not secret or user is None:
        return Reply(block="pin_skipped")
    blank(ctx.tx, ctx.message)
    if user.pin_hash is not None:
        return Reply(block="pin_kept")
    if isinstance(ctx.attempt(lambda: set_pin(ctx.tx, user, secret)), ShopError):
        ctx.ask(pin)
        return Reply(block="pin_wrong")
    return Reply()
