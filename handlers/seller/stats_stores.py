"""The sales of all stores of a person at once."""

from __future__ import annotations

from bot import Context, Staff, Values, command
from handlers.seller.period import keep_period
from shop import calendar
from shop.reports.stores import by_currency, sales_of_stores
from values import Period


@command("seller.stats.stores", at_least=Staff, keeps=True)
def stores(ctx: Context, period: Period | None = None) -> Values:
    """What each store sold that this person works in, today unless another time is asked for, and all of them together.

    The days are those of each store's own clock.
    """
    asked = period or calendar.period(ctx.store, "today", ctx.now)
    keep_period(ctx, asked)
    rows = sales_of_stores(ctx.tx, ctx.staff, asked)
    return {"rows": rows, "period": asked, "totals": by_currency(rows)}
