"""The sentences compiled for matching: what each consists of and how much every part weighs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from math import log
from typing import Final

from msgspec.structs import replace

from nlp.matching.patterns import (
    NUMBERED,
    SLOT_WEIGHTS,
    TELLING,
    Element,
    Grammar,
    Pattern,
    expand,
    sentence_data,
    slot_data,
)
from nlp.matching.words import Vocabulary, vocabulary
from nlp.packs import FALLBACK, folder_of
from nlp.text import normalise

ANYTHING: Final = "..."
BORROWED: Final = 0.96
LITERAL: Final = 0.8
IDLE: Final = 0.6
WORDLESS: Final = 0.85
ASIDE: Final = 0.35
FREE_SLOTS: Final = frozenset({"text", "reason", "name", "customer"})
LEAST_FIRM: Final = 0.6
BARE: Final = ({"order"},)


@cache
def grammar(language: str, commands: frozenset[str]) -> Grammar:
    """The patterns of a language, and the English ones behind them, for the commands that exist."""
    own = folder_of(language)
    words = vocabulary(language)
    found: dict[tuple[str, tuple[Element, ...], bool], Pattern] = {}
    for folder in dict.fromkeys((own, FALLBACK)):
        reader = words if folder == own else vocabulary(FALLBACK)
        for command, entry in sentence_data(folder).items():
            if command in commands:
                for pattern in _compiled(command, entry["sentences"], reader, 1.0 if folder == own else BORROWED):
                    found.setdefault((command, pattern.elements, pattern.loose), pattern)
    return _weighed(tuple(found.values()))


def _compiled(command: str, sentences: Iterable[str], words: Vocabulary, credit: float) -> Iterable[Pattern]:
    for sentence in sentences:
        for variant in expand(sentence):
            elements = tuple(_elements(variant, words))
            if tells_enough(elements):
                wordless = all(element.slot for element in elements)
                loose, colon = ANYTHING in variant, ":" in variant
                own = credit * (WORDLESS if {element.slot for element in elements} in NUMBERED else 1)
                yield Pattern(command, sentence, elements, loose, own, colon=colon, wordless=wordless)


def tells_enough(elements: tuple[Element, ...]) -> bool:
    """Whether a pattern says something: a word with a meaning, or a value that only this can be about."""
    slots = {element.slot for element in elements if element.slot}
    return len(slots) < len(elements) or bool(slots & TELLING) or slots in (*NUMBERED, *BARE)


def _elements(sentence: str, words: Vocabulary) -> Iterable[Element]:
    end = 0
    for match in re.finditer(r"\{(\w+)\}|<(\w+)>|\.\.\.", sentence):
        yield from _words(sentence[end : match.start()], words)
        if match[1]:
            yield Element(slot=match[1])
        if match[2]:
            yield Element(word=match[0], concepts=frozenset({match[2]}), weight=1.0)
        end = match.end()
    yield from _words(sentence[end:], words)


def _words(text: str, words: Vocabulary) -> Iterable[Element]:
    tokens = tuple(token for token in normalise(text) if token.kind == "word" or token.text in ("+", "-", "#"))
    hits = words.hits(tokens)
    taken = 0
    chosen = []
    for hit in hits:
        if not hit.mask & taken:
            taken |= hit.mask
            element = Element(word=hit.key, concepts=hit.concepts, weight=IDLE if hit.idle else 1.0)
            chosen.append((hit.start, element))
    for i, token in enumerate(tokens):
        if not taken >> i & 1 and token.text not in words.idle:
            chosen.append((i, Element(word=token.text)))
    return [element for _, element in sorted(chosen, key=lambda pair: pair[0])]


def _weighed(patterns: tuple[Pattern, ...]) -> Grammar:
    """Weights by rarity: what few commands share tells them apart."""
    users: dict[str, set[str]] = defaultdict(set)
    uses: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for pattern in patterns:
        totals[pattern.command] += 1
        for key in {key for element in pattern.elements for key in _keys(element)}:
            users[key].add(pattern.command)
            uses[pattern.command, key] += 1
    count = max(2, len(totals))
    weights = {key: max(0.15, 1 - log(len(who)) / log(count)) for key, who in users.items()}
    bearing = {(command, key): n / totals[command] for (command, key), n in uses.items()}
    done = tuple(_with_weights(pattern, weights) for pattern in patterns)
    return Grammar(done, tuple(LEAST_FIRM + pattern.firm for pattern in done), *_postings(done), weights, bearing)


def _keys(element: Element) -> Iterable[str]:
    if element.slot:
        return ()
    return element.concepts or (f"={element.word}",)


def _with_weights(pattern: Pattern, weights: Mapping[str, float]) -> Pattern:
    elements = []
    for element in pattern.elements:
        if element.slot:
            aside = slot_data()["aside"].get(pattern.command) == element.slot
            weight = SLOT_WEIGHTS.get(element.slot, 0.8) * (ASIDE if aside else 1)
        elif element.concepts:
            weight = element.weight * max(weights[concept] for concept in element.concepts)
        else:
            weight = LITERAL * weights[f"={element.word}"]
        elements.append(Element(element.slot, element.word, element.concepts, weight))
    firm = sum(element.weight for element in elements if element.slot not in FREE_SLOTS)
    return replace(pattern, elements=tuple(elements), firm=firm)


Postings = Mapping[str, tuple[tuple[int, float], ...]]


def _postings(patterns: tuple[Pattern, ...]) -> tuple[Postings, Postings, Postings]:
    concepts: dict[str, dict[int, float]] = defaultdict(dict)
    words: dict[str, dict[int, float]] = defaultdict(dict)
    slots: dict[str, dict[int, float]] = defaultdict(dict)
    for number, pattern in enumerate(patterns):
        for element in pattern.elements:
            if element.slot:
                slots[element.slot][number] = element.weight
            for concept in element.concepts:
                concepts[concept][number] = concepts[concept].get(number, 0.0) + element.weight / len(element.concepts)
            if element.word and not element.concepts:
                words[element.word][number] = element.weight
    return tuple({k: tuple(v.items()) for k, v in table.items()} for table in (concepts, words, slots))  # type: ignore[return-value]
