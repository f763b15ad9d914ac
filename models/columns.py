"""Columns that many tables have, in one spelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, DateTime, Dialect, Text, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Rows are not validated by pydantic; without its validators every process starts sooner.
SQLModel.model_config["defer_build"] = True
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC on every database; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Nothing where the driver tells instants in UTC itself: asking a function for each would double the work."""
        read = self.impl_instance.result_processor(dialect, coltype)
        return None if read is None else lambda value: _in_utc(read(value))


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def instant(**options: Any) -> Any:
    """An aware instant in UTC; `default=None` makes it optional."""
    return Field(sa_type=UTCDateTime, **options)


def large(**options: Any) -> Any:
    """Money in minor units or a quantity in thousandths: 32 bits end at 21 million rupiah."""
    return Field(sa_type=BigInteger, **options)


def document() -> Any:
    """A JSON object, empty unless given."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def words(default: str = "") -> Any:
    """Text of any length."""
    return Field(default=default, sa_type=Text)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A constraint that a short text column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def only(condition: str) -> dict[str, Any]:
    """The options of an index that holds only the rows for which this is so, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
