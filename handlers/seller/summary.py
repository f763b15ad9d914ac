"""The daily summary: when it comes, and whether it comes to this person."""

from __future__ import annotations

from datetime import time as Clock

from bot import Context, Manager, Values, command
from nlp.situation import TimeRef
from shop.calendar import next_local
from shop.consents import record_consent
from shop.errors import NotAValue
from shop.reports.figures import zone_label
from shop.stores import set_summary_time
from values import Address

PURPOSE = "summary"
MOST_TEXT = 500


@command("seller.summary.time", at_least=Manager)
def time(ctx: Context, time: TimeRef) -> Values:
    """Send the summary at another time of the store's clock, to this person too if he had stopped it."""
    if time.time is None:
        raise NotAValue("time")
    written = set_summary_time(ctx.tx, ctx.store, time.time, ctx.actor, ctx.now)
    note(ctx, PURPOSE, granted=True)
    return {"old": written.old, **_next(ctx, time.time)}


@command("seller.summary.stop", at_least=Manager)
def stop(ctx: Context) -> Values:
    """Send this person no summary any more, of a day, a week or a month; others of the store still get them."""
    note(ctx, PURPOSE, granted=False)
    return {}


@command("seller.summary.start", at_least=Manager)
def start(ctx: Context) -> Values:
    """Send this person the summaries again."""
    at = ctx.store.summary_at or Clock(21)
    if ctx.store.summary_at is None:
        set_summary_time(ctx.tx, ctx.store, at, ctx.actor, ctx.now)
    note(ctx, PURPOSE, granted=True)
    return _next(ctx, at)


def _next(ctx: Context, at: Clock) -> Values:
    return {"at": at, "zone_name": zone_label(ctx.store, ctx.now), "next_at": next_local(ctx.store, at, ctx.now)}


def note(ctx: Context, purpose: str, *, granted: bool) -> None:
    """Keep in this person's own words whether he wants what comes by itself."""
    address = Address(ctx.chat.channel, ctx.chat.address)
    said = ("chat", ctx.message.text[:MOST_TEXT])
    record_consent(ctx.tx, ctx.store.seller_id, address, (purpose, granted), ctx.now, said)
