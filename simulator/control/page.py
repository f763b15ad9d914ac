"""The page of the two phones, and the stream of changes it listens to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, stream_with_context

from simulator.control.shapes import bubbles
from simulator.rest.access import simulator

blueprint = Blueprint("page", __name__)
BEAT_SECONDS: Final = 15.0
AT_ONCE: Final = 500
POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self'; frame-ancestors 'none'"
)


@blueprint.get("/")
def index() -> Response:
    """The two phones."""
    answer = Response(render_template("page.html"), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/simulator/feed")
def feed() -> Response:
    """Server-sent events: every message that changed after `since` (or after the last event seen)."""
    since = int(request.headers.get("Last-Event-ID") or request.args.get("since", 0, int))
    answer = Response(stream_with_context(_events(since)), content_type="text/event-stream")
    answer.headers |= {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return answer


def _events(since: int) -> Iterator[str]:
    yield "retry: 500\n\n"
    store = simulator().tables.store
    while True:
        cursor = store.wait_for_change(since, BEAT_SECONDS)
        if store.closed:
            return
        yield ": beat\n\n" if cursor <= since else _event(since, cursor)
        since = max(since, cursor)


def _event(since: int, cursor: int) -> str:
    found = simulator().tables.messages.search("changed > ? ORDER BY id", since)
    body: dict[str, Any] = {"messages": bubbles(found[-AT_ONCE:]), "cursor": cursor}
    return f"id: {cursor}\ndata: {json.dumps(body)}\n\n"
