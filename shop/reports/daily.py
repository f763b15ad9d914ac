"""The summary of a business day: which day it is about, and that it is made once, whoever's clock is first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from models import Schedule, Store, Summary, Tx
from shop.calendar import DAY, between, business_day, next_local, starts_at
from shop.reports.figures import Figures, as_document, figures
from shop.schedules import claim, unplan

KIND: Final = "daily"
EARLY: Final = timedelta(hours=12)
MOST: Final = 31


@dataclass(frozen=True, slots=True)
class Made:
    """A summary's row and the figures in it. `fresh` tells one to send from one that is only kept."""

    row: Summary
    figures: Figures
    fresh: bool


def covered_day(store: Store, at: datetime) -> date:
    """The business day a summary at that instant is about: the current one, or in its first half the day before."""
    day = business_day(store, at)
    return day - DAY if at - starts_at(store, day) < EARLY else day


def make_due(tx: Tx, schedule: Schedule, now: datetime, elsewhere: tuple[int, int] = (0, 0)) -> list[Made]:
    """Make the summaries of a store that are due, the oldest first; none where another clock was quicker.

    After a time without a clock every missed day is kept, and today's and yesterday's are fresh. `elsewhere` is as for
    `figures`.
    """
    store = tx.session.get_one(Store, schedule.store_id)
    if store.summary_at is None:
        unplan(tx, schedule.name, store)
        return []
    due = schedule.next_at
    if due > now or not claim(tx, schedule, next_local(store, store.summary_at, now), now):
        return []
    return [made for day in _days(store, due, now) if (made := _make(tx, store, day, now, elsewhere)) is not None]


def _days(store: Store, due: datetime, now: datetime) -> list[date]:
    """The days of the summaries from the one that is due to the latest before now; a month of them at most."""
    assert store.summary_at is not None
    days, at = [], due
    while at <= now:
        days.append(covered_day(store, at))
        at = next_local(store, store.summary_at, at)
    return days[-MOST:]


def _make(tx: Tx, store: Store, day: date, now: datetime, elsewhere: tuple[int, int]) -> Made | None:
    found = figures(tx, store, between(store, day, day, _name(store, day, now)), now, elsewhere)
    row = {
        "seller_id": store.seller_id,
        "store_id": store.id,
        "kind": KIND,
        "local_date": day,
        "data": as_document(found),
        "state": "new",
        "created_at": now,
    }
    key = tx.insert_once(Summary, row)
    if key is None:
        return None
    return Made(tx.session.get_one(Summary, key), found, day >= business_day(store, now) - DAY)


def _name(store: Store, day: date, now: datetime) -> str:
    today = business_day(store, now)
    return {today: "today", today - DAY: "yesterday"}.get(day, "range")
