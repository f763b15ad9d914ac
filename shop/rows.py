"""Inserting rows whose unique key may be there already, on either database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import SQLModel

from models import Tx

Row = TypeVar("Row", bound=SQLModel)


def add_once(tx: Tx, table: type[SQLModel], values: dict[str, Any]) -> bool:
    """Insert a row of these values; False, and nothing done, where a unique key already has it."""
    return tx.insert_once(table, values) is not None


def added(tx: Tx, table: type[Row], values: dict[str, Any]) -> Row | None:
    """Insert a row of these values and give it; None, and nothing done, where a unique key already has it."""
    key = tx.insert_once(table, values)
    if key is None:
        return None
    row = table(**values, id=key)
    # It is written already: the session is to know it, and to write what changes from now on.
    make_transient_to_detached(row)
    tx.take_over(row)
    return row


def add_up(
    tx: Tx, table: type[SQLModel], rows: Sequence[dict[str, Any]], key: tuple[str, ...], sums: tuple[str, ...]
) -> None:
    """Insert rows, or add their sums to those of the rows that have the same key; one after the other, in order."""
    if rows:
        tx.flush()
        tx.session.connection().execute(_adding_up(table, tx.is_sqlite, key, sums), list(rows))


@cache
def _adding_up(table: type[SQLModel], is_sqlite: bool, key: tuple[str, ...], sums: tuple[str, ...]) -> Executable:
    adding = (sqlite.insert if is_sqlite else postgresql.insert)(table)
    columns = {column.name: column for column in inspect(table).columns}
    added = {name: columns[name] + adding.excluded[name] for name in sums}
    return adding.on_conflict_do_update(index_elements=list(key), set_=added)
