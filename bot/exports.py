"""Files that a seller asked for, by signed address: made when they are fetched, from what the address itself says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from bot.formats import day_in, filters_of, money
from bot.render import render
from bot.signing import address_with, data_in
from models import ReportFile, Store, Tx, look_back, reading
from shop.calendar import between
from shop.files import comma, pdf, xlsx
from shop.files.sheet import Sheet
from shop.reports.tables import TABLES, Table, Word
from values import Money, Quantity

AREA: Final = "seller/file"
LASTS: Final = timedelta(days=2)
PURPOSE: Final = "files"
MADE: Final = "made"
KINDS: Final[Mapping[str, tuple[str, Callable[[Sheet], bytes]]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write),
    "csv": ("text/csv; charset=utf-8", comma.write),
    "pdf": ("application/pdf", pdf.write),
}


class Wanted(Struct, frozen=True):
    """A file: of which store, what, in which format and language, for which days, as asked for at an instant."""

    store_id: int
    what: str
    format: str
    language: str
    first: date
    last: date
    at: datetime


class File(Struct, frozen=True):
    """A made file and its type."""

    content: bytes
    type: str


def address_of(wanted: Wanted, name: str) -> str:
    """Where the file is found from outside for two days, under that name."""
    parts = [
        wanted.store_id, wanted.what, wanted.format, wanted.language, wanted.first.isoformat(),
        wanted.last.isoformat(), int(wanted.at.timestamp()),
    ]  # fmt: skip
    data = json.dumps(parts, separators=(",", ":")).encode()
    return address_with(PURPOSE, data, f"/{plain_name(name) or wanted.what}.{wanted.format}")


def address_of_made(file: ReportFile, name: str) -> str:
    """Where a file that was made beforehand is found, for as long as it is kept."""
    data = json.dumps([MADE, file.id]).encode()
    return address_with(PURPOSE, data, f"/{plain_name(name) or file.what}.{file.format}")


def plain_name(name: str) -> str:
    """A file's name of plain letters."""
    return re.sub(r"[^\w-]+", "-", name, flags=re.ASCII).strip("-")


def made(token: str, now: datetime) -> File | None:
    """The file behind a token that an address of ours carries; None for any other, and after its time."""
    parts = _read(token)
    if parts is None:
        return None
    if parts[0] == MADE:
        return _kept(parts[1])
    wanted = _wanted(parts)
    return None if now - wanted.at > LASTS else written(wanted)


def _kept(key: int) -> File | None:
    with reading() as tx:
        file = tx.get(ReportFile, key)
    if file is None or file.content is None:
        return None
    return File(file.content, KINDS[file.format][0])


def written(wanted: Wanted) -> File:
    """The file, made now; TooManyRows where it does not fit."""
    kind, write = KINDS[wanted.format]
    sheet = look_back(lambda tx: sheet_of(tx, tx.session.get_one(Store, wanted.store_id), wanted))
    return File(write(sheet), kind)


def sheet_of(tx: Tx, store: Store, wanted: Wanted) -> Sheet:
    """The table in the words of the language; TooManyRows where it does not fit."""
    return sheet_with(table_of(tx, store, wanted), store, wanted)


def table_of(tx: Tx, store: Store, wanted: Wanted) -> Table:
    """The table without words; TooManyRows where it does not fit."""
    return TABLES[wanted.what](tx, store, between(store, wanted.first, wanted.last), wanted.at)


def sheet_with(table: Table, store: Store, wanted: Wanted) -> Sheet:
    """A table in the words of the language."""
    period, say = between(store, wanted.first, wanted.last), _Words(wanted, store)
    totals = None if table.totals is None else [table.totals[0] or say("total"), *table.totals[1:]]
    return Sheet(
        store=store.name,
        title=sheet_title(store, wanted),
        subtitle=say("subtitle", period=period, as_of=wanted.at, timed=wanted.what not in ("products", "customers")),
        headers=tuple(say("column", name=name) for name in table.columns),
        rows=_worded(table, say),
        totals=totals,
        zone=store.timezone,
        shown=say.shown,
        footer=say("footer", as_of=wanted.at),
    )


def sheet_title(store: Store, wanted: Wanted) -> str:
    """What a file is called in its language."""
    return _Words(wanted, store)("title", what=wanted.what)


def _worded(table: Table, say: _Words) -> list[list[Any]]:
    return [[say.word(cell) if isinstance(cell, Word) else cell for cell in row] for row in table.rows]


class _Words:
    """The words of one file, each looked up once."""

    def __init__(self, wanted: Wanted, store: Store) -> None:
        self._language, self._at, self._zone = wanted.language, wanted.at, store.timezone
        self._filters = filters_of(wanted.language)
        self._known: dict[Word, str] = {}

    def __call__(self, block: str, **values: Any) -> str:
        return render(self._language, AREA, block, values, self._at, self._zone)

    def word(self, word: Word) -> str:
        """A cell that is a word of ours."""
        if word not in self._known:
            self._known[word] = self(word.kind, name=word.name)
        return self._known[word]

    def shown(self, cell: Any) -> str:
        """A cell as people read it."""
        if isinstance(cell, Money):
            return money(cell)
        if isinstance(cell, Quantity):
            return str(self._filters["qty"](cell))
        if isinstance(cell, datetime):
            local = cell.astimezone(self._zone)
            return f"{self._day(local.date())} {local:%H:%M}"
        if isinstance(cell, date):
            return self._day(cell)
        return "" if cell is None else str(cell)

    def _day(self, value: date) -> str:
        return day_in(self._language, value, self._at.astimezone(self._zone).date())


def _read(token: str) -> list[Any] | None:
    data = data_in(PURPOSE, token)
    return None if data is None else list(json.loads(data))


def _wanted(parts: list[Any]) -> Wanted:
    store_id, what, kind, language, first, last, at = parts
    days = (date.fromisoformat(first), date.fromisoformat(last))
    return Wanted(store_id, what, kind, language, *days, datetime.fromtimestamp(at, UTC))
