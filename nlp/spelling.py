"""Which words are the same word: endings, sound-alike spellings, abbreviations and typing errors."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from nlp.packs import FOLDER, read_yaml

SAME: Final = 0.0
ENDING: Final = 0.08
SOUND: Final = 0.2
CUT_OFF: Final = 0.28
SHORTENED: Final = 0.4
TYPO: Final = 0.45
FAR: Final = 0.8

_Folds = tuple[tuple[str, str], ...]
_Endings = tuple[tuple[str, str, int], ...]

_VOWELS: Final = re.compile(r"[aeiou]")
_DOUBLE: Final = re.compile(r"(.)\1+")


@cache
def _data() -> tuple[_Folds, _Endings, _Endings]:
    table = read_yaml(FOLDER / "sounds.yaml")
    folds = tuple((a, b) for a, b in table["folds"])
    endings = {(e, r, n) for rules in table["endings"].values() for e, r, n in rules}
    prefixes = {(e, r, n) for rules in table["prefixes"].values() for e, r, n in rules}
    return folds, tuple(sorted(endings)), tuple(sorted(prefixes))


@lru_cache(maxsize=50_000)
def forms(word: str) -> frozenset[str]:
    """The word and what it may be without its ending; words that share one are forms of each other."""
    found = {word}
    for ending, replacement, shortest in _data()[1]:
        if len(word) >= shortest and word.endswith(ending):
            found.add(word[: len(word) - len(ending)] + replacement)
    for prefix, replacement, shortest in _data()[2]:
        if len(word) >= shortest and word.startswith(prefix):
            found.add(replacement + word[len(prefix) :])
    return frozenset(found)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a word sounds, roughly: words spelled differently for the same sound have one key."""
    for written, heard in _data()[0]:
        if written in word:
            word = word.replace(written, heard)
    return _DOUBLE.sub(r"\1", word)


def skeleton(word: str) -> str:
    """The first letter and the consonants of a word, which short messages often keep alone."""
    heard = sound(word)
    return heard[:1] + _VOWELS.sub("", heard[1:])


def is_shortened(word: str) -> bool:
    """Whether a word looks as if its vowels were left out."""
    vowels = len(_VOWELS.findall(word[1:]))
    return len(word) >= 3 and (vowels == 0 or (len(word) >= 4 and vowels == 1))


def typo_cost(word: str, known: str) -> float | None:
    """What it costs to read `word` as `known` by typing errors; None when they are too far apart."""
    if word.isdigit() or known.isdigit() or min(len(word), len(known)) < 4:
        return None
    a, b = sound(word), sound(known)
    size = min(len(a), len(b))
    allowed = 0 if size < 4 else 1 if size < 7 else 2
    if not allowed:
        return None
    distance = OSA.distance(a, b, score_cutoff=allowed)
    if distance > allowed:
        return None
    if size < 5 and (a[0] != b[0] or min(len(word), len(known)) < 5):
        return None
    return TYPO if distance <= 1 else FAR
