"""Pages in the two forms Twilio uses: fields beside the list, or a `meta` object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import request

from simulator.errors import TwilioError

DEFAULT_SIZE: Final = 50
MAX_SIZE: Final = 1000
OWN: Final = ("Page", "PageToken", "PageSize")


def page_size() -> int:
    """The size the caller asked for, within 1 to 1000."""
    return max(1, min(MAX_SIZE, _number("PageSize", DEFAULT_SIZE)))


def page_token() -> int:
    """The row the page begins after; 0 for the first page."""
    text = request.args.get("PageToken", "").removeprefix("PA")
    if text and not text.isdigit():
        raise TwilioError(20001, "PageToken")
    return int(text or 0)


def classic(key: str, rows: Sequence[Any], last: int | None) -> dict[str, Any]:
    """A page of the 2010-04-01 API; `last` is the row the next page begins after, or None on the last page."""
    page, size = _number("Page", 0), page_size()
    start = page * size
    return {
        key: rows,
        "end": start + max(0, len(rows) - 1),
        "start": start,
        "page": page,
        "page_size": size,
        "first_page_uri": _uri(0, None),
        "next_page_uri": _uri(page + 1, last) if last is not None else None,
        "previous_page_uri": None,
        "uri": request.full_path.rstrip("?"),
    }


def modern(key: str, rows: Sequence[Any], last: int | None, host: str) -> dict[str, Any]:
    """A page of the newer APIs."""
    page = _number("Page", 0)
    return {
        key: rows,
        "meta": {
            "page": page,
            "page_size": page_size(),
            "first_page_url": host + _uri(0, None),
            "next_page_url": host + _uri(page + 1, last) if last is not None else None,
            "previous_page_url": None,
            "url": host + request.full_path.rstrip("?"),
            "key": key,
        },
    }


def _uri(page: int, token: int | None) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in OWN]
    kept += [("PageSize", str(page_size())), ("Page", str(page))]
    if token is not None:
        kept.append(("PageToken", f"PA{token}"))
    return f"{request.path}?{urlencode(kept)}"


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if text and not text.isdigit():
        raise TwilioError(20001, name)
    return int(text) if text else default
