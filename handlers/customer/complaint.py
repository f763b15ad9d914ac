"""Complaints: kept, told to the store at once, answered by a person."""

from __future__ import annotations

from bot import Context, Values, command
from handlers.customer.parts import meant_order
from shop.complaints import record_complaint


@command("customer.complaint.tell", keeps=True)
def tell(ctx: Context) -> Values:
    """Something went wrong: the store is told, and somebody of it can be asked for."""
    order = meant_order(ctx, None)
    record_complaint(ctx.tx, ctx.customer, order, ctx.message.text, ctx.now)
    ctx.tell_staff("told_notice", {"customer": ctx.customer.name, "order": order, "text": ctx.message.text})
    return {"order": order}
