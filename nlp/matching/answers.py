"""Answers to a question that waits: yes or no, one of numbered choices, and the words that work everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from msgspec import Struct
from rapidfuzz import fuzz

from nlp.matching.words import split_phrases, vocabulary
from nlp.numbers import read_number
from nlp.packs import FALLBACK, Lexicon, Phrase, folder_of, load_pack, read_data
from nlp.situation import Choice
from nlp.text import Token, normalise, words_of

MOST_WORDS: Final = 9
LIKE: Final = 74
LEAD: Final = 6


class Answers(Struct, frozen=True):
    """The answer words of a language with English behind it."""

    signs: Lexicon[str]
    rests: frozenset[str]
    picks: frozenset[str]
    positions: Lexicon[int]
    words: Mapping[Phrase, str]
    how_to: Lexicon[bool]


@cache
def answers(language: str) -> Answers:
    """The answer words of a language code."""
    signs: dict[Phrase, str] = {}
    positions: dict[Phrase, int] = {}
    words: dict[Phrase, str] = {}
    rests: set[str] = set()
    picks: set[str] = set()
    how_to: dict[Phrase, bool] = {}
    own = folder_of(language)
    for folder in dict.fromkeys((FALLBACK, own)):
        data = read_data(folder, "answers")
        for sign in ("none", "yes", "no", "order"):
            signs.update(dict.fromkeys(split_phrases(data.get(sign, "")), sign))
        for position, text in data["positions"].items():
            positions.update({phrase: int(position) for phrase in split_phrases(text)})
        for command, text in data["words"].items():
            words.update(dict.fromkeys(split_phrases(text), command))
        how_to.update(dict.fromkeys(split_phrases(data["how_to"]), True))
        picks |= {phrase[0] for phrase in split_phrases(data.get("picks", "")) if len(phrase) == 1}
        rests |= {phrase[0] for phrase in split_phrases(data["rests"]) if folder == own and len(phrase) == 1}
    lexicons = (Lexicon.of(positions), words, Lexicon.of(how_to))
    return Answers(Lexicon.of(signs), frozenset(rests), frozenset(picks), *lexicons)


def global_word(tokens: tuple[Token, ...], language: str) -> str | None:
    """The command of a word that works everywhere, when it stands alone."""
    said = tuple(t.text for t in tokens if t.kind not in ("mark", "line") or t.text == "?")
    if len(said) > 1:
        said = tuple(word for word in said if word != "?")
    return answers(language).words.get(said)


def asks_how(tokens: tuple[Token, ...], language: str) -> bool:
    """Whether a message asks how something is done, so that it must not be done."""
    known = answers(language).how_to
    return any(known.at(tokens, i) for i in range(len(tokens)))


def read_yes(tokens: tuple[Token, ...], language: str, *, ordering: bool = False) -> bool | None:
    """True for a plain yes, False for a plain no; None for anything that says more or something else.

    Words that tell to order are a yes only where that is the question.
    """
    data = answers(language)
    idle = vocabulary(language).idle
    heard: list[str] = []
    i = count = 0
    while i < len(tokens):
        found = data.signs.at(tokens, i)
        if found and found[0] != "none":
            heard.append(found[0])
            i += found[1]
            continue
        token = tokens[i]
        plain = token.kind in ("mark", "line") and token.text != "?"
        if not plain and token.text not in data.rests and token.text not in idle:
            return None
        i, count = i + 1, count + (token.kind == "word")
    if not heard or count > MOST_WORDS:
        return None
    if "order" in heard and "no" not in heard and not ordering:
        return None
    return "no" not in heard


def read_choice(text: str, choices: Sequence[Choice], language: str) -> int | None:
    """The index of the choice meant: by number, by position, by name or by a misspelt name that fits one alone."""
    tokens = tuple(t for t in normalise(text) if t.kind not in ("mark", "line"))
    by_number = _numbered(tokens, len(choices), language)
    if by_number is not None:
        return by_number
    said = " ".join(t.text for t in tokens)
    scores = [max((_likeness(said, name) for name in (c.label, *c.also)), default=0.0) for c in choices]
    best = max(scores, default=0.0)
    if best < LIKE or sum(score > best - LEAD for score in scores) > 1:
        return None
    return scores.index(best)


def _numbered(tokens: tuple[Token, ...], count: int, language: str) -> int | None:
    data, idle = answers(language), vocabulary(language).idle
    found: list[int] = []
    i = 0
    while i < len(tokens):
        position = data.positions.at(tokens, i)
        number = None if position else read_number(tokens, i, load_pack(language))
        if position:
            found.append(count - 1 if position[0] < 0 else position[0] - 1)
            i += position[1]
        elif number and number[0] == int(number[0]):
            found.append(int(number[0]) - 1)
            i += number[1]
        elif tokens[i].text in data.rests | data.picks or tokens[i].text in idle:
            i += 1
        else:
            return None
    return found[0] if len(found) == 1 and 0 <= found[0] < count else None


def _likeness(said: str, name: str) -> float:
    words = " ".join(words_of(name))
    if not said or not words:
        return 0.0
    if len(said) < 3:
        return 100.0 if said == words else 0.0
    return max(fuzz.ratio(said, words), fuzz.token_set_ratio(said, words) - 4)
