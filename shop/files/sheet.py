"""What every file format is made of: a titled table of typed cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from values import Money, Quantity

# Money, Quantity, an aware datetime, a date, a whole number, text, or nothing.
Cell = Any


class Sheet(Struct, frozen=True):
    """A table in words: its titles, a row of totals or none, cells that keep their types.

    `shown` writes a cell as people read it, `zone` is the clock that instants are told by.
    """

    store: str
    title: str
    subtitle: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None
    zone: ZoneInfo
    shown: Callable[[Cell], str]
    footer: str = ""

    def numeric(self, column: int) -> bool:
        """Whether a column holds amounts or counts, which stand to the right."""
        cells = (row[column] for row in self.rows)
        return any(isinstance(cell, Money | Quantity | int) for cell in cells)


def bare(cell: Cell, zone: ZoneInfo) -> Any:
    """A cell as spreadsheets count with it: numbers as numbers, instants by the store's clock."""
    if isinstance(cell, Money):
        return cell.main_units
    if isinstance(cell, Quantity):
        return cell.decimal
    if isinstance(cell, datetime):
        return cell.astimezone(zone).replace(tzinfo=None, microsecond=0)
    return "" if cell is None else cell
