"""Copying a whole database into an empty one, such as from SQLite to PostgreSQL, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    exists,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import UserDefinedType
from sqlmodel import SQLModel

from models.connections import make_engine

BATCH = 2000


class CannotCopy(Exception):
    """Why nothing was copied."""


class Copied(Struct, frozen=True):
    """A table and how many rows of it both databases have now."""

    table: str
    rows: int


class _Document(UserDefinedType[str]):
    """A JSON column as its text: NULL and the JSON word null stay two things, and no digit of a number is touched."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "JSON"


def copy_database(source_url: str, target_url: str) -> list[Copied]:
    """Copy every row of every table, in the order of their foreign keys, and let the target number on from there.

    The target has the same tables, all of them empty. Raises `CannotCopy`, and leaves the target as it was, when it is
    not so, or when the counts differ in the end. Nobody may write to the source meanwhile.
    """
    source, target = make_engine(source_url, 1), make_engine(target_url, 1)
    try:
        with _snapshot(source) as old, target.begin() as new:
            _check(old, new)
            return [_copy(old, new, table) for table in tables()]
    finally:
        source.dispose()
        target.dispose()


def tables() -> list[Table]:
    """Every table of ours, those that others refer to first."""
    return list(SQLModel.metadata.sorted_tables)


def _snapshot(engine: Engine) -> Connection:
    """A connection that sees one state of the database from its first question to its last."""
    if engine.dialect.name == "sqlite":
        return engine.connect().execution_options(bakul_reading=True)
    return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _check(old: Connection, new: Connection) -> None:
    for words, connection in (("source", old), ("target", new)):
        missing = {table.name for table in tables()} - set(inspect(connection).get_table_names())
        if missing:
            raise CannotCopy(
                f"the {words} lacks the table {min(missing)}; bring it up to date first: alembic upgrade head"
            )
    if (revisions := (_revision(old), _revision(new)))[0] != revisions[1]:
        raise CannotCopy("source and target stand at different migrations: {} and {}".format(*revisions))
    for table in tables():
        if new.execute(select(exists().select_from(table))).scalar_one():
            raise CannotCopy(f"the target is not empty: it has rows in {table.name}")


def _revision(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _copy(old: Connection, new: Connection, table: Table) -> Copied:
    into = _plain(table)
    for rows in _batches(old, _reading(table)):
        new.execute(insert(into), rows)
    counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for connection in (old, new)]
    if counts[0] != counts[1]:
        raise CannotCopy(f"{table.name} has {counts[0]} rows in the source and {counts[1]} in the target")
    _number_on(new, table)
    return Copied(table.name, counts[1])


def _plain(table: Table) -> Table:
    """The table without defaults, its documents as text."""
    columns = [Column(one.name, _Document() if isinstance(one.type, JSON) else one.type) for one in table.columns]
    return Table(table.name, MetaData(), *columns)


def _reading(table: Table) -> Select[Any]:
    columns = [cast(one, Text).label(one.name) if isinstance(one.type, JSON) else one for one in table.columns]
    return select(*columns).order_by(*table.primary_key.columns)


def _batches(old: Connection, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    found = old.execute(query, execution_options={"yield_per": BATCH})
    for part in found.mappings().partitions():
        yield [dict(row) for row in part]


def _number_on(new: Connection, table: Table) -> None:
    """Let PostgreSQL give new rows numbers after the copied ones; SQLite looks at the rows anyway."""
    (key, *more) = table.primary_key.columns
    if new.dialect.name != "postgresql" or more or not isinstance(key.type, Integer) or key.foreign_keys:
        return
    highest = new.execute(select(func.max(key))).scalar_one()
    if highest is not None:
        new.execute(select(func.setval(func.pg_get_serial_sequence(table.name, key.name), highest)))
