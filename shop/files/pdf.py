"""PDF tables: the store's name and the period above, totals below, page numbers at the foot."""

from __future__ import annotations

from typing import Final

from shop.files.sheet import Sheet
from shop.files.typesetting import pdf

WIDE: Final = 6


def write(sheet: Sheet) -> bytes:
    """The table as a PDF, on its side where it has many columns."""
    return pdf(
        "table",
        {
            "store": sheet.store,
            "title": sheet.title,
            "subtitle": sheet.subtitle,
            "footer": sheet.footer,
            "wide": len(sheet.headers) > WIDE,
            "headers": sheet.headers,
            "right": [sheet.numeric(column) for column in range(len(sheet.headers))],
            "rows": [[sheet.shown(cell) for cell in row] for row in sheet.rows],
            "totals": [sheet.shown(cell) for cell in sheet.totals] if sheet.totals is not None else [],
        },
    )
