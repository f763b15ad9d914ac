"""What somebody is called, out of the words in which he was named: "राहुल को" is राहुल, "bu rina" bears the name Rina."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from nlp.matching.words import vocabulary
from nlp.text import normalise

_POSSESSIVE: Final = re.compile(r"['’]s$")


def called(text: str, language: str) -> str:
    """The name without marks and small words around it, as the sender spelt it; the text where nothing is left."""
    words = vocabulary(language)
    parts = [_POSSESSIVE.sub("", part) for part in text.split()]
    kept = [part for part in map(_without_marks, parts) if part]
    small = (words.idle | words.links) - words.titles
    while kept and _plain(kept[-1]) in small:
        kept.pop()
    while kept and _plain(kept[0]) in small:
        kept.pop(0)
    return " ".join(kept) or text.strip()


def told(name: str, language: str) -> str:
    """The part of a name that tells it from others: without titles, in Latin letters; all of it if it is no more."""
    titles = vocabulary(language).titles
    parts = [_plain(part) for part in name.split()]
    return " ".join([part for part in parts if part not in titles] or parts)


def _without_marks(word: str) -> str:
    """A word without the punctuation at its ends; vowel signs are no punctuation."""
    inner = [n for n, sign in enumerate(word) if unicodedata.category(sign)[0] in "LMN"]
    return word[inner[0] : inner[-1] + 1] if inner else ""


def _plain(word: str) -> str:
    """A word as words are compared, Devanagari in Latin letters."""
    return "".join(token.text for token in normalise(word))
