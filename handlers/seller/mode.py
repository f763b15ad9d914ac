"""Looking at the store as a customer does, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot import Context, Staff, Values, command
from shop import people
from shop.errors import NotAllowed

LASTS: Final = timedelta(hours=1)


@command("seller.mode.customer", at_least=Staff)
def customer(ctx: Context) -> Values:
    """Be a customer of the own store for an hour: orders placed meanwhile are real."""
    ctx.chat.as_customer_until = ctx.now + LASTS
    return {"store": ctx.store, "until": ctx.chat.as_customer_until}


@command("seller.mode.seller")
def seller(ctx: Context) -> Values:
    """Work as a seller again; refused for whoever has no role in this store."""
    if ctx.user is None or people.role_in(ctx.tx, ctx.store, ctx.user) is None:
        raise NotAllowed(Staff)
    ctx.chat.as_customer_until = None
    return {"store": ctx.store}
