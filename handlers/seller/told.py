"""What customers are told of the store when they ask: how they can pay, and where it is."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, Values, command
from handlers.seller.parts import undo_buttons
from shop import stores


@command("seller.store.ways", at_least=Staff, keeps=True)
def ways(ctx: Context) -> Values:
    """Every way to pay that customers are offered."""
    return {"ways": stores.payment_ways(ctx.tx, ctx.store)}


@command("seller.store.address", at_least=Manager)
def address(ctx: Context, text: str) -> Reply:
    """Set where customers find the store, as they are told it."""
    written = stores.set_field(ctx.tx, ctx.store, "address", text.strip(), ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))
