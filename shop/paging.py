"""Pages of long lists, one after the other without gaps or repeats however the list changes meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from msgspec import Struct
from sqlalchemy import Integer, Select, bindparam, tuple_
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import SQLModel, col
from sqlmodel.sql.expression import SelectOfScalar

from models import Tx, UTCDateTime
from shop.errors import NotAValue

Row = TypeVar("Row", bound=SQLModel)
Listed = TypeVar("Listed")


class Window(Struct, frozen=True):
    """Which page: sorted by a name (`-name` for the greatest first), after that value and id, so many rows."""

    sort: str
    limit: int
    after: tuple[Any, int] | None = None


class Page(Struct, Generic[Listed], frozen=True):
    """Rows, and after which value and id the next page begins, if there is one."""

    rows: tuple[Listed, ...]
    next: tuple[Any, int] | None


def page_of(
    tx: Tx,
    wanted: SelectOfScalar[Row],
    table: type[Row],
    sorts: Mapping[str, Any],
    window: Window,
    values: Mapping[str, Any] | None = None,
) -> Page[Row]:
    """A page of the rows wanted; `sorts` names columns that are never empty. NotAValue for another sort.

    `values` are those of a statement that was made once: then that of its pages is too.
    """
    ordered, given, by = _asked(wanted, table, sorts, window, values)
    return _page(list(tx.exec(ordered, params=given)), by, window)


def columns_page_of(
    tx: Tx,
    wanted: Select[Any],
    table: type[SQLModel],
    sorts: Mapping[str, Any],
    window: Window,
    values: Mapping[str, Any] | None = None,
) -> Page[Any]:
    """The same for a SELECT of columns, the id and the sorted ones of the table among them: nobody changes such rows,
    and they take half the time."""
    ordered, given, by = _asked(wanted, table, sorts, window, values)
    return _page(tx.rows(ordered, given), by, window)


def _asked(
    wanted: Any, table: Any, sorts: Mapping[str, Any], window: Window, values: Mapping[str, Any] | None
) -> tuple[Any, dict[str, Any], Any]:
    name = window.sort.removeprefix("-")
    if name not in sorts:
        raise NotAValue("sort")
    by: InstrumentedAttribute[Any] = sorts[name]
    given = {"page_most": window.limit + 1, **(values or {})}
    if window.after is not None:
        given |= {"page_value": _value(by, window.after[0]), "page_id": window.after[1]}
    make = _made if values is None else _made_once
    return make(wanted, table, by, window.sort.startswith("-"), window.after is not None), given, by


def _page(rows: Sequence[Any], by: Any, window: Window) -> Page[Any]:
    shown = tuple(rows[: window.limit])
    if len(rows) <= window.limit:
        return Page(shown, None)
    return Page(shown, (getattr(shown[-1], by.key), shown[-1].id))


def _made(wanted: Any, table: Any, by: Any, down: bool, later: bool) -> Any:
    key: Any = col(table.id)
    if later:
        edge = tuple_(bindparam("page_value", type_=by.type), bindparam("page_id", type_=key.type))
        place = tuple_(by, key)
        wanted = wanted.where(place < edge if down else place > edge)
    ordered = wanted.order_by(by.desc(), key.desc()) if down else wanted.order_by(by, key)
    return ordered.limit(bindparam("page_most", type_=Integer))


_made_once = cache(_made)


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise NotAValue("cursor") from wrong
    raise NotAValue("cursor")


def _value(by: InstrumentedAttribute[Any], value: Any) -> Any:
    """The value as the column takes it; NotAValue for one of another type."""
    wanted = datetime if isinstance(by.type, UTCDateTime) else by.type.python_type
    if wanted is datetime and isinstance(value, str):
        value = _instant(value)
    if not isinstance(value, wanted):
        raise NotAValue("cursor")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        raise NotAValue("cursor")
    return value
