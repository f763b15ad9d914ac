"""Reading messages against a catalogue file from outside a chat, by the same code the chat uses."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from nlp.catalogue_file import read_catalogue
from nlp.language_of import language_of
from nlp.orders import parse_order
from nlp.predict import Shop, explain, predict_case
from nlp.predict_intent import predict_intent

MICRO: Final = 1_000_000


class Reader:
    """Messages to one shop: orders, or with a `role` what a customer or seller means.

    Without a `language` it is recognised from the words, in favour of the catalogue's own.
    """

    def __init__(self, catalogue: Path, role: str | None, language: str | None, now: datetime) -> None:
        self._file = read_catalogue(catalogue)
        self._role, self._language, self._now = role, language, now
        self._shop = Shop(self._file)

    def predict(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The prediction of one case, with the microseconds it took in `us`."""
        if self._role is None:
            return predict_case(row, self._shop, self._language_of(self._text(row)), self._now)
        started = time.perf_counter()
        found = predict_intent({"role": self._role, **row}, self._file, self._language, self._now)
        return {"id": row.get("id"), "meaning": found, "us": round((time.perf_counter() - started) * MICRO, 1)}

    def explain(self, text: str) -> list[str]:
        """What each stretch of a message was read as, and the cart it makes."""
        if self._role is not None:
            found = predict_intent({"role": self._role, "text": text}, self._file, self._language, self._now)
            return [f"{found['command']} {found['slots']}"]
        return explain(parse_order(text, (), self._shop.index, self._language_of(text)))

    def _language_of(self, text: str) -> str:
        return self._language or language_of(text, self._file.language, ())[0]

    @staticmethod
    def _text(row: Mapping[str, Any]) -> str:
        return "\n".join(turn["text"] for turn in row["turns"]) if "turns" in row else str(row["text"])
