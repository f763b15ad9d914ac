"""Inserting a row unless its unique key is there already, on either database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from models import Tx


def add_once(tx: Tx, table: type[SQLModel], values: dict[str, Any]) -> bool:
    """Insert a row of these values; False, and nothing done, where a unique key already has it."""
    if tx.is_sqlite:
        return tx.changed_one(sqlite.insert(table).values(**values).on_conflict_do_nothing())
    return tx.changed_one(postgresql.insert(table).values(**values).on_conflict_do_nothing())
