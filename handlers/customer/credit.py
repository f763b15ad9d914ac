"""What a customer owes the store, as he may see it himself."""

from __future__ import annotations

from bot import Context, Values, command
from shop.credit_views import debt_of, page_of


@command("customer.credit.show", keeps=True)
def show(ctx: Context) -> Values:
    """What this customer owes, since when, and the last entries of his page."""
    debt = debt_of(ctx.tx, ctx.store, ctx.customer, ctx.now)
    return {"debt": debt, "page": page_of(ctx.tx, ctx.store, ctx.customer), "store": ctx.store}
