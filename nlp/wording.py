"""Whether words speak of something, whatever else they say."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.matching.words import vocabulary
from nlp.text import normalise


def speaks_of(text: str, language: str, concepts: Iterable[str]) -> bool:
    """Whether a word of the text stands for one of these concepts of the vocabulary."""
    wanted = frozenset(concepts)
    return any(hit.concepts & wanted for hit in vocabulary(language).hits(normalise(text)))
