"""The log of the door: who came in, who failed to, from where; and what the past week looked like."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, select

from models import SystemLog, Tx

WEEK: Final = timedelta(days=7)


class Door(Struct, frozen=True):
    """From where somebody knocks, with what, and when."""

    now: datetime
    address: str = ""
    agent: str = ""


class DayAtTheDoor(Struct, frozen=True):
    """One UTC day: how often people came in, failed to, and how many different ones came in."""

    day: str
    success: int
    failed: int
    people: int


def note(tx: Tx, name: str, door: Door, user_id: int | None, /, **data: Any) -> None:
    """Write down what happened at the door."""
    tx.add(
        SystemLog(name=name, user_id=user_id, address=door.address[:60], agent=door.agent[:200], data=data, at=door.now)
    )


def week_at_the_door(tx: Tx, now: datetime) -> list[DayAtTheDoor]:
    """The past seven days, today last; days on which nothing happened are there with zeros."""
    first = (now - WEEK + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    named = (col(SystemLog.name).in_(("login.success", "login.failed")), col(SystemLog.at) >= first)
    rows = tx.exec(select(SystemLog.at, SystemLog.name, SystemLog.user_id).where(*named)).all()
    days = [(first + timedelta(days=number)).date().isoformat() for number in range(7)]
    return [_day(day, [row for row in rows if row[0].date().isoformat() == day]) for day in days]


def _day(day: str, rows: list[tuple[datetime, str, int | None]]) -> DayAtTheDoor:
    came = [row for row in rows if row[1] == "login.success"]
    return DayAtTheDoor(day, len(came), len(rows) - len(came), len({row[2] for row in came}))
