"""Several commands in one message: one per line, or joined by the language's words for "and"."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from nlp.matching.message import Message
from nlp.matching.spans import Span
from nlp.packs import FALLBACK, folder_of, read_data

MOST: Final = 20
NAMING: Final = ("product", "order")
PLAINLY: Final = 0.95
LINES: Final = re.compile(r"\s*[\n;]+\s*")


def parts_of(text: str, language: str) -> tuple[str, ...]:
    """The parts of a message that may each be a command, at most MOST of them."""
    lines = [line for line in LINES.split(text.strip()) if line]
    if len(lines) > 1:
        return tuple(lines[:MOST])
    return tuple(part.strip() for part in _joints(language).split(text.strip()) if part.strip())[:MOST]


def runs_of(message: Message) -> tuple[str, ...]:
    """The parts of a message that names one thing after the other with nothing between: "rice is 15 coffee is 2"."""
    spans = sorted({(one.start, one.end) for kind in NAMING for one in _named(message, kind)})
    starts = [start for n, (start, _) in enumerate(spans) if not n or start >= spans[n - 1][1]]
    cuts = [0, *starts[1:], len(message.tokens)]
    if len(starts) < 2 or not all(_tells(message, a, b) for a, b in pairwise(cuts)):
        return ()
    return tuple(message.raw(start, end) for start, end in pairwise(cuts))


def _named(message: Message, kind: str) -> list[Span]:
    return [span for span in message.spans.get(kind, ()) if span.quality >= PLAINLY]


def _tells(message: Message, start: int, end: int) -> bool:
    """Whether a word with a meaning, or a number beside a product, says what is to become of what is named."""
    meant = any(start <= hit.start and hit.end <= end and not hit.idle and hit.quality == 1 for hit in message.hits)
    counted = any(token.kind == "number" for token in message.tokens[start + 1 : end])
    return meant or counted


@cache
def _joints(language: str) -> re.Pattern[str]:
    # As they are typed, each in its own letters.
    words = {
        word.strip()
        for folder in (FALLBACK, folder_of(language))
        for word in read_data(folder, "smalltalk")["links"].split(",")
    }
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\s*,\s+|\s+(?:{joined})\s+", re.IGNORECASE)
