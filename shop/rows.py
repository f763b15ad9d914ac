"""Inserting rows whose unique key may be there already, on either database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from models import Tx

Row = TypeVar("Row", bound=SQLModel)


def add_once(tx: Tx, table: type[SQLModel], values: dict[str, Any]) -> bool:
    """Insert a row of these values; False, and nothing done, where a unique key already has it."""
    insert = (sqlite.insert if tx.is_sqlite else postgresql.insert)(table).values(**values)
    tx.flush()
    # PostgreSQL counts no rows of such an insert, so the row itself is asked for.
    added = insert.on_conflict_do_nothing().returning(*inspect(table).primary_key)
    return tx.session.execute(added).first() is not None


def added(tx: Tx, table: type[Row], values: dict[str, Any]) -> Row | None:
    """Insert a row of these values and give it; None, and nothing done, where a unique key already has it."""
    tx.flush()
    row: Row | None = tx.session.execute(_adding(table, tx.is_sqlite), values).scalar_one_or_none()
    return row


@cache
def _adding(table: type[SQLModel], is_sqlite: bool) -> Executable:
    """Made once: making it takes as long as asking it."""
    return (sqlite.insert if is_sqlite else postgresql.insert)(table).on_conflict_do_nothing().returning(table)


def add_up(
    tx: Tx, table: type[SQLModel], rows: Sequence[dict[str, Any]], key: tuple[str, ...], sums: tuple[str, ...]
) -> None:
    """Insert rows, or add their sums to those of the rows that have the same key; one after the other, in order."""
    if rows:
        tx.flush()
        tx.session.connection().execute(_adding_up(table, tx.is_sqlite, key, sums), list(rows))


@cache
def _adding_up(table: type[SQLModel], is_sqlite: bool, key: tuple[str, ...], sums: tuple[str, ...]) -> Executable:
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(table)
    columns = {column.name: column for column in inspect(table).columns}
    added = {name: columns[name] + insert.excluded[name] for name in sums}
    return insert.on_conflict_do_update(index_elements=list(key), set_=added)
