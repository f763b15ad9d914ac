"""Files that travel with messages, kept as the platform keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.config import Config
from simulator.ids import iso, new_sid
from simulator.store import Row, Store


@dataclass(frozen=True, slots=True)
class Medium:
    """One file of a message."""

    sid: str
    message_sid: str
    content_type: str
    filename: str
    created: str
    size: int


class Media:
    """The table of files."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config

    def add(self, message_sid: str, content_type: str, data: bytes, filename: str = "") -> Medium:
        """Keep a file for a message."""
        sid, now = new_sid("ME"), iso(self._config.clock())
        self._store.run(
            "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)", sid, message_sid, content_type, filename, data, now
        )
        return Medium(sid, message_sid, content_type, filename, now, len(data))

    def of(self, message_sid: str) -> list[Medium]:
        """The files of a message in the order they were added."""
        return self.of_each([message_sid])[message_sid]

    def of_each(self, message_sids: Sequence[str]) -> dict[str, list[Medium]]:
        """The files of each of these messages, found together."""
        found: dict[str, list[Medium]] = {sid: [] for sid in message_sids}
        those = "message_sid IN (SELECT value FROM json_each(?))"
        for row in self._store.all(f"SELECT {_META} FROM media WHERE {those} ORDER BY rowid", json.dumps(message_sids)):
            found[row["message_sid"]].append(_medium(row))
        return found

    def find(self, message_sid: str, sid: str) -> Medium | None:
        """One file of that message."""
        row = self._store.one(f"SELECT {_META} FROM media WHERE message_sid = ? AND sid = ?", message_sid, sid)
        return _medium(row) if row else None

    def data(self, sid: str) -> bytes | None:
        """The bytes of a file."""
        row = self._store.one("SELECT data FROM media WHERE sid = ?", sid)
        return bytes(row["data"]) if row else None

    def delete(self, sid: str) -> None:
        """Forget a file."""
        self._store.run("DELETE FROM media WHERE sid = ?", sid)


_META: Final = "sid, message_sid, content_type, filename, created, length(data) AS size"


def _medium(row: Row) -> Medium:
    return Medium(**row)
