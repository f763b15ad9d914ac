"""Figures of a store on demand."""

from __future__ import annotations

from datetime import timedelta

from bot import Context, Reply, Staff, command
from shop import calendar
from shop.reports.figures import figures
from values import Period

LATELY = timedelta(days=6)


@command("seller.stats.show", at_least=Staff, keeps=True)
def show(ctx: Context, period: Period | None = None) -> Reply:
    """What was sold, paid and is owed, today unless another time is asked for."""
    asked = period or calendar.period(ctx.store, "today", ctx.now)
    found = figures(ctx.tx, ctx.store, asked, ctx.now)
    return Reply({"f": found}, "nothing" if found.nothing else "show")


@command("seller.stats.best", at_least=Staff, keeps=True)
def best(ctx: Context, period: Period | None = None) -> Reply:
    """What sells best, in the last seven days unless another time is asked for."""
    today = calendar.business_day(ctx.store, ctx.now)
    asked = period or calendar.between(ctx.store, today - LATELY, today)
    found = figures(ctx.tx, ctx.store, asked, ctx.now)
    return Reply({"f": found}, "best" if found.best else "nothing_sold")
