"""What a phone shows of a message, as JSON."""

from __future__ import annotations

from typing import Any, Final

from simulator.messages import Message
from simulator.rest.access import simulator
from simulator.rest.media import file_path

ARRIVED: Final = frozenset({"delivered", "read", "received"})
QUOTED_LENGTH: Final = 160


def bubble(message: Message) -> dict[str, Any]:
    """A message as a bubble. `mine`: the phone's owner wrote it; `arrived`: the other side has it."""
    shown = message.extra.get("shown", {})
    return {
        "id": message.id,
        "sid": message.sid,
        "changed": message.changed,
        "phone": message.phone,
        "business": message.business,
        "mine": message.inbound,
        "at": message.created,
        "kind": message.kind,
        "body": message.body,
        "tick": message.tick,
        "status": message.status,
        "arrived": message.status in ARRIVED,
        "error": {"code": message.error_code, "message": message.error_message} if message.error_code else None,
        "buttons": shown.get("buttons", []),
        "links": shown.get("links", []),
        "list": shown.get("list"),
        "location": shown.get("location") or message.extra.get("location"),
        "choice": message.extra.get("choice"),
        "media": _media(message),
        "quote": _quote(message),
        "deleted": bool(message.deleted),
        "typing": bool(message.extra.get("typing")),
    }


def _media(message: Message) -> list[dict[str, Any]]:
    return [
        {
            "sid": medium.sid,
            "url": file_path(medium.sid),
            "content_type": medium.content_type,
            "filename": medium.filename,
            "size": medium.size,
        }
        for medium in simulator().tables.media.of(message.sid)
    ]


def _quote(message: Message) -> dict[str, Any] | None:
    sid = message.extra.get("reply_to")
    quoted = simulator().tables.messages.find(sid) if sid else None
    if quoted is None:
        return None
    return {"sid": quoted.sid, "mine": quoted.inbound, "kind": quoted.kind, "body": quoted.body[:QUOTED_LENGTH]}
