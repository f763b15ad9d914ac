"""What went over the wire: every request received and every post made, for people and tests to read."""

from __future__ import annotations

import json
from typing import Any, Final

from simulator.config import Config
from simulator.ids import iso
from simulator.store import Row, Store

KEPT: Final = 10_000


class Journal:
    """The last ten thousand exchanges. Kinds: `request` (received), `webhook` and `status` (posted to the shop)."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config

    def write(self, kind: str, what: str, params: object, status: int, detail: str = "") -> None:
        """Note one exchange, `what` being its method and path; status 0 means no answer was given or received."""
        method, _, path = what.partition(" ")
        number = self._store.run(
            "INSERT INTO journal (at, kind, method, path, params, status, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
            iso(self._config.clock()),
            kind,
            method,
            path,
            json.dumps(params),
            status,
            detail,
        )
        if number % 500 == 0:
            self._store.run("DELETE FROM journal WHERE id <= ?", number - KEPT)

    def entries(self, since: int = 0, kind: str = "", last: int = KEPT) -> list[Row]:
        """The last so many exchanges after number `since`, oldest first, of one kind or of all."""
        rows = self._store.all(
            "SELECT * FROM journal WHERE id > ? AND (? = '' OR kind = ?) ORDER BY id DESC LIMIT ?",
            since,
            kind,
            kind,
            last,
        )
        return [{**row, "params": _loads(row["params"])} for row in reversed(rows)]

    def clear(self) -> None:
        """Forget every exchange."""
        self._store.run("DELETE FROM journal")


def _loads(text: str) -> Any:
    return json.loads(text)
