"""The headers of ours that a route takes, and how each of them has to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct
from werkzeug.datastructures import Headers

from api.refusals import Invalid
from api.routing import Route


class Header(Struct, frozen=True):
    """A header: its name, the form it has, what it is for, and whether another form is refused at the door."""

    name: str
    pattern: str
    about: str
    checked: bool = True

    @property
    def parameter(self) -> dict[str, Any]:
        """The header as a document tells it."""
        schema = {"type": "string", "pattern": self.pattern}
        return {"name": self.name, "in": "header", "required": False, "description": self.about, "schema": schema}


KEY: Final = Header(
    "Idempotency-Key",
    "^[!-~]{1,80}$",
    "Any text of yours: a repeat with the same one gets the same answer and does nothing again.",
)
SESSION: Final = Header(
    "X-Session-Id", "^[A-Za-z0-9_-]{16,64}$", "A guest's session; the first answer without one tells a new one."
)
# Another form is no mistake of the request but the name of a state that is none.
MATCH: Final = Header(
    "If-Match",
    '^("[0-9a-f]{32}"|\\*)$',
    "The `ETag` of what is to be changed: refused with 412 if somebody changed it meanwhile.",
    checked=False,
)


def headers_of(route: Route) -> Iterator[Header]:
    """The headers that a route takes besides those of every request."""
    if route.method == "POST" and route.keeps and not route.alone:
        yield KEY
    if route.writes and route.reads is not None:
        yield MATCH
    if route.session:
        yield SESSION


def check(route: Route, sent: Headers) -> None:
    """Refuse headers of another form than theirs."""
    found = [one for one in headers_of(route) if one.checked and one.name in sent]
    wrong = {one.name: one for one in found if not re.fullmatch(one.pattern, sent[one.name], re.ASCII)}
    if wrong:
        raise Invalid(
            {name: {"rule": "string_pattern_mismatch", "pattern": one.pattern} for name, one in wrong.items()}
        )
