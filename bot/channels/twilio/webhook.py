"""Twilio's webhooks in our words: the fields of an inbound message and of a status callback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.channels import Inbound, Request, Status

MOST_TEXT = 16_000
KINDS = {"image": "image", "audio": "audio", "video": "video"}
# Twilio announces these by name; anything it may add later is treated by what it carries.
NAMED = ("location", "contacts", "order", "sticker", "reaction", "unsupported")


def parse_inbound(channel: str, form: Any) -> Inbound | None:
    """The message in an inbound webhook, or None when it names no sender and receiver."""
    fields: dict[str, str] = {name: form[name] for name in form}
    sid, sender, receiver = (fields.get(name, "") for name in ("MessageSid", "From", "To"))
    if not (sid and sender and receiver):
        return None
    media = _media(fields)
    return Inbound(
        channel=channel,
        external_id=sid[:80],
        address=sender[:160],
        business=receiver[:160],
        kind=_kind(fields, media),
        text=_clean(fields.get("Body", ""))[:MOST_TEXT],
        payload=_clean(fields.get("ButtonPayload") or fields.get("ListId") or "")[:256],
        reply_to=fields.get("OriginalRepliedMessageSid", "")[:80],
        profile_name=_clean(fields.get("ProfileName", ""))[:200],
        media=media,
        location=_location(fields),
        raw={name: _clean(value) for name, value in fields.items()},
    )


def _clean(text: str) -> str:
    # PostgreSQL stores no NUL, and a lone surrogate is no text at all.
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _media(fields: Mapping[str, str]) -> list[dict[str, str]]:
    count = fields.get("NumMedia", "0")
    most = min(int(count), 10) if count.isdecimal() else 0
    return [
        {"url": fields[f"MediaUrl{n}"], "type": fields.get(f"MediaContentType{n}", "")}
        for n in range(most)
        if f"MediaUrl{n}" in fields
    ]


def _kind(fields: Mapping[str, str], media: list[dict[str, str]]) -> str:
    named = fields.get("MessageType", "").lower()
    if named in NAMED:
        return named
    if media:
        return KINDS.get(media[0]["type"].split("/")[0], "document")
    return "location" if fields.get("Latitude") and fields.get("Longitude") else "text"


def _location(fields: Mapping[str, str]) -> dict[str, Any] | None:
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    words = {name.lower(): _clean(fields.get(name, ""))[:300] for name in ("Address", "Label")}
    return {"latitude": latitude, "longitude": longitude, **words}


def parse_state(request: Request) -> Status | None:
    """The delivery state in a status callback, with the token of our own that its address carries."""
    form = request.form
    sid, state = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not (sid and state):
        return None
    token = parse_qs(urlsplit(request.path).query).get("token", [""])[0]
    code = form.get("ErrorCode", "")
    words = _clean(form.get("ErrorMessage", ""))[:300]
    return Status(sid[:80], state[:20], token[:40], int(code) if code.isdecimal() else None, words)
