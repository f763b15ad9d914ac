"""From a request to what a person sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from simulator.drafts import Draft, Upload, offered_by
from simulator.fetching import MAX_BYTES
from simulator.rest.access import simulator
from simulator.voice import ogg_from_webm

LONGEST = 4096


def draft_from(given: Mapping[str, Any], file: FileStorage | None) -> Draft:
    """The draft a request describes; 400 when it holds nothing to send, or taps what was never offered."""
    reply_to = str(given.get("reply_to") or "")
    body = str(given.get("text") or "")[:LONGEST]
    draft = Draft(
        body=body,
        upload=_upload(file),
        location=_location(given.get("location")),
        button=_choice(given, "button", reply_to),
        row=_choice(given, "row", reply_to),
        reply_to=reply_to,
        forwarded=bool(given.get("forwarded")),
        extra_params={str(name): str(value) for name, value in _object(given.get("params")).items()},
    )
    if not (body or draft.upload or draft.location or draft.button or draft.row):
        raise BadRequest("nothing to send: text, file, location, button or row")
    return draft


def _choice(given: Mapping[str, Any], name: str, reply_to: str) -> dict[str, str] | None:
    """A tapped choice by its id or its words, looked up in the message it belongs to."""
    wanted = str(given.get(name) or "")
    if not wanted:
        return None
    message = simulator().tables.messages.find(reply_to)
    if message is None:
        raise BadRequest(f"{name} needs reply_to: the message it belongs to")
    for choice in offered_by(message, name):
        if wanted in (choice["id"], choice["title"]):
            return choice
    raise BadRequest(f"that message offers no {name} {wanted!r}")


def _location(value: Any) -> dict[str, Any] | None:
    place = _object(value)
    if not place:
        return None
    try:
        latitude, longitude = float(place["latitude"]), float(place["longitude"])
    except (KeyError, TypeError, ValueError) as problem:
        raise BadRequest("a location has latitude and longitude") from problem
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadRequest("no such place on earth")
    words = {name: str(place[name]) for name in ("label", "address") if place.get(name)}
    return {"latitude": latitude, "longitude": longitude, **words}


def _object(value: Any) -> dict[str, Any]:
    try:
        given = json.loads(value) if isinstance(value, str) and value else value
    except ValueError as problem:
        raise BadRequest("not JSON") from problem
    return given if isinstance(given, dict) else {}


def _upload(file: FileStorage | None) -> Upload | None:
    if file is None or not file.filename:
        return None
    data = file.stream.read(MAX_BYTES + 1)
    if not data or len(data) > MAX_BYTES:
        raise BadRequest("a file holds between 1 byte and 16 MB")
    if file.mimetype == "audio/webm":
        return _voice_note(data)
    return Upload(file.mimetype or "application/octet-stream", data, file.filename)


def _voice_note(data: bytes) -> Upload:
    try:
        return Upload("audio/ogg", ogg_from_webm(data), "voice-note.ogg")
    except ValueError as problem:
        raise BadRequest(str(problem)) from problem
