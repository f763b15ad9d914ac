"""Files as answers: a store's lists in every format, by the same writers as in chat."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Response

from api.calls import Call
from api.envelope import told
from api.uploads import file_answer
from bot.exports import AREA, KINDS, Wanted, plain_name, sheet_of, sheet_with, table_of
from bot.render import render
from models import Store
from shop.calendar import between, business_day
from shop.files.sheet import Sheet
from shop.reports.custom import Filter, chosen
from shop.reports.tables import TABLES, Word

COLUMNS: Final = ("product", "price", "category", "unit", "stock")
HERE: Final = ZoneInfo("UTC")


def list_file(call: Call, store: Store, what: str, kind: str, days: tuple[date, date]) -> Response:
    """A list of a store as a file in a format; TooManyRows where it does not fit."""
    name = f"{plain_name(store.name) or 'store'}-{what}-{days[0]}-{days[1]}.{kind}"
    if kind == "json":
        return file_answer(_json(call, store, what, days), "application/json", name)
    wanted = Wanted(store.id, what, kind, call.language, *days, call.now)
    media, write = KINDS[kind]
    return file_answer(write(sheet_of(call.tx, store, wanted)), media, name)


def chosen_file(
    call: Call, store: Store, wanted: Wanted, columns: Sequence[str], filters: Sequence[Filter]
) -> Response:
    """A list with chosen columns and rows as a file."""
    table = chosen(table_of(call.tx, store, wanted), columns, filters)
    media, write = KINDS[wanted.format]
    name = f"{plain_name(store.name) or 'store'}-{wanted.what}-{wanted.first}-{wanted.last}.{wanted.format}"
    return file_answer(write(sheet_with(table, store, wanted)), media, name)


def products_file(call: Call, store: Store, kind: str) -> Response:
    """All products of a store as a file."""
    today = business_day(store, call.now)
    return list_file(call, store, "products", kind, (today, today))


def import_template(language: str, kind: str, now: datetime) -> Response:
    """An empty file with the headings that an import understands, in a language."""
    headers = tuple(render(language, AREA, "column", {"name": name}, now, HERE) for name in COLUMNS)
    title = render(language, AREA, "title", {"what": "products"}, now, HERE)
    sheet = Sheet("Bakul", title, "", headers, [], None, HERE, str)
    media, write = KINDS[kind]
    return file_answer(write(sheet), media, f"products.{kind}")


def _json(call: Call, store: Store, what: str, days: tuple[date, date]) -> bytes:
    table = TABLES[what](call.tx, store, between(store, *days), call.now)
    rows = [dict(zip(table.columns, (_plain(cell) for cell in row), strict=True)) for row in table.rows]
    found = {"store_id": store.id, "what": what, "currency": store.currency, "items": rows}
    return json.dumps(found, ensure_ascii=False).encode()


def _plain(cell: Any) -> Any:
    if isinstance(cell, Word):
        return cell.name
    value = told(cell)
    return value["amount"] if isinstance(value, dict) and value.keys() == {"amount", "currency"} else value
