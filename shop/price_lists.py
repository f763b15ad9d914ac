"""From rows that somebody sent to the products they mean, line by line, with what is unclear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from msgspec import Struct

from shop.amounts import number_of
from shop.errors_goods import UnreadableFile
from shop.names import name_key
from values import Money, Quantity

HEADERS: Final = Path(__file__).parent / "files" / "headers.yaml"
SEARCHED: Final = 12
MOST_NAME: Final = 120
PASTED: Final = {"name": 0, "price": 1, "unit": 2, "stock": 3}


class Line(Struct, frozen=True):
    """A product as a line tells it; what the line does not tell is None."""

    number: int
    name: str
    price: Money
    category: str | None = None
    unit: str | None = None
    stock: Quantity | None = None


class Fault(Struct, frozen=True):
    """A line that could not be used: its number, its words, and why: name, price, stock or twice."""

    number: int
    text: str
    why: str


class PriceList(Struct, frozen=True):
    """What was read."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read_list(rows: Sequence[Sequence[Any]], currency: str, *, pasted: bool = False) -> PriceList:
    """The products in rows. A table needs a heading for name and price in any order (UnreadableFile without one);
    pasted rows are name and price, perhaps with unit and stock."""
    start, columns = (0, PASTED) if pasted else _heading(rows)
    lines: dict[str, Line] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows[start:], start + 1):
        cells = {kind: row[at] for kind, at in columns.items() if at < len(row)}
        if all(cell in (None, "") for cell in cells.values()):
            continue
        found = _line(number, cells, currency)
        if isinstance(found, Line) and name_key(found.name) in lines:
            found = Fault(number, found.name, "twice")
        if isinstance(found, Line):
            lines[name_key(found.name)] = found
        else:
            faults.append(found)
    return PriceList(tuple(lines.values()), tuple(faults))


def _heading(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(rows[:SEARCHED], 1):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            kind = _headings().get(_plain(cell))
            if kind is not None:
                columns.setdefault(kind, at)
        if {"name", "price"} <= columns.keys():
            return number, columns
    raise UnreadableFile("heading")


@cache
def _headings() -> dict[str, str]:
    data: dict[str, list[str]] = yaml.safe_load(HEADERS.read_text(encoding="utf-8"))
    return {_plain(word): kind for kind, words in data.items() for word in words}


def _plain(cell: Any) -> str:
    return " ".join(re.sub(r"\(.*?\)|[*:._/]", " ", str(cell or "")).casefold().split())


def _line(number: int, cells: dict[str, Any], currency: str) -> Line | Fault:
    name = " ".join(str(cells.get("name") or "").split())
    shown = name or str(cells.get("price") or "")
    if not any(sign.isalnum() for sign in name) or len(name) > MOST_NAME:
        return Fault(number, shown[:MOST_NAME], "name")
    price = number_of(cells.get("price"))
    if price is None or price < 0:
        return Fault(number, shown, "price")
    stock = cells.get("stock")
    counted = None if stock in (None, "") else number_of(stock)
    if stock not in (None, "") and (counted is None or counted < 0):
        return Fault(number, shown, "stock")
    words = {kind: " ".join(str(cells[kind]).split())[:60] for kind in ("category", "unit") if cells.get(kind)}
    quantity = None if counted is None else Quantity.of(counted)
    unit = words.get("unit")
    return Line(number, name, Money.of(price, currency), words.get("category"), unit[:20] if unit else None, quantity)
