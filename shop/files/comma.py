"""CSV as any program reads it: UTF-8 with its mark, a decimal point, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from shop.files.sheet import Sheet, bare

RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
MARK: Final = "\ufeff"


def write(sheet: Sheet) -> bytes:
    """The table alone: one header line, then the rows. Totals are left out, since programs add up by themselves."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_text(title) for title in sheet.headers])
    for row in sheet.rows:
        writer.writerow([_text(bare(cell, sheet.zone)) for cell in row])
    return (MARK + out.getvalue()).encode()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(RUNS) else value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
