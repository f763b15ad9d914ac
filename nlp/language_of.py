"""Which language a message is in, by script, function words and number words; Hinglish is a language of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Final

from nlp.devanagari import is_devanagari
from nlp.matching.words import split_phrases
from nlp.packs import languages, read_data
from nlp.text import Token, normalise

SURE: Final = 0.75
LEAD: Final = 1.25
FEWEST: Final = 2
AT_HOME: Final = 1.2
LETTER: Final = 0.25
FOREIGN: Final = "not_english"  # the words of a pack that are not of its language
LONG: Final = 7
ROMANISED: Final = "-Latn"
FUNCTION_WORD: Final = 2.0
CONTENT_WORD: Final = 1.0
# Letters and digits that take turns, as in the code of an invitation, are no words: nobody means "mate" by MQV5MATE.
CODE: Final = re.compile(r"\b(?:[^\W\d_]+\d+[^\W\d_]|\d+[^\W\d_]+\d)\w*")


def language_of(
    text: str, default: str, known: Collection[str] = (), sold: Callable[[str], object] = lambda _: False
) -> tuple[str, float]:
    """The language code of a text and how sure that is, from 0 to 1.

    `known` are the codes to choose from (all, when empty). One short token never decides: what cannot be told is
    `default` with 0. What `sold` says of a word is whether goods are called so: "es teh" is a drink in Jakarta, and no
    Spanish. A text in Devanagari is hi, the same language in Latin letters hi-Latn.
    """
    tokens = [token for token in normalise(CODE.sub("", text)) if token.kind == "word"]
    if not tokens:
        return default, 0.0
    if sum(is_devanagari(token.raw) for token in tokens) * 2 >= len(tokens):
        return _allowed("hi", default, known), 1.0 if len(text) > 3 else 0.5
    home = default.split("-")[0]
    plain = [token for token in tokens if not sold(token.text)]
    scores = {code: _score(tokens if code == home else plain, told) for code, told in _evidence().items()}
    if home in scores:
        scores[home] *= AT_HOME
    ranked = sorted(scores, key=lambda code: -scores[code])
    best, second = ranked[0], ranked[1]
    enough = scores[best] >= FEWEST and scores[best] > scores[second] * LEAD
    if not enough or len(tokens) == 1 and len(tokens[0].text) < LONG:
        return default, 0.0
    code = f"{best}{ROMANISED}" if best == "hi" else best
    return _allowed(code, default, known), round(min(1.0, SURE + (scores[best] - scores[second]) / len(tokens) / 4), 3)


def _allowed(code: str, default: str, known: Collection[str]) -> str:
    if not known or code in known:
        return code
    near = [one for one in known if one.split("-")[0] == code.split("-")[0]]
    return near[0] if near else default


def _score(tokens: list[Token], evidence: Mapping[str, float]) -> float:
    """What the words prove together; one word alone proves nothing."""
    told = [evidence[t.text] * (LETTER if len(t.text) == 1 else 1) for t in tokens if t.text in evidence]
    return sum(told) if len(told) > 1 or any(len(t.text) >= LONG for t in tokens) else 0.0


@cache
def _evidence() -> Mapping[str, Mapping[str, float]]:
    """Per language its words and what each proves: function words most, words of several languages less."""
    counted = {code: _words_of(code) for code in languages()}
    return {code: {w: v / _holders(counted, w) ** 2 for w, v in words.items()} for code, words in counted.items()}


def _words_of(code: str) -> dict[str, float]:
    """The words of a language with what each would prove if no other had it."""
    small, numbers = read_data(code, "smalltalk"), read_data(code, "numbers")
    found: dict[str, float] = {}
    for phrase in split_phrases(small["stopwords"]) + split_phrases(small["fillers"]):
        found[phrase[0]] = FUNCTION_WORD
    order = {name: phrases for name, phrases in read_data(code, "order").items() if name != FOREIGN}
    ordering = [list(phrases) for phrases in order.values() if isinstance(phrases, list | dict)]
    for text in (*read_data(code, "words").values(), list(numbers.get("words", {})), *ordering):
        for phrase in split_phrases(text):
            for word in phrase:
                found.setdefault(word, CONTENT_WORD)
    return found


def _holders(counted: Mapping[str, Mapping[str, float]], word: str) -> int:
    return sum(word in words for words in counted.values())
