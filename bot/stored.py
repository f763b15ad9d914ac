"""Slots between two messages: rows become ids, values become JSON, and back by the type of the parameter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel

from nlp.situation import TimeRef
from values import Money, Period, Quantity


def stored_slots(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots as JSON can keep them."""
    return {name: _stored(value) for name, value in slots.items() if value is not None}


def _stored(value: Any) -> Any:
    if isinstance(value, SQLModel):
        return value.id  # type: ignore[attr-defined]
    if isinstance(value, tuple | list):
        return [_stored(part) for part in value]
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return value


_WRITERS: Mapping[type, Any] = {
    Quantity: lambda value: value.thousandths,
    Money: lambda value: [value.amount, value.currency],
    Period: lambda value: [value.name, value.first.isoformat(), value.last.isoformat()],
    TimeRef: lambda value: [
        value.day.isoformat() if value.day else None,
        value.time.isoformat() if value.time else None,
        value.asap,
    ],
    datetime: lambda value: value.isoformat(),
    date: lambda value: value.isoformat(),
    time: lambda value: value.isoformat(),
    Decimal: str,
}


def read_time(stored: list[Any]) -> TimeRef:
    """A requested time from its stored form."""
    day, clock, asap = stored
    return TimeRef(date.fromisoformat(day) if day else None, time.fromisoformat(clock) if clock else None, bool(asap))
