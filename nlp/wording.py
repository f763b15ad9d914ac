"""What words speak of, whatever else they say; and how a name is written."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.matching.words import vocabulary
from nlp.packs import FALLBACK, folder_of, read_data
from nlp.text import normalise


def speaks_of(text: str, language: str, concepts: Iterable[str]) -> bool:
    """Whether a word of the text stands for one of these concepts of the vocabulary."""
    wanted = frozenset(concepts)
    return any(hit.concepts & wanted for hit in vocabulary(language).hits(normalise(text)))


def as_name(text: str, language: str) -> str:
    """A name as it stands on a menu or a page: typed all in small letters it gets capitals, except on the small words
    within it ("Empanada de Carne"); whoever typed a capital is taken at his word."""
    if not text.islower():
        return text
    small = {word for folder in (FALLBACK, folder_of(language)) for word in read_data(folder, "names")["small"]}
    words = text.split(" ")
    return " ".join(word if i and word in small else word[:1].upper() + word[1:] for i, word in enumerate(words))
