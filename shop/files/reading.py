"""Tables that people send: spreadsheets and CSV in the ways their programs write them, and pasted price lists."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from functools import cache
from typing import Any, Final
from zipfile import BadZipFile, is_zipfile

from shop.amounts import amount_pattern, opening_pattern, stock_pattern
from shop.errors_goods import UnreadableFile

MOST_ROWS: Final = 5000
MOST_CELLS: Final = 30
FEWEST: Final = 2
ZIPPED: Final = b"PK\x03\x04"
# A comma ends an entry unless digits stand right after it, as in 12,500.
ENTRIES: Final = re.compile(r"[\n;]+|,(?!\d)")


def rows_of(content: bytes) -> list[list[Any]]:
    """The rows of a spreadsheet's first page, or of a CSV; UnreadableFile for anything else."""
    if content.startswith(ZIPPED):
        return _spreadsheet(content)
    return _comma_separated(content)


def pasted_rows(text: str) -> list[list[Any]]:
    """The entries of a pasted list as rows of name and price, perhaps with unit and stock; one without a price has its
    words alone. That it is to be sold ("new items: …") is no part of the first name."""
    rows: list[list[Any]] = []
    listed = opening_pattern().sub("", unicodedata.normalize("NFC", text))
    for part in ENTRIES.split(listed)[:MOST_ROWS]:
        words = part.strip(" \t*•·-–")
        found = _priced().match(words)
        counted = stock_pattern().fullmatch(words)
        if counted and rows:
            rows[-1] = [*rows[-1][:2], rows[-1][2] if len(rows[-1]) > 2 else None, counted["stock"]]
        elif found:
            more = [found["unit"], found["stock"]] if found["unit"] or found["stock"] else []
            rows.append([found["name"].strip(), found["amount"].strip(), *more])
        elif words:
            rows.append([words, ""])
    return rows


def begins_list(text: str) -> bool:
    """Whether a text begins by saying that what follows is to be sold, as in "new items: …"."""
    return bool(opening_pattern().match(unicodedata.normalize("NFC", text)))


def is_price_list(text: str) -> bool:
    """Whether a text that nobody asked for is a list of products with prices: two or more entries, nearly all of them
    with a price at their end."""
    rows = pasted_rows(text)
    priced = sum(bool(price) for _, price, *_ in rows)
    return priced >= FEWEST and priced * 4 >= len(rows) * 3


@cache
def _priced() -> re.Pattern[str]:
    """A product and what it costs, in a line or between commas, perhaps by a unit and with what is there: "Nasi goreng
    15rb, es teh 5k", "Chai - ₹12", "Aata 45/kg", "ayam 10rb stok 20"."""
    return re.compile(r"^(?P<name>.*?[^\W\d].*?)[\s:=\-–—.]*" + amount_pattern(), re.IGNORECASE)


def _spreadsheet(content: bytes) -> list[list[Any]]:
    if not is_zipfile(io.BytesIO(content)):
        raise UnreadableFile("damaged")
    # Imported when a file comes: it takes a tenth of what starting a process takes.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        rows = page.iter_rows(max_row=MOST_ROWS, max_col=MOST_CELLS, values_only=True)
        return [list(row) for row in rows]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as broken:
        raise UnreadableFile("damaged") from broken


def _comma_separated(content: bytes) -> list[list[Any]]:
    if b"\0" in content[:4000]:
        raise UnreadableFile("kind")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = "\n".join(text.splitlines()[:20])
    mark = max((";", "\t", ","), key=first.count)
    if not first.count(mark):
        raise UnreadableFile("kind")
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))[:MOST_ROWS]
    return [list(row[:MOST_CELLS]) for row in rows]
