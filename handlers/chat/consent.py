"""STOP and START: no more messages that nobody asked for, and yes again; kept with the words it was said in."""

from __future__ import annotations

from bot import Context, Values, command
from handlers.customer.parts import is_customer
from shop.consents import record_consent
from values import Address

PURPOSE = "news"
MOST_TEXT = 500


@command("chat.stop", anyone=True, keeps=True)
def stop(ctx: Context) -> Values:
    """Send nothing any more that is not about an order of this person; confirmed once."""
    ctx.chat.opted_out_at = ctx.chat.opted_out_at or ctx.now
    _note(ctx, granted=False)
    return {"customer": is_customer(ctx)}


@command("chat.start", anyone=True, keeps=True)
def start(ctx: Context) -> Values:
    """Send everything again."""
    ctx.chat.opted_out_at = None
    _note(ctx, granted=True)
    return {"customer": is_customer(ctx)}


def _note(ctx: Context, granted: bool) -> None:
    seller_id = ctx.seller_store.seller_id if ctx.seller_store else None
    address = Address(ctx.chat.channel, ctx.chat.address)
    record_consent(ctx.tx, seller_id, address, (PURPOSE, granted), ctx.now, ("chat", ctx.message.text[:MOST_TEXT]))
