"""Lists over REST: `limit`, `sort`, `cursor`, and the cursor of the page that follows."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from api.fields import Answer, Query
from api.refusals import Invalid
from api.told import Told
from shop.paging import Page as Found
from shop.paging import Window

Shown = TypeVar("Shown", bound=BaseModel)
Row = TypeVar("Row")


class Page(Answer, Generic[Shown]):
    """A page of a list; `next` is the cursor of the one that follows, null on the last."""

    items: list[Shown]
    next: str | None = Field(examples=[None])


class PageQuery(Query):
    """How every list is asked for; a list names its own sorts."""

    limit: int = Field(20, ge=1, le=100, description="How many at most.")
    cursor: str | None = Field(None, max_length=600, description="`next` of the page before.")


def window(query: Any) -> Window:
    """The page that a query asks for; Invalid for a cursor that is none of ours or belongs to another sort."""
    return Window(query.sort, query.limit, _after(query.cursor, query.sort) if query.cursor else None)


def listed(found: Found[Any], sort: str, show: Callable[[Any], Shown]) -> Page[Shown]:
    """A page as it is told, every row by `show`."""
    return Page(items=[show(row) for row in found.rows], next=_cursor(sort, found.next))


def told_page(found: Found[Any], sort: str, show: Callable[[Any], dict[str, Any]]) -> Told[Page[Shown]]:
    """The same of rows that are told as they are."""
    return Told({"items": [show(row) for row in found.rows], "next": _cursor(sort, found.next)})


def _cursor(sort: str, after: tuple[Any, int] | None) -> str | None:
    if after is None:
        return None
    value = after[0].isoformat() if isinstance(after[0], datetime) else after[0]
    return urlsafe_b64encode(json.dumps([sort, value, after[1]]).encode()).decode().rstrip("=")


def _after(cursor: str, sort: str) -> tuple[Any, int]:
    try:
        told = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (NotBase64, ValueError, RecursionError) as wrong:
        raise Invalid({"cursor": {"rule": "unknown"}}) from wrong
    fits = isinstance(told, list) and len(told) == 3 and told[0] == sort and isinstance(told[2], int)
    if not fits or isinstance(told[2], bool) or not 0 < told[2] < 2**31:
        raise Invalid({"cursor": {"rule": "unknown"}})
    return told[1], told[2]
