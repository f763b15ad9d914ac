"""Questions about the store, and choosing which store to write to."""

from __future__ import annotations

from bot import Context, Values, command
from handlers.customer.parts import tell_next_step
from models import Store
from shop import opening, people, stores
from shop.errors import UnknownStore
from shop.week import week_of
from values import Address

LONGEST_CODE = 20


@command("customer.store.hours", keeps=True)
def hours(ctx: Context) -> None:
    """When the store is open, and whether it is now."""
    store = ctx.store
    opens_at = opening.next_opening(ctx.tx, store, ctx.now)
    is_open = opening.is_open(ctx.tx, store, ctx.now)
    values = {"store": store.name, "week": week_of(ctx.tx, store, ctx.now), "open": is_open, "opens_at": opens_at}
    ctx.reply("hours", values)
    tell_next_step(ctx)


@command("customer.store.delivery", keeps=True)
def delivery(ctx: Context) -> None:
    """Whether the store delivers, what it costs, and from what amount on."""
    store = ctx.store
    values: Values = {"delivers": store.delivers, "pickup": store.pickup, "fee": store.delivery_fee}
    values |= {"free_from": store.free_delivery_from, "minimum": store.minimum, "address": store.address}
    ctx.reply("delivery", values)
    tell_next_step(ctx)


@command("customer.store.place", keeps=True)
def place(ctx: Context) -> None:
    """Where the store is, as far as it is known: its address, its place on a map."""
    store = ctx.store
    ctx.reply("place", {"store": store.name, "address": store.address, "lat": store.lat, "lon": store.lon})
    tell_next_step(ctx)


@command("customer.store.payment", keeps=True)
def payment(ctx: Context) -> None:
    """How the store is paid."""
    ctx.reply("payment", {"ways": stores.payment_ways(ctx.tx, ctx.store)})
    tell_next_step(ctx)


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
