"""Charts of sales by signed address: drawn when they are fetched, from what the address itself says."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Final

from babel.dates import format_date

from bot.formats import LOCALES, day_in, money
from bot.render import render
from bot.signing import address_with, data_in
from models import Store, Tx, look_back
from shop.calendar import between
from shop.files.chart import Bar, bars
from shop.reports.days import net_by_day
from values import Money, Period

LASTS: Final = timedelta(days=8)
PURPOSE: Final = "charts"
MOST_DAYS: Final = 31
WEEK: Final = 7


def address_of(store: Store, period: Period, language: str, now: datetime) -> str:
    """Where the chart of net sales by day is found for two days; empty for a single day and for over a month."""
    days = (min(period.last, _today(store, now)) - period.first).days + 1
    if not 1 < days <= MOST_DAYS:
        return ""
    parts = [store.id, period.first.isoformat(), period.last.isoformat(), language, int(now.timestamp())]
    data = json.dumps(parts, separators=(",", ":")).encode()
    return address_with(PURPOSE, data, ".png")


def made(token: str, now: datetime) -> bytes | None:
    """The picture (PNG) behind a token that `address_of` gave; None for any other, and after its time."""
    data = data_in(PURPOSE, token)
    if data is None:
        return None
    store_id, first, last, language, at = json.loads(data)
    asked = datetime.fromtimestamp(at, UTC)
    if now - asked > LASTS:
        return None

    def read(tx: Tx) -> tuple[Store, list[tuple[date, Money]]]:
        store = tx.session.get_one(Store, store_id)
        period = between(store, date.fromisoformat(first), date.fromisoformat(last))
        return store, net_by_day(tx, store, period, asked)

    return _drawn(*look_back(read), language, asked)


def _drawn(store: Store, days: list[tuple[date, Money]], language: str, at: datetime) -> bytes:
    first, last = (day_in(language, day, _today(store, at)) for day in (days[0][0], days[-1][0]))
    title = render(language, "seller/stats", "chart", {}, at, store.timezone)
    subtitle = f"{store.name} · {first} – {last}"
    short = len(days) <= WEEK
    pattern, locale = "EEE" if short else "d", LOCALES.get(language, "en_US")
    drawn = [Bar(format_date(one, pattern, locale=locale), net.amount, money(net)) for one, net in days]
    return bars(title, subtitle, drawn)


def _today(store: Store, now: datetime) -> date:
    return now.astimezone(store.timezone).date()
