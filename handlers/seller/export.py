"""Files by chat: sales, orders, products, movements of stock or customers, for a time and in a format."""

from __future__ import annotations

from typing import Final

from bot import Context, Manager, Reply, command
from bot.exports import KINDS, Wanted, address_of, sheet_of
from handlers.seller.period import earlier_period, keep_period
from shop import calendar
from shop.reports.tables import TABLES
from values import Period

USUAL: Final = "xlsx"


@command("seller.export.send", at_least=Manager, keeps=True)
def send(ctx: Context, what: str = "sales", period: Period | None = None, format: str | None = None) -> Reply:
    """A file as a document: of this month, or of the time that was just spoken of, unless another is asked for."""
    name = what if what in TABLES else "sales"
    asked = period or earlier_period(ctx) or calendar.period(ctx.store, "this_month", ctx.now)
    keep_period(ctx, asked)
    kind = format if format is not None and format in KINDS else USUAL
    wanted = Wanted(ctx.store.id, name, kind, ctx.language, asked.first, asked.last, ctx.now)
    sheet = sheet_of(ctx.tx, ctx.store, wanted)
    address = address_of(wanted, f"{ctx.store.name}-{name}-{asked.first}-{asked.last}")
    values = {"what": name, "format": kind, "period": asked, "rows": len(sheet.rows), "title": sheet.title}
    return Reply(values, "seller/file:sent", media_url=address)
