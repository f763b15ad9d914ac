"""Which of his stores a seller works in, and how customers find it: code, link and QR picture."""

from __future__ import annotations

from collections.abc import Sequence

from bot import Button, Context, Reply, Staff, command
from bot.links import link_to
from bot.pictures import address_of
from models import Store
from shop import people
from shop.errors import NotAllowed, UnknownStore
from shop.names import name_key

MOST = 10
MOST_TITLE = 24


@command("seller.store.link", at_least=Staff, keeps=True)
def link(ctx: Context) -> Reply:
    """The store's code, the link that opens its chat and a QR picture of that link."""
    address = link_to(ctx.store, ctx.chat.business)
    return Reply({"store": ctx.store, "link": address}, media_url=address_of(address))


@command("seller.store.list", at_least=Staff, keeps=True)
def list_stores(ctx: Context) -> Reply:
    """The stores this person works in, to be chosen."""
    found = [store for store, _ in people.stores_of_user(ctx.tx, ctx.staff)][:MOST]
    return Reply({"stores": found, "here": ctx.store}, "", _choices(found) if len(found) > 1 else ())


@command("seller.store.switch", at_least=Staff)
def switch(ctx: Context, text: str) -> Reply:
    """Work in another store from now on, found by its code or name; on a number of its own a chat stays with it."""
    found = _named(ctx, text)
    if not found:
        raise UnknownStore(text)
    if len(found) > 1:
        return Reply({"stores": found, "here": ctx.store}, "list", _choices(found))
    store = found[0]
    if ctx.store.number is not None and store.id != ctx.store.id:
        return Reply({"store": store, "here": ctx.store, "link": link_to(store)}, "switch_not_here")
    if people.role_in(ctx.tx, store, ctx.staff) is None:
        raise NotAllowed(Staff)
    ctx.chat.store_id, ctx.chat.seller_id = store.id, store.seller_id
    return Reply({"store": store, "here": ctx.store})


def _named(ctx: Context, text: str) -> list[Store]:
    said = name_key(text)
    mine = [store for store, _ in people.stores_of_user(ctx.tx, ctx.staff)]
    exact = [store for store in mine if said in (name_key(store.code), name_key(store.name))]
    return exact or [store for store in mine if said and said in name_key(store.name)]


def _choices(stores: Sequence[Store]) -> list[Button]:
    return [Button(one.name[:MOST_TITLE], "seller.store.switch", {"text": one.code}, said=True) for one in stores]
