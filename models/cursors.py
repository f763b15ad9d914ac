"""Cursors of PostgreSQL that do not describe what nobody looks at. Loaded by who connects to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Column, Cursor


class Columns(Sequence[Any]):
    """The columns of an answer, each described when somebody looks at them."""

    def __init__(self, cursor: Cursor[Any], count: int) -> None:
        self._cursor = cursor
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        wanted = range(self._count)[place]
        return Column(self._cursor, wanted) if isinstance(wanted, int) else [self[number] for number in wanted]


class KnowingCursor(Cursor[Any]):
    """A cursor for somebody who knows the columns of his statements: he asks each time whether there are any, and
    describing them all would cost as much as fetching a row."""

    @property
    def description(self) -> Any:
        """The columns of the answer, None where there is none."""
        found = self.pgresult
        return Columns(self, found.nfields) if found is not None and found.nfields else super().description
