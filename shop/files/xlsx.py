"""Spreadsheets that people work on with: typed cells, a header that stays, and nobody's formulas."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any, Final

from shop.files.sheet import Cell, Sheet, bare
from values import SHOWN_DIGITS, Money, Quantity

WIDEST: Final = 40
NARROWEST: Final = 9
HEAD: Final = 3  # rows above the table: store and title, subtitle, one empty
# What a stranger typed stays text, whatever it begins with.
INERT: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def write(sheet: Sheet) -> bytes:
    """The table as an XLSX workbook of one sheet."""
    import xlsxwriter  # loaded by whoever writes one

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, INERT)
    page = book.add_worksheet()
    bold = book.add_format({"bold": True})
    page.write_string(0, 0, f"{sheet.store} · {sheet.title}", book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, sheet.subtitle)
    head = book.add_format({"bold": True, "bg_color": "#128C7E", "font_color": "#FFFFFF"})
    for column, title in enumerate(sheet.headers):
        page.write_string(HEAD, column, title, head)
    formats = _Formats(book)
    for number, row in enumerate(sheet.rows, HEAD + 1):
        for column, cell in enumerate(row):
            _write(page, (number, column), cell, sheet, formats)
    if sheet.totals is not None:
        for column, cell in enumerate(sheet.totals):
            _write(page, (HEAD + 1 + len(sheet.rows), column), cell, sheet, formats, bold=True)
    page.freeze_panes(HEAD + 1, 0)
    for column in range(len(sheet.headers)):
        page.set_column(column, column, _width(sheet, column), None if column else bold)
    book.close()
    return out.getvalue()


class _Formats:
    """Number formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, cell: Cell, bold: bool) -> Any:
        """The format a cell is shown in."""
        key = (_pattern(cell), bold)
        if key not in self._made:
            self._made[key] = self._book.add_format({"num_format": key[0], "bold": bold})
        return self._made[key]


def _pattern(cell: Cell) -> str:
    if isinstance(cell, Money):
        return "#,##0.00" if SHOWN_DIGITS.get(cell.currency, 2) else "#,##0"
    if isinstance(cell, Quantity):
        return "#,##0.###" if cell.thousandths % 1000 else "#,##0"
    if isinstance(cell, datetime):
        return "yyyy-mm-dd hh:mm"
    return "yyyy-mm-dd" if isinstance(cell, date) else "General"


def _write(
    page: Any, place: tuple[int, int], cell: Cell, sheet: Sheet, formats: _Formats, *, bold: bool = False
) -> None:
    value, shape = bare(cell, sheet.zone), formats.of(cell, bold)
    if isinstance(value, str):
        page.write_string(*place, value, shape)
    elif isinstance(value, date):
        page.write_datetime(*place, value, shape)
    else:
        page.write_number(*place, float(value), shape)


def _width(sheet: Sheet, column: int) -> int:
    words = [sheet.headers[column], *(sheet.shown(row[column]) for row in sheet.rows[:200])]
    return max(NARROWEST, min(WIDEST, max(map(len, words)) + 2))
