"""How well one sentence of the language data explains a message."""

from __future__ import annotations

from msgspec import Struct, field

from nlp.matching.message import Message
from nlp.matching.patterns import Pattern


class Match(Struct):
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
