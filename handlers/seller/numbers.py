"""Figures beside each other: periods, hours of the day, what hardly sells, who buys."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot import Context, Reply, Staff, command
from handlers.seller.period import earlier_period, keep_period
from shop import calendar
from shop.reports.comparison import beside
from shop.reports.figures import zone_label
from shop.reports.goods import slowest
from shop.reports.rhythm import buyers, hours
from shop.reports.worth import worth
from values import Period

MONTH: Final = timedelta(days=29)
MOST_HOURS: Final = 5


@command("seller.stats.compare", at_least=Staff, keeps=True)
def compare(ctx: Context, period: Period | None = None, other: Period | None = None) -> Reply:
    """A time beside another, or beside the one before it; this week where none is told."""
    asked = period or earlier_period(ctx) or calendar.period(ctx.store, "this_week", ctx.now)
    keep_period(ctx, asked)
    found = beside(ctx.tx, ctx.store, asked, other, ctx.now)
    return Reply({"b": found, **_told(ctx, asked)})


@command("seller.stats.peak", at_least=Staff, keeps=True)
def peak(ctx: Context, period: Period | None = None) -> Reply:
    """The hours in which most orders come, of the last thirty days unless another time is asked for."""
    asked = period or _lately(ctx)
    keep_period(ctx, asked)
    found = hours(ctx.tx, ctx.store, asked)
    busiest = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST_HOURS]
    return Reply({"hours": busiest, "count": sum(found.values()), **_told(ctx, asked)})


@command("seller.stats.worst", at_least=Staff, keeps=True)
def worst(ctx: Context, period: Period | None = None) -> Reply:
    """What sells least of the menu, in the last thirty days unless another time is asked for."""
    asked = period or _lately(ctx)
    keep_period(ctx, asked)
    return Reply({"slow": slowest(ctx.tx, ctx.store, asked), **_told(ctx, asked)})


@command("seller.stats.buyers", at_least=Staff, keeps=True)
def people(ctx: Context, period: Period | None = None) -> Reply:
    """How many customers were new and how many came back, this month unless another time is asked for."""
    asked = period or calendar.period(ctx.store, "this_month", ctx.now)
    keep_period(ctx, asked)
    return Reply({"buyers": buyers(ctx.tx, ctx.store, asked), **_told(ctx, asked)})


@command("seller.stats.worth", at_least=Staff, keeps=True)
def value(ctx: Context) -> Reply:
    """What the stock is worth at selling prices, and for how many days it lasts at the pace of two weeks."""
    return Reply({"w": worth(ctx.tx, ctx.store, ctx.now), "zone_name": zone_label(ctx.store, ctx.now)})


def _lately(ctx: Context) -> Period:
    today = calendar.business_day(ctx.store, ctx.now)
    return calendar.between(ctx.store, today - MONTH, today)


def _told(ctx: Context, period: Period) -> dict[str, object]:
    """What a figure says of its time."""
    return {"period": period, "running": ctx.now < period.ends_at, "zone_name": zone_label(ctx.store, ctx.now)}
