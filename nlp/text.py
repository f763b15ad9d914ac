"""Text to tokens that can be compared: one spelling for every way of typing the same characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from msgspec import Struct

from nlp.devanagari import is_devanagari, romanise

MAX_CHARS: Final = 4096
MAX_DIGITS: Final = 18  # what is longer counts nothing

_MARKS = "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
_LETTER = rf"(?:[^\W\d_¼½¾⅓⅔⅛]|[{_MARKS}])"
# Capitals and digits that take turns, as the number of a payment has: no part of it counts anything.
_CODE = r"(?<!\w)(?=[A-Z\d]{8,}(?!\w))(?:\d*[A-Z]+\d+[A-Z]+\d*[A-Z\d]*)(?!\w)"
_TOKEN = re.compile(
    rf"(?P<code>{_CODE})"
    rf"|(?P<word>{_LETTER}+(?:['’`´]{_LETTER}+)*)"
    r"|(?P<time>\d{1,2}:\d{2})"
    r"|(?P<number>\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+[.,]\d+|\d+/\d+|\d+|[¼½¾⅓⅔⅛])"
    r"|(?P<line>\n+)"
    r"|(?P<mark>[^\s\w])",
)
_VULGAR: Final = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8"}
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans("", "", "'’`´\u200c\u200d")


class Token(Struct, frozen=True):
    """A piece of text: `text` is what is compared, `raw` what was typed, `start`:`end` where it stands.

    `kind` is word, number, time, line (a line break) or mark. `glued` says that nothing stood between it and the
    token before ("250gm" is 250 and a glued gm).
    """

    text: str
    raw: str
    start: int
    end: int
    kind: str
    glued: bool = False


@lru_cache(maxsize=16)  # a message is taken apart for its language, for its sentence and for its order
def normalise(text: str) -> tuple[Token, ...]:
    """Tokens of a text with their offsets: NFKC, case folded, without accents, Devanagari romanised, digits ASCII.

    Text beyond MAX_CHARS is not read. Hyphens inside words and the underscores of chat markup are no tokens.
    """
    found: list[Token] = []
    text = text[:MAX_CHARS]
    end = 0
    for match in _TOKEN.finditer(text):
        raw, kind = match.group(), str(match.lastgroup)
        if kind == "mark":
            if raw in "-–—" and not _between_digits(text, match.start(), match.end()):
                continue
            if unicodedata.category(raw)[0] in "MC":
                continue
        if kind == "code" or (kind == "number" and len(raw) > MAX_DIGITS):
            kind = "word"
        glued = bool(found) and match.start() == end
        found.append(Token(_form(raw, kind), raw, match.start(), match.end(), kind, glued))
        end = match.end()
    return tuple(found)


def words_of(text: str) -> tuple[str, ...]:
    """The comparable words and numbers of a name or phrase, marks left out."""
    return tuple(token.text for token in normalise(text) if token.kind not in ("mark", "line"))


def fold(word: str) -> str:
    """One word in its comparable form."""
    return _fold(word)


def _between_digits(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return before[-1:].isdigit() and after[:1].isdigit()


def _form(raw: str, kind: str) -> str:
    if kind == "word":
        return _fold(raw)
    if kind in ("number", "time"):
        return _VULGAR.get(raw) or "".join(c if c in ".,/:" else str(unicodedata.digit(c)) for c in raw)
    return "\n" if kind == "line" else raw


@lru_cache(maxsize=20_000)
def _fold(raw: str) -> str:
    if is_devanagari(raw):
        return romanise(unicodedata.normalize("NFC", raw))
    plain = unicodedata.normalize("NFKD", raw.translate(_APOSTROPHES).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _STRETCHED.sub(r"\1", plain)
