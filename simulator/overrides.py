"""Twilio's connection overrides in the fragment of a URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

MAX_TOTAL_MS: Final = 15_000


@dataclass(frozen=True, slots=True)
class Overrides:
    """Connection settings of one URL: milliseconds, a number of retries, and the failures that are retried."""

    connect_ms: int = 5_000
    read_ms: int = MAX_TOTAL_MS
    total_ms: int = MAX_TOTAL_MS
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> Overrides:
        """The settings in a URL's fragment, each held within Twilio's range; what is absent keeps its default."""
        given = dict(parse_qsl(url.partition("#")[2]))
        return cls(
            connect_ms=_within(given.get("ct"), 100, 10_000, 5_000),
            read_ms=_within(given.get("rt"), 100, MAX_TOTAL_MS, MAX_TOTAL_MS),
            total_ms=_within(given.get("tt"), 100, MAX_TOTAL_MS, MAX_TOTAL_MS),
            retries=_within(given.get("rc"), 0, 5, 1),
            policy=frozenset(given.get("rp", "ct").split(",")),
        )

    def retries_on(self, failure: str) -> bool:
        """Whether this kind of failure (ct, rt, 4xx, 5xx) is tried again."""
        return bool(failure) and ("all" in self.policy or failure in self.policy)


def _within(text: str | None, low: int, high: int, default: int) -> int:
    if text is None or not text.isdigit():
        return default
    return max(low, min(high, int(text)))
