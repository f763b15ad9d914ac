"""Devanagari to the Latin spelling people type, with the silent vowels left out."""

from __future__ import annotations

from typing import Final

_CONSONANTS: Final = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh", "ञ": "n",
    "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n", "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n",
    "प": "p", "फ": "ph", "ब": "b", "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "व": "v",
    "श": "sh", "ष": "sh", "स": "s", "ह": "h", "ळ": "l",
}  # fmt: skip
_VOWELS: Final = {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o", "औ": "au",
    "ऑ": "o", "ऍ": "e",
}  # fmt: skip
_SIGNS: Final = {
    "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o", "ौ": "au", "ॉ": "o", "ॅ": "e",
}  # fmt: skip
_NASALS: Final = "ंँ"
_SILENCER: Final = "्"
_NUKTA: Final = "़"


def is_devanagari(text: str) -> bool:
    """Whether any character of the text is Devanagari."""
    return any("\u0900" <= c <= "\u097f" for c in text)


def romanise(word: str) -> str:
    """A Devanagari word in Latin letters: मक्खन makkhan, अदरक adrak, जलेबी jalebi."""
    return _join(_silence(_sounds(word)))


def _sounds(word: str) -> list[list[str]]:
    """[consonant, vowel] pairs; the vowel `~` is the inherent one, which may be silent."""
    sounds: list[list[str]] = []
    for c in word:
        if c in _CONSONANTS:
            sounds.append([_CONSONANTS[c], "~"])
        elif c in _VOWELS:
            sounds.append(["", _VOWELS[c]])
        elif c in _SIGNS and sounds:
            sounds[-1][1] = _SIGNS[c]
        elif c == _SILENCER and sounds:
            sounds[-1][1] = ""
        elif c in _NASALS:
            sounds.append(["n", ""])
        elif c not in (_NUKTA, "\u200c", "\u200d"):
            sounds.append([c.casefold(), ""])
    return sounds


def _silence(sounds: list[list[str]]) -> list[list[str]]:
    """Drop inherent vowels at the end of a word, and between two consonants that have spoken vowels around them."""
    if len(sounds) > 1 and sounds[-1][1] == "~":
        sounds[-1][1] = ""
    for i in range(len(sounds) - 2, 0, -1):
        if sounds[i][1] == "~" and sounds[i - 1][1] and sounds[i][0] and sounds[i + 1][0] and sounds[i + 1][1]:
            sounds[i][1] = ""
    return sounds


def _join(sounds: list[list[str]]) -> str:
    return "".join(consonant + ("a" if vowel == "~" else vowel) for consonant, vowel in sounds)
