"""Everything a stand-in remembers, in one hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulator.config import Config
from simulator.contents import Contents
from simulator.journal import Journal
from simulator.media import Media
from simulator.messages import Messages
from simulator.people import People
from simulator.store import Store

EMPTIED: Final = ("messages", "media", "contents", "tasks")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables and the settings they follow."""

    config: Config
    store: Store
    messages: Messages
    media: Media
    contents: Contents
    people: People
    journal: Journal

    def forget(self) -> None:
        """Empty every table and go back to the phones and numbers of the start."""
        with self.store.together():
            for table in EMPTIED:
                self.store.run(f"DELETE FROM {table}")
            self.journal.clear()
            self.people.forget()
        self.store.change()
