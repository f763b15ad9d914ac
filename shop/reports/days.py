"""Sales day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models import Store, Tx
from shop.calendar import between, business_day
from shop.reports.sales import sales
from values import Money, Period


def net_by_day(tx: Tx, store: Store, period: Period, now: datetime) -> list[tuple[date, Money]]:
    """Net sales of each business day of a period, up to the present one."""
    last = min(period.last, business_day(store, now))
    days = [period.first + timedelta(days=n) for n in range((last - period.first).days + 1)]
    return [(day, sales(tx, store, between(store, day, day)).net) for day in days]
