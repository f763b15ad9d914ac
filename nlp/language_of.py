"""Which language a message is in, by script, function words and number words; Hinglish is a language of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from nlp.devanagari import is_devanagari
from nlp.packs import languages, read_data
from nlp.text import Token, normalise, words_of

SURE: Final = 0.75
LEAD: Final = 1.25
FEWEST: Final = 2
ROMANISED: Final = "-Latn"


def language_of(text: str, default: str, known: Collection[str] = ()) -> tuple[str, float]:
    """The language code of a text and how sure that is, from 0 to 1.

    `known` are the codes to choose from (all, when empty). One short token never decides: what cannot be told is
    `default` with 0. A text in Devanagari is hi, the same language in Latin letters hi-Latn.
    """
    tokens = [token for token in normalise(text) if token.kind == "word"]
    if not tokens:
        return default, 0.0
    if sum(is_devanagari(token.raw) for token in tokens) * 2 >= len(tokens):
        return _allowed("hi", default, known), 1.0 if len(text) > 3 else 0.5
    scores = {code: _score(tokens, evidence) for code, evidence in _evidence().items()}
    ranked = sorted(scores, key=lambda code: -scores[code])
    best, second = ranked[0], ranked[1]
    enough = scores[best] >= FEWEST and scores[best] > scores[second] * LEAD
    if not enough or len(tokens) == 1 and len(tokens[0].text) < 7:
        return default, 0.0
    code = f"{best}{ROMANISED}" if best == "hi" else best
    return _allowed(code, default, known), round(min(1.0, SURE + (scores[best] - scores[second]) / len(tokens) / 4), 3)


def _allowed(code: str, default: str, known: Collection[str]) -> str:
    if not known or code in known:
        return code
    near = [one for one in known if one.split("-")[0] == code.split("-")[0]]
    return near[0] if near else default


def _score(tokens: list[Token], evidence: Mapping[str, float]) -> float:
    return sum(evidence.get(token.text, 0.0) for token in tokens)


@cache
def _evidence() -> Mapping[str, Mapping[str, float]]:
    """Per language its words and what each proves: function words most, words of several languages less."""
    counted: dict[str, dict[str, float]] = {}
    for code in languages():
        counted[code] = {}
        small, numbers = read_data(code, "smalltalk"), read_data(code, "numbers")
        for text, weight in ((small["stopwords"], 2.0), (small["fillers"], 1.5)):
            for part in str(text).split(","):
                for word in words_of(part)[:1]:
                    counted[code][word] = max(weight, counted[code].get(word, 0.0))
        for text in read_data(code, "words").values():
            for part in str(text).split(","):
                for word in words_of(part):
                    counted[code].setdefault(word, 1.0)
        for word in numbers.get("words", {}):
            counted[code].setdefault(" ".join(words_of(str(word))), 1.0)
    return {code: {w: v / _holders(counted, w) ** 2 for w, v in words.items()} for code, words in counted.items()}


def _holders(counted: Mapping[str, Mapping[str, float]], word: str) -> int:
    return sum(word in words for words in counted.values())
