"""Files by chat: sales, orders, products, movements of stock or customers, for a time and in a format."""

from __future__ import annotations

from datetime import time
from typing import Final

from bot import Context, Manager, Reply, Staff, Values, Weekdays, command, file_work
from bot.exports import KINDS, Wanted, address_of, sheet_of
from handlers.seller.period import earlier_period, keep_period
from handlers.seller.rhythms import check_day
from shop import calendar
from shop.file_times import FileTime, add_file_time, drop_file_time, file_times
from shop.reports.figures import zone_label
from shop.reports.sizes import is_long
from shop.reports.tables import TABLES
from shop.schedules import Rhythm
from values import Period

USUAL: Final = "xlsx"


@command("seller.export.send", at_least=Manager, keeps=True)
def send(ctx: Context, what: str = "sales", period: Period | None = None, format: str | None = None) -> Reply:
    """A file as a document: of this month, or of the time that was just spoken of, unless another is asked for. A long
    one comes by itself when it is done."""
    name, kind = _what(what), _format(format)
    asked = period or earlier_period(ctx) or calendar.period(ctx.store, "this_month", ctx.now)
    keep_period(ctx, asked)
    wanted = Wanted(ctx.store.id, name, kind, ctx.language, asked.first, asked.last, ctx.now)
    values = {"what": name, "format": kind, "period": asked}
    if is_long(ctx.tx, ctx.store, name, asked):
        file_work.ask(ctx.tx, ctx.store, ctx.chat, wanted)
        return Reply(values, "seller/file:later")
    sheet = sheet_of(ctx.tx, ctx.store, wanted)
    address = address_of(wanted, f"{ctx.store.name}-{name}-{asked.first}-{asked.last}")
    return Reply({**values, "rows": len(sheet.rows), "title": sheet.title}, "seller/file:sent", media_url=address)


@command("seller.export.schedule", at_least=Manager)
def schedule(
    ctx: Context,
    at: time,
    what: str = "sales",
    format: str | None = None,
    days: Weekdays | None = None,
    monthday: int | None = None,
) -> Values:
    """A file that comes by itself to this chat: every day, on weekdays, or on a day of the month."""
    check_day(monthday)
    on = () if days is None or len(days) == 7 else days
    rhythm = Rhythm(at, days=on if monthday is None else (), month_day=monthday)
    wish: dict[str, object] = {
        "what": _what(what),
        "format": _format(format),
        "language": ctx.language,
        "chat": ctx.chat.id,
    }
    return {"t": add_file_time(ctx.tx, ctx.store, rhythm, wish, ctx.now), "zone_name": zone_label(ctx.store, ctx.now)}


@command("seller.export.schedules", at_least=Staff, keeps=True)
def schedules(ctx: Context) -> Values:
    """The files that come by themselves."""
    return {"times": file_times(ctx.tx, ctx.store), "zone_name": zone_label(ctx.store, ctx.now)}


@command("seller.export.unschedule", at_least=Manager)
def unschedule(ctx: Context, entry: int | None = None) -> Reply:
    """Let a file come no more, by its number in the list; asked which where there are several."""
    found = file_times(ctx.tx, ctx.store)
    if len(found) == 1:
        return _stopped(ctx, found[0])
    if entry is not None and 1 <= entry <= len(found):
        return _stopped(ctx, found[entry - 1])
    if found:
        ctx.ask(unschedule)
    return Reply({"times": found, "zone_name": zone_label(ctx.store, ctx.now)}, "schedules")


def _stopped(ctx: Context, one: FileTime) -> Reply:
    drop_file_time(ctx.tx, ctx.store, one.name)
    return Reply({"t": one}, "unschedule")


def _what(what: str) -> str:
    return what if what in TABLES else "sales"


def _format(format: str | None) -> str:
    return format if format is not None and format in KINDS else USUAL
