"""A message while it is matched, and how well one sentence of the language data explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp.index import Index
from nlp.matching.patterns import Pattern
from nlp.matching.spans import Span
from nlp.matching.words import Hit, Vocabulary
from nlp.text import Token
from values import Money


@dataclass(frozen=True)
class Message:
    """A message made ready for matching.

    `usual` is a middle price of the shop; `carried` are the slots that the command before may lend. `by_key` and
    `by_concept` find hits by their words and by what they mean; `named` are the tokens that may be somebody's name.
    """

    text: str
    tokens: tuple[Token, ...]
    hits: list[Hit]
    spans: Mapping[str, list[Span]]
    words: Vocabulary
    index: Index
    usual: Money | None
    carried: frozenset[str]
    by_key: Mapping[str, list[Hit]]
    by_concept: Mapping[str, list[Hit]]
    named: frozenset[int]

    def raw(self, start: int, end: int) -> str:
        """What was typed from token `start` to before token `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


@dataclass(slots=True)
class Match:
    """How well one pattern explains a message.

    `used` are the tokens explained, as bits; `gained` and `lost` what the score (about 1 at best) is made of;
    `places` where the pattern's elements stand; `missing` the slots that nothing fills; `why` which tokens became
    what.
    """

    pattern: Pattern
    slots: dict[str, object] = field(default_factory=dict)
    score: float = 0.0
    used: int = 0
    gained: float = 0.0
    lost: float = 0.0
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    why: list[tuple[int, int, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def told(self, message: Message) -> tuple[str, ...]:
        """Which words of the message became what, to be shown."""
        return tuple(f"{message.raw(start, end)} → {what}" for start, end, what in self.why)


def bits(start: int, end: int) -> int:
    """Tokens `start` to before `end` as bits."""
    return ((1 << (end - start)) - 1) << start
