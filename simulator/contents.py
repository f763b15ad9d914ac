"""The table of Content resources and of what WhatsApp said about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from simulator.config import Config
from simulator.ids import iso, new_sid
from simulator.store import Row, Store
from simulator.submission import approval_problem


@dataclass(frozen=True, slots=True)
class Content:
    """One resource: its texts and types, and the state of its approval (an empty one was never asked for)."""

    id: int
    sid: str
    resource: dict[str, Any]
    approval: dict[str, Any]
    created: str
    updated: str

    @property
    def approved(self) -> bool:
        """Whether it may begin a conversation."""
        return self.approval.get("status") == "approved"


class Contents:
    """Reading and changing the resources. `answer` is what the next approval requests get."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config
        self.answer = config.approval

    def add(self, resource: dict[str, Any]) -> Content:
        """Store a new resource."""
        sid, now = new_sid("HX"), iso(self._config.clock())
        number = self._store.run(
            "INSERT INTO contents (sid, resource, approval, created, updated) VALUES (?, ?, '{}', ?, ?)",
            sid,
            json.dumps(resource),
            now,
            now,
        )
        return Content(number, sid, resource, {}, now, now)

    def find(self, sid: str) -> Content | None:
        """The resource with that SID."""
        row = self._store.one("SELECT * FROM contents WHERE sid = ?", sid)
        return _content(row) if row else None

    def newest(self, before: int, count: int) -> list[Content]:
        """Resources numbered below `before` (0: all), newest first."""
        rows = self._store.all(
            "SELECT * FROM contents WHERE ? = 0 OR id < ? ORDER BY id DESC LIMIT ?", before, before, count
        )
        return [_content(row) for row in rows]

    def replace(self, sid: str, resource: dict[str, Any]) -> None:
        """Change a resource; its approval is gone."""
        self._store.run(
            "UPDATE contents SET resource = ?, approval = '{}', updated = ? WHERE sid = ?",
            json.dumps(resource),
            iso(self._config.clock()),
            sid,
        )

    def submit(self, content: Content, name: str, category: str) -> dict[str, Any]:
        """Ask for approval: what the stand-in was told to answer, unless WhatsApp's own rules reject it."""
        problem = approval_problem(content.resource)
        approval = {
            "name": name,
            "category": category,
            "content_type": next(iter(content.resource["types"])),
            "status": "rejected" if problem else self.answer,
            "rejection_reason": problem,
            "allow_category_change": True,
        }
        self._store.run("UPDATE contents SET approval = ? WHERE sid = ?", json.dumps(approval), content.sid)
        return approval

    def delete(self, sid: str) -> bool:
        """Forget a resource; whether it was there."""
        return self._store.run("DELETE FROM contents WHERE sid = ?", sid) > 0


def _content(row: Row) -> Content:
    return Content(**{**row, "resource": json.loads(row["resource"]), "approval": json.loads(row["approval"])})
