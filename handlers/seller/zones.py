"""Delivery zones by chat: a fee for an area, or for a distance around the store, whose place a location pin tells."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, Values, command
from handlers.seller.parts import undo_buttons
from nlp.people import called
from nlp.place_words import metres_in
from shop import zones
from shop.stores import set_free_delivery, set_place
from values import Money


@command("seller.zone.set", at_least=Manager)
def set_zone(ctx: Context, text: str, fee: Money) -> Reply:
    """Let delivery to an area, or up to a distance, cost this much; distances need the store's own location first."""
    where = metres_in(text, ctx.language) or called(text, ctx.language)
    if isinstance(where, int) and ctx.store.lat is None:
        return Reply({}, "where_are_you")
    old, zone = zones.set_zone(ctx.tx, ctx.store, where, fee, ctx.actor, ctx.now)
    values = {"old": old, "area": zone, "fee": fee, "flat": ctx.store.delivery_fee}
    return Reply(values, "", undo_buttons(ctx))


@command("seller.zone.list", at_least=Staff, keeps=True)
def list_zones(ctx: Context) -> Values:
    """What delivery costs where."""
    rows = [(zone, Money(zone.fee_amount, ctx.store.currency)) for zone in zones.zones_of(ctx.tx, ctx.store)]
    return {"rows": rows, "flat": ctx.store.delivery_fee}


@command("seller.zone.remove", at_least=Manager)
def remove(ctx: Context, text: str) -> Reply:
    """Forget a zone: its addresses cost the flat fee again."""
    where = metres_in(text, ctx.language) or called(text, ctx.language)
    area = zones.remove_zone(ctx.tx, ctx.store, where, ctx.actor, ctx.now)
    return Reply({"area": area, "flat": ctx.store.delivery_fee}, "", undo_buttons(ctx))


@command("seller.zone.here", at_least=Manager, waits=True)
def here(ctx: Context, lat: float, lon: float) -> Reply:
    """The location pin of somebody who works here is where the store is."""
    set_place(ctx.tx, ctx.store, (lat, lon), ctx.actor, ctx.now)
    return Reply({"store": ctx.store}, "", undo_buttons(ctx))


@command("seller.zone.free", at_least=Manager)
def free(ctx: Context, minimum: Money) -> Reply:
    """Deliver for nothing from a subtotal of so much on; nothing at all makes every delivery free."""
    written = set_free_delivery(ctx.tx, ctx.store, minimum, ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))


@command("seller.zone.free_stop", at_least=Manager)
def free_stop(ctx: Context) -> Reply:
    """Charge the fee again whatever an order is worth."""
    written = set_free_delivery(ctx.tx, ctx.store, None, ctx.actor, ctx.now)
    return Reply({"written": written, "flat": ctx.store.delivery_fee}, "", undo_buttons(ctx))
