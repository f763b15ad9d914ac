"""The summaries of weeks and months, the morning card and alerts: when they come, and whether to this person."""

from __future__ import annotations

from datetime import time

from bot import Context, Manager, Staff, Values, Weekdays, command
from handlers.seller.summary import PURPOSE, note
from shop.errors import NotAValue
from shop.reports.figures import zone_label
from shop.schedules import MONTHLY_SUMMARY, MORNING, WEEKLY_SUMMARY, Rhythm, plan_rhythm, planned, rhythm_of

EARLY = time(8)
NOON = 12
MONDAY = 0
LAST = 31
WEEKLY, MONTHLY, CARD, ALERTS = "summary.weekly", "summary.monthly", "morning", "alerts"


@command("seller.summary.weekly", at_least=Manager)
def weekly(ctx: Context, days: Weekdays | None = None, at: time | None = None) -> Values:
    """Send the summary of the week on that day at that time; Monday at eight unless told otherwise or set before."""
    if days is not None and len(days) != 1:
        raise NotAValue("days")
    known = _known(ctx, WEEKLY_SUMMARY)
    on = days or (known.days if known else (MONDAY,))
    clock = at or (known.at if known else EARLY)
    return _planned(ctx, WEEKLY_SUMMARY, Rhythm(clock, days=on), (PURPOSE, WEEKLY))


@command("seller.summary.monthly", at_least=Manager)
def monthly(ctx: Context, monthday: int | None = None, at: time | None = None) -> Values:
    """Send the summary of the month on that day of it at that time; the first at eight unless told or set before."""
    check_day(monthday)
    known = _known(ctx, MONTHLY_SUMMARY)
    on = monthday or (known.month_day if known else 1)
    clock = at or (known.at if known else EARLY)
    return _planned(ctx, MONTHLY_SUMMARY, Rhythm(clock, month_day=on), (PURPOSE, MONTHLY))


@command("seller.summary.morning", at_least=Manager)
def morning(ctx: Context, at: time | None = None) -> Values:
    """Send the morning card at that time; half past seven unless told or set before."""
    known = _known(ctx, MORNING)
    clock = at or (known.at if known else time(7, 30))
    # Of a morning only the first half of the day can be meant.
    early = clock.replace(hour=clock.hour % NOON)
    return _planned(ctx, MORNING, Rhythm(early), (CARD,))


@command("seller.summary.weekly_stop", at_least=Manager)
def weekly_stop(ctx: Context) -> Values:
    """Send this person no summary of the week any more."""
    note(ctx, WEEKLY, granted=False)
    return {}


@command("seller.summary.monthly_stop", at_least=Manager)
def monthly_stop(ctx: Context) -> Values:
    """Send this person no summary of the month any more."""
    note(ctx, MONTHLY, granted=False)
    return {}


@command("seller.summary.morning_stop", at_least=Manager)
def morning_stop(ctx: Context) -> Values:
    """Send this person no morning card any more."""
    note(ctx, CARD, granted=False)
    return {}


@command("seller.summary.alerts_stop", at_least=Staff)
def alerts_stop(ctx: Context) -> Values:
    """Send this person no alerts any more, of stock that runs low or messages that did not arrive."""
    note(ctx, ALERTS, granted=False)
    return {}


@command("seller.summary.alerts_start", at_least=Staff)
def alerts_start(ctx: Context) -> Values:
    """Send this person alerts again."""
    note(ctx, ALERTS, granted=True)
    return {}


@command("seller.summary.awake", at_least=Staff, waits=True)
def awake(ctx: Context) -> Values:
    """The tap on the morning card: it opened the window, which is all it is for."""
    return {}


def check_day(told: int | None) -> None:
    """Refuse what is no day of a month."""
    if told is not None and not 1 <= told <= LAST:
        raise NotAValue("monthday")


def _known(ctx: Context, name: str) -> Rhythm | None:
    found = planned(ctx.tx, ctx.store, name)
    return rhythm_of(found[0]) if found else None


def _planned(ctx: Context, name: str, rhythm: Rhythm, purposes: tuple[str, ...]) -> Values:
    for purpose in purposes:
        note(ctx, purpose, granted=True)
    first = plan_rhythm(ctx.tx, name, ctx.store, rhythm, ctx.now)
    return {"r": rhythm, "next_at": first, "zone_name": zone_label(ctx.store, ctx.now)}
