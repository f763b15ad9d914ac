"""Figures of a store on demand."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot import Context, Method, Reply, Staff, command
from bot.charts import address_of
from handlers.seller.order_money import KINDS
from handlers.seller.period import earlier_period, keep_period
from shop import calendar
from shop.reports.behind import behind
from shop.reports.figures import figures
from shop.reports.money_in import money_in
from shop.reports.stretch import stretch
from values import Period

LATELY: Final = timedelta(days=6)


@command("seller.stats.show", at_least=Staff, keeps=True)
def show(ctx: Context, period: Period | None = None, method: Method | None = None) -> Reply:
    """What was sold, paid and is owed, today unless another time is asked for; with a chart where it is several days.
    With a way of paying, what came in by it in the time that was spoken of."""
    asked = period or (earlier_period(ctx) if method else None) or calendar.period(ctx.store, "today", ctx.now)
    keep_period(ctx, asked)
    found = figures(ctx.tx, ctx.store, asked, ctx.now)
    if method is not None:
        ways = [way for way in found.money.ways if way.kind in KINDS.get(method, ())]
        return Reply({"f": found, "ways": ways}, "by_method")
    if found.nothing:
        return Reply({"f": found}, "nothing")
    several = None if asked.first == asked.last else stretch(ctx.tx, ctx.store, asked, ctx.now)
    picture = address_of(ctx.store, asked, ctx.language, ctx.now)
    return Reply({"f": found, "s": several}, "show", media_url=picture)


@command("seller.stats.why", at_least=Staff, keeps=True)
def why(ctx: Context, period: Period | None = None) -> Reply:
    """The orders behind the sales that were just told, or of another time."""
    asked = period or earlier_period(ctx) or calendar.period(ctx.store, "today", ctx.now)
    keep_period(ctx, asked)
    found, count = behind(ctx.tx, ctx.store, asked)
    money = money_in(ctx.tx, ctx.store, asked)
    values = {"f": figures(ctx.tx, ctx.store, asked, ctx.now), "orders": found, "count": count, "money": money}
    return Reply(values)


@command("seller.stats.best", at_least=Staff, keeps=True)
def best(ctx: Context, period: Period | None = None) -> Reply:
    """What sells best, in the last seven days unless another time is asked for."""
    today = calendar.business_day(ctx.store, ctx.now)
    asked = period or calendar.between(ctx.store, today - LATELY, today)
    keep_period(ctx, asked)
    found = figures(ctx.tx, ctx.store, asked, ctx.now)
    return Reply({"f": found}, "best" if found.best else "nothing_sold")
