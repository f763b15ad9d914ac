"""A list with the columns and rows that somebody chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from shop.errors import NotAValue
from shop.reports.tables import Table, Word
from values import Money, Quantity

KINDS: Final = ("is", "contains", "min", "max")


class Filter(Struct, frozen=True):
    """Rows whose cell `is` a value, `contains` words, or is at least (`min`) or at most (`max`) a number."""

    column: str
    kind: str
    value: str


def chosen(table: Table, columns: Sequence[str], filters: Sequence[Filter]) -> Table:
    """The table with these columns in that order (all of them if none is named), of the rows that pass every filter.

    NotAValue for a column that the table has not. Totals fall away where rows do.
    """
    for name in (*columns, *(one.column for one in filters)):
        if name not in table.columns:
            raise NotAValue(name)
    places = {name: place for place, name in enumerate(table.columns)}
    rows = [row for row in table.rows if all(_passes(row[places[one.column]], one) for one in filters)]
    kept = [places[name] for name in columns or table.columns]
    totals = None if filters or table.totals is None else [table.totals[place] for place in kept]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=[[row[place] for place in kept] for row in rows],
        totals=totals,
    )


def _passes(cell: Any, wanted: Filter) -> bool:
    if wanted.kind in ("is", "contains"):
        said, value = _text(cell).casefold(), wanted.value.casefold()
        return said == value if wanted.kind == "is" else value in said
    number = _number(cell)
    try:
        edge = Decimal(wanted.value)
    except ArithmeticError as wrong:
        raise NotAValue(wanted.column) from wrong
    if number is None or not edge.is_finite():
        return False
    return number >= edge if wanted.kind == "min" else number <= edge


def _text(cell: Any) -> str:
    if isinstance(cell, Word):
        return cell.name
    number = _number(cell)
    if number is not None:
        return f"{number.normalize():f}"
    return cell.isoformat() if isinstance(cell, datetime) else "" if cell is None else str(cell)


def _number(cell: Any) -> Decimal | None:
    if isinstance(cell, Money):
        return cell.main_units
    if isinstance(cell, Quantity):
        return cell.decimal
    return Decimal(cell) if isinstance(cell, int) else None
