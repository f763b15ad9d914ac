"""The time that was spoken of last: "kirim excelnya" after last week's sales is about last week."""

from __future__ import annotations

from datetime import date

from bot import Context
from bot.stored import stored_slots
from shop.calendar import between
from values import Period


def keep_period(ctx: Context, period: Period) -> None:
    """Let a following message leave out the time."""
    ctx.kept = ctx.kept | stored_slots({"period": period})


def earlier_period(ctx: Context) -> Period | None:
    """The time of the message before, if it was about one."""
    kept = ctx.earlier.get("period")
    if not kept:
        return None
    name, first, last = kept
    return between(ctx.store, date.fromisoformat(first), date.fromisoformat(last), name)
