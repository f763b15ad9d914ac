"""Media of a message: list, fetch, delete, and the bytes behind a redirect as the platform serves them."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import Blueprint, Response, redirect, request

from simulator.errors import TwilioError
from simulator.media import Medium
from simulator.rest.access import simulator
from simulator.rest.messages import known
from simulator.rest.paging import classic
from simulator.rest.shapes import API, media_json

blueprint = Blueprint("media", __name__, url_prefix=f"/{API}/Accounts/<account>/Messages/<message_sid>")
files = Blueprint("files", __name__)


@blueprint.get("/Media.json")
def listing(account: str, message_sid: str) -> Any:
    """The files of a message."""
    known(message_sid)
    rows = [media_json(account, medium) for medium in simulator().tables.media.of(message_sid)]
    return classic("media_list", rows, None)


@blueprint.get("/Media/<sid>.json")
def fetch(account: str, message_sid: str, sid: str) -> Any:
    """One file's resource."""
    return media_json(account, _known(message_sid, sid))


@blueprint.delete("/Media/<sid>.json")
@blueprint.delete("/Media/<sid>")
def delete(account: str, message_sid: str, sid: str) -> Any:
    """Delete a file."""
    simulator().tables.media.delete(_known(message_sid, sid).sid)
    return "", 204


@blueprint.get("/Media/<sid>")
def content(account: str, message_sid: str, sid: str) -> Any:
    """The link of a webhook: sends the caller on to where the bytes are."""
    return redirect(file_path(_known(message_sid, sid).sid), 307)


@files.get("/files/<sid>/<key>")
def data(sid: str, key: str) -> Response:
    """The bytes, for whoever holds the link."""
    tables = simulator().tables
    found = tables.store.one("SELECT content_type, filename FROM media WHERE sid = ?", sid)
    content_bytes = tables.media.data(sid)
    if found is None or content_bytes is None or not hmac.compare_digest(key, _key(sid)):
        return Response("Not found", 404, content_type="text/plain")
    answer = Response(content_bytes, content_type=found["content_type"])
    # People's files are shown by our page: nothing in them may run there.
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    shown = found["content_type"].partition("/")[0] in ("image", "audio", "video")
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", filename=found["filename"] or sid)
    return answer


def file_path(sid: str) -> str:
    """The path of a file's bytes, with the key that opens it."""
    return f"/files/{sid}/{_key(sid)}"


def _key(sid: str) -> str:
    secret = simulator().config.auth_token.encode()
    return hmac.new(secret, sid.encode(), hashlib.sha256).hexdigest()[:32]


def _known(message_sid: str, sid: str) -> Medium:
    medium = simulator().tables.media.find(message_sid, sid)
    if medium is None:
        raise TwilioError(20404, request.path)
    return medium
