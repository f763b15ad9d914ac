"""Which commands answered in a dialogue, and in which language: told by the shop's own log, never by a file."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from bot.commands import REGISTRY

LOG = logging.getLogger("bot.perform")


class Done(logging.Handler):
    """The commands that ran and were committed while this listened. A refused one is not among them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._found: dict[str, set[str]] = {}

    def __enter__(self) -> Done:
        self._level = LOG.level
        LOG.setLevel(logging.DEBUG)
        LOG.addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        LOG.removeHandler(self)
        LOG.setLevel(self._level)

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == "commands_done":
            told = record.__dict__
            self._found.setdefault(told["language"], set()).update(told["commands"])

    def told(self) -> dict[str, list[str]]:
        """By language, what people can say themselves; what only answers a question is left out."""
        said = {language: sorted(name for name in names if _spoken(name)) for language, names in self._found.items()}
        return {language: said[language] for language in sorted(said) if said[language]}


def _spoken(name: str) -> bool:
    return not REGISTRY[name].waits


def untrue(content: Mapping[str, Any], found: Mapping[str, Iterable[str]]) -> list[str]:
    """What a dialogue says it does, and did not do."""
    claimed = [(language, name) for language, names in content.get("done", {}).items() for name in names]
    return [f"{name} in {language}" for language, name in claimed if name not in found.get(language, ())]
