"""Lists as a parameter, and as a column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Dialect, Integer, Select, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class _Numbers(TypeDecorator[list[int]]):
    """Whole numbers that are sent, as the text of them all: the driver would look at each."""

    impl = ARRAY(Integer)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[list[int] | None], str]:
        return lambda numbers: f"{{{','.join(map(str, numbers or ()))}}}"


class _Texts(TypeDecorator[list[str]]):
    """Texts that are told."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # The driver of PostgreSQL makes a list of an array itself.
        return dialect.type_descriptor(NullType() if dialect.name == "postgresql" else JSON())


class _Among(FunctionElement[Any]):
    # Not a boolean: SQLite would be asked whether it is 1, for which it reads every row.
    type = NullType()
    name = "among"
    inherit_cache = True


class _Listed(FunctionElement[list[str]]):
    type = _Texts()
    name = "listed"
    inherit_cache = True


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a column is one of the whole numbers in the list that the parameter of that name is. PostgreSQL
    gets them as one array: neither is the statement's text made anew nor is it planned anew for each length."""
    return _Among(column, bindparam(name, type_=_Numbers()))


def listed(texts: Select[Any]) -> ColumnElement[list[str]]:
    """What a SELECT of a text finds, in its order, as a column of the query around it: no second query has to ask."""
    return _Listed(texts.with_only_columns(next(iter(texts.selected_columns)).label("text")).scalar_subquery())


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: Any, **options: Any) -> str:
    column, numbers = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY ({numbers})"


@compiles(_Among, "sqlite")
def _in_each(element: _Among, compiler: Any, **options: Any) -> str:
    column, numbers = element.clauses
    each: Any = bindparam(numbers.key, expanding=True)
    return str(compiler.process(column.in_(each), **options))


@compiles(_Listed, "postgresql")
def _as_array(element: _Listed, compiler: Any, **options: Any) -> str:
    return f"ARRAY{compiler.process(element.clauses, **options)}"


@compiles(_Listed, "sqlite")
def _as_json(element: _Listed, compiler: Any, **options: Any) -> str:
    return f"(SELECT json_group_array(text) FROM {compiler.process(element.clauses, **options)})"
