"""Reading messages against a catalogue file from outside a chat, by the same code the chat uses."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from nlp.catalogue_file import read_catalogue
from nlp.engine import Engine
from nlp.language_of import language_of
from nlp.predict import Shop, explain, predict_case, read_order
from nlp.predict_intent import plain_slots, predict_intent, situation_for

MICRO: Final = 1_000_000


class Reader:
    """Messages to one shop: orders, or with a `role` what a customer or seller means.

    Without a `language` it is recognised from the words, in favour of the catalogue's own; without an `engine` the
    rules alone read.
    """

    def __init__(
        self, catalogue: Path, role: str | None, language: str | None, now: datetime, engine: Engine | None = None
    ) -> None:
        self._file = read_catalogue(catalogue)
        self._role, self._language, self._now = role, language, now
        self._engine = engine or Engine()
        self._shop = Shop(self._file)

    def predict(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The prediction of one case, with the microseconds it took in `us`."""
        if self._role is None:
            return predict_case(row, self._shop, self._language_of(self._text(row)), self._now, self._engine)
        started = time.perf_counter()
        found = self._intent({"role": self._role, **row})
        return {"id": row.get("id"), "meaning": found, "us": round((time.perf_counter() - started) * MICRO, 1)}

    def explain(self, text: str) -> list[str]:
        """What each stretch of a message was read as, what it makes of an empty cart, and how sure that is."""
        language = self._language_of(text)
        if self._role is not None:
            situation = situation_for(self._role, self._file, language, self._now)
            found = self._engine.understand(text, situation)
            slots = plain_slots(found, self._file)
            return [*found.why, f"{found.command} {slots}", f"sure {found.sure:.2f} ({found.source})"]
        parse = read_order(text, self._shop.situation(language, self._now), self._engine)
        return explain(parse, self._shop)

    def _intent(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return predict_intent(row, self._file, self._language, self._now, self._engine)

    def _language_of(self, text: str) -> str:
        return self._language or language_of(text, self._file.language, ())[0]

    @staticmethod
    def _text(row: Mapping[str, Any]) -> str:
        return "\n".join(turn["text"] for turn in row["turns"]) if "turns" in row else str(row["text"])
