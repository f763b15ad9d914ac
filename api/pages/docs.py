"""`/docs`: the API's document to read and to try, without a single request to anywhere else."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, current_app, request

from api import limiter, openapi
from api.answering import address_of
from api.limits import limits

blueprint = Blueprint("docs", __name__, url_prefix="/docs")

HERE: Final = Path(__file__).parent
ASSETS: Final = {
    "swagger-ui.css": ("css/swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": ("js/swagger-ui-bundle.js", "text/javascript"),
}
# The interface draws its icons from data and styles its own elements.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
DAY: Final = "public, max-age=86400"


@blueprint.before_request
def count() -> Response | None:
    """Every page has its limit, this one too."""
    settings = current_app.extensions["bakul"]
    standing = limiter.count("docs", address_of(request, settings), limits(settings.rate_limits)["docs"])
    if standing is None or not standing.wait:
        return None
    return Response("too many requests", 429, content_type="text/plain", headers=standing.headers)


@blueprint.get("/", strict_slashes=False)
def page() -> Response:
    """The page; everything it loads lies beside it."""
    return _file((HERE / "docs.html").read_bytes(), "text/html; charset=utf-8", "no-cache")


@blueprint.get("/start.js")
def start() -> Response:
    """What opens the document in the page."""
    return _file((HERE / "docs.js").read_bytes(), "text/javascript", DAY)


@blueprint.get("/assets/<name>")
def asset(name: str) -> Response:
    """The interface itself, out of its package."""
    if name not in ASSETS:
        return Response("not found", 404, content_type="text/plain")
    path, kind = ASSETS[name]
    return _file(_interface(path), kind, DAY)


@blueprint.get("/openapi.json")
def document() -> Response:
    """The document."""
    made = json.dumps(openapi.document(current_app.extensions["bakul"]), ensure_ascii=False)
    return _file(made.encode(), "application/json", "no-cache")


@cache
def _interface(path: str) -> bytes:
    found: Any = find_spec("flask_openapi3_swagger")
    return (Path(found.submodule_search_locations[0]) / "templates" / "swagger" / path).read_bytes()


def _file(content: bytes, kind: str, keep: str) -> Response:
    headers = {
        "Cache-Control": keep,
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    if len(content) > 1000 and "gzip" in request.headers.get("Accept-Encoding", ""):
        content = gzip.compress(content, 6, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(content, content_type=kind, headers=headers)
