"""Several commands in one message: one per line, or joined by the language's words for "and"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from nlp.matching.words import split_phrases
from nlp.packs import FALLBACK, folder_of, read_data

MOST: Final = 20
LINES: Final = re.compile(r"\s*[\n;]+\s*")


def parts_of(text: str, language: str) -> tuple[str, ...]:
    """The parts of a message that may each be a command, at most MOST of them."""
    lines = [line for line in LINES.split(text.strip()) if line]
    if len(lines) > 1:
        return tuple(lines[:MOST])
    return tuple(part.strip() for part in _joints(language).split(text.strip()) if part.strip())[:MOST]


@cache
def _joints(language: str) -> re.Pattern[str]:
    words = {
        " ".join(phrase)
        for folder in (FALLBACK, folder_of(language))
        for phrase in split_phrases(read_data(folder, "smalltalk")["links"])
    }
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\s*,\s+|\s+(?:{joined})\s+", re.IGNORECASE)
