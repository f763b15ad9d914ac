"""What a phone shows of a message, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from simulator.media import Medium
from simulator.messages import Message
from simulator.rest.access import simulator
from simulator.rest.media import file_path

ARRIVED: Final = frozenset({"delivered", "read", "received"})
QUOTED_LENGTH: Final = 160


def bubble(message: Message) -> dict[str, Any]:
    """A message as a bubble. `mine`: the phone's owner wrote it; `arrived`: the other side has it."""
    return bubbles([message])[0]


def bubbles(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as bubbles, their files found together."""
    media = simulator().tables.media.of_each([message.sid for message in messages])
    return [_bubble(message, media[message.sid]) for message in messages]


def _bubble(message: Message, media: Iterable[Medium]) -> dict[str, Any]:
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
        "media": [_file(medium) for medium in media],
        "quote": _quote(message),
        "deleted": bool(message.deleted),
        "typing": bool(message.extra.get("typing")),
    }


def _file(medium: Medium) -> dict[str, Any]:
    return {
        "sid": medium.sid,
        "url": file_path(medium.sid),
        "content_type": medium.content_type,
        "filename": medium.filename,
        "size": medium.size,
    }


def _quote(message: Message) -> dict[str, Any] | None:
    sid = message.extra.get("reply_to")
    quoted = simulator().tables.messages.find(sid) if sid else None
    if quoted is None:
        return None
    return {"sid": quoted.sid, "mine": quoted.inbound, "kind": quoted.kind, "body": quoted.body[:QUOTED_LENGTH]}
