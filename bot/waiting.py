"""Whose answer a chat waits for: a command, the slot the answer fills, what is remembered, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict

from nlp.situation import Choice, Pending

PATIENCE = timedelta(hours=24)


class Waiting(Struct, frozen=True):
    """A pending question. `kind` is ask, confirm or choose; each choice of a list brings its own slots."""

    kind: str
    command: str
    slot: str
    type: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    no: str = ""
    asked_by: str = ""
    expires_at: str = ""

    def stored(self, now: datetime) -> dict[str, Any]:
        """The question as the chat's row keeps it."""
        return asdict(self) | {"slots": dict(self.slots), "expires_at": (now + PATIENCE).isoformat()}

    def pending(self) -> Pending:
        """The question as the understanding of words needs to know it."""
        choices = tuple(Choice(label) for label, _ in self.choices)
        return Pending(command=self.command, slot=self.slot, type=self.type, choices=choices)


def waiting_of(stored: Mapping[str, Any] | None, now: datetime) -> Waiting | None:
    """The chat's pending question, unless there is none or it has expired."""
    if not stored or datetime.fromisoformat(stored["expires_at"]) <= now:
        return None
    choices = tuple((label, slots) for label, slots in stored["choices"])
    return Waiting(**(dict(stored) | {"choices": choices}))
