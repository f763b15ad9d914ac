"""Inserting rows whose unique key may be there already, on either database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from models import Tx


def add_once(tx: Tx, table: type[SQLModel], values: dict[str, Any]) -> bool:
    """Insert a row of these values; False, and nothing done, where a unique key already has it."""
    if tx.is_sqlite:
        return tx.changed_one(sqlite.insert(table).values(**values).on_conflict_do_nothing())
    return tx.changed_one(postgresql.insert(table).values(**values).on_conflict_do_nothing())


def add_up(
    tx: Tx, table: type[SQLModel], rows: Sequence[dict[str, Any]], key: Sequence[str], sums: Sequence[str]
) -> None:
    """Insert rows, or add their sums to those of the rows that have the same key."""
    if not rows:
        return
    insert = (sqlite.insert if tx.is_sqlite else postgresql.insert)(table).values(list(rows))
    columns = {column.name: column for column in inspect(table).columns}
    added = {name: columns[name] + insert.excluded[name] for name in sums}
    tx.changed(insert.on_conflict_do_update(index_elements=list(key), set_=added))
