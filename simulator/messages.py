"""The table of messages: one row per message in either direction, with what the phones show of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.config import Config
from simulator.errors import describe
from simulator.ids import iso
from simulator.store import Row, Store

RANK: Final = {"scheduled": 0, "accepted": 1, "queued": 1, "sending": 2, "sent": 3, "delivered": 4, "read": 5}
ENDED: Final = frozenset({"failed", "undelivered", "canceled"})
COLUMNS: Final = (
    "sid",
    "direction",
    "phone",
    "business",
    "sender",
    "recipient",
    "kind",
    "body",
    "status",
    "tick",
    "extra",
    "callback",
    "service_sid",
    "created",
    "updated",
    "sent",
    "changed",
)


@dataclass(slots=True)
class Message:
    """A message as stored. `extra` holds what its kind needs: buttons, list, location, quoted message, choice."""

    sid: str
    direction: str
    phone: str
    business: str
    sender: str
    recipient: str
    kind: str = "text"
    body: str = ""
    status: str = "queued"
    tick: str = "queued"
    extra: dict[str, Any] = field(default_factory=dict)
    callback: str = ""
    service_sid: str | None = None
    created: str = ""
    updated: str = ""
    sent: str | None = None
    changed: int = 0
    id: int = 0
    error_code: int | None = None
    error_message: str | None = None
    deleted: int = 0

    @property
    def inbound(self) -> bool:
        """Whether the person wrote it."""
        return self.direction == "inbound"


class Messages:
    """Reading and changing the rows; every change gets a number that the pages wait for."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config

    def add(self, message: Message) -> Message:
        """Store a new message."""
        message.created = message.updated = iso(self._config.clock())
        marks = ", ".join("?" * len(COLUMNS))
        with self._store.together():
            message.changed = self._store.change()
            values = [json.dumps(message.extra) if name == "extra" else getattr(message, name) for name in COLUMNS]
            message.id = self._store.run(f"INSERT INTO messages ({', '.join(COLUMNS)}) VALUES ({marks})", *values)
        return message

    def find(self, sid: str) -> Message | None:
        """The message with that SID, unless it was deleted."""
        row = self._store.one("SELECT * FROM messages WHERE sid = ? AND deleted = 0", sid)
        return _message(row) if row else None

    def search(self, where: str, *args: object) -> list[Message]:
        """Messages by a condition of our own making, with its values."""
        return [_message(row) for row in self._store.all(f"SELECT * FROM messages WHERE {where}", *args)]

    def change(self, sid: str, **values: object) -> None:
        """Set columns of one message."""
        if "extra" in values:
            values["extra"] = json.dumps(values["extra"])
        with self._store.together():
            values |= {"updated": iso(self._config.clock()), "changed": self._store.change()}
            names = ", ".join(f"{name} = ?" for name in values)
            self._store.run(f"UPDATE messages SET {names} WHERE sid = ?", *values.values(), sid)

    def advance(self, sid: str, status: str, code: int | None = None) -> bool:
        """Move a message up its life, never down and never after its end; whether it moved."""
        with self._store.together():
            message = self.find(sid)
            if message is None or message.status in ENDED or message.status == "read":
                return False
            if status not in ENDED and RANK[status] <= RANK[message.status]:
                return False
            tick = "failed" if status in ENDED else "queued" if RANK[status] < RANK["sent"] else status
            values: dict[str, object] = {"status": status, "tick": tick}
            if code is not None:
                values |= {"error_code": code, "error_message": describe(code)}
            if status not in ENDED and message.sent is None and RANK[status] >= RANK["sent"]:
                values["sent"] = iso(self._config.clock())
            self.change(sid, **values)
        return True


def _message(row: Row) -> Message:
    return Message(**{**row, "extra": json.loads(row["extra"])})
