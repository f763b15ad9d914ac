"""Questions about the store."""

from __future__ import annotations

from bot import Context, Values, command
from handlers.customer.parts import tell_next_step
from shop import opening, stores
from shop.week import week_of


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
