"""Choosing which store to write to, by its code."""

from __future__ import annotations

from bot import Context, command
from models import Store
from shop import people, stores
from shop.errors import UnknownStore
from values import Address

LONGEST_CODE = 20


@command("customer.store.enter", anyone=True)
def enter(ctx: Context, text: str) -> None:
    """Write to the store with that code from now on."""
    enter_store(ctx, text)


def enter_store(ctx: Context, text: str) -> None:
    """Make the store whose code stands in a text the one this chat is about, and greet for it; UnknownStore if none."""
    store = store_in(ctx, text)
    own = stores.store_by_number(ctx.tx, ctx.chat.business)
    if store is None or (own is not None and own.id != store.id):
        raise UnknownStore(text.strip()[:LONGEST_CODE])
    ctx.chat.store_id, ctx.chat.seller_id, ctx.chat.greeted_at = store.id, store.seller_id, None
    ctx.seller_store = store
    address = Address(ctx.chat.channel, ctx.chat.address)
    ctx.person = people.customer_for(ctx.tx, store.seller_id, address, ctx.chat.profile_name, ctx.now)
    ctx.chat.customer_id = ctx.person.id
    if ctx.chat.language is None and not ctx.person.language:
        ctx.language = store.language  # a code is in no language
    ctx.then("chat.greeting")


def store_in(ctx: Context, text: str) -> Store | None:
    """The store whose code is one of the words of a text."""
    for word in text.replace(",", " ").replace(".", " ").split():
        try:
            return stores.store_by_code(ctx.tx, word)
        except UnknownStore:
            continue
    return None
