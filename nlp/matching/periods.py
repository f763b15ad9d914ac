"""The periods that have names: today, last week, this month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from nlp.situation import PeriodRef

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


def named_period(name: str, today: date) -> PeriodRef:
    """The days of a named period seen from `today`; weeks begin on Monday, current periods end today."""
    monday = today - today.weekday() * DAY
    first = today.replace(day=1)
    before = (first - DAY).replace(day=1)
    spans = {
        "today": (today, today),
        "yesterday": (today - DAY, today - DAY),
        "this_week": (monday, today),
        "last_week": (monday - WEEK, monday - DAY),
        "this_month": (first, today),
        "last_month": (before, first - DAY),
    }
    return PeriodRef(name, *spans[name])
