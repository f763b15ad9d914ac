"""What a person sends from a phone, before it is a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.fetching import kind_of
from simulator.messages import Message


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a person sends."""

    content_type: str
    data: bytes
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person sends: text, a file, a place, a tapped button or list row, and the message it answers."""

    body: str = ""
    upload: Upload | None = None
    location: dict[str, Any] | None = None
    button: dict[str, str] | None = None
    row: dict[str, str] | None = None
    reply_to: str = ""
    forwarded: bool = False
    extra_params: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the platform calls it."""
        if self.upload is not None:
            return kind_of(self.upload.content_type)
        if self.location is not None:
            return "location"
        return "interactive" if self.button or self.row else "text"

    @property
    def text(self) -> str:
        """The text that travels: a tapped choice sends its title."""
        choice = self.button or self.row
        return choice["title"] if choice else self.body

    @property
    def extra(self) -> dict[str, Any]:
        """What is kept beside the text."""
        extra = {"location": self.location, "choice": self.button or self.row, "reply_to": self.reply_to}
        return {name: value for name, value in extra.items() if value}


def offered_by(message: Message, name: str) -> list[dict[str, str]]:
    """The choices a message offers: its buttons (`button`) or the rows of its list (`row`), each with id and title."""
    shown = message.extra.get("shown", {})
    if name == "button":
        return list(shown.get("buttons", []))
    return [
        {"id": row["id"], "title": row["item"], "description": row.get("description", "")}
        for row in (shown.get("list") or {}).get("items", [])
    ]
