"""Which commands a question such as "how do I change a price" is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from functools import cache
from typing import Final

from msgspec import Struct

from nlp.index import Index
from nlp.matching.grammar import grammar
from nlp.matching.message import Message, read_message
from nlp.matching.patterns import Grammar, Pattern
from nlp.matching.words import Hit, split_phrases, vocabulary
from nlp.packs import Phrase, folder_of, read_data

ASKING: Final = "how"
MOST: Final = 3
LEAST: Final = 0.45
CLOSE: Final = 0.25  # how far behind the best one another is worth telling
BESIDE: Final = 0.25  # what a word of a sentence costs that the question does not have


def commands_about(text: str, commands: frozenset[str], language: str, index: Index, now: datetime) -> tuple[str, ...]:
    """Those of the commands whose sentences share the question's words, best first, at most three.

    Where the question speaks of something that the language's data name, that is what it is about. Else: whoever asks
    how names no product and no amount, so what a sentence has slots for does not count.
    """
    message = read_message(text, language, index, now)
    named = [name for name in dict.fromkeys(_named(message, language)) if name in commands]
    if named:
        return tuple(named)
    rules = grammar(language, commands)
    hits = [hit for hit in message.hits if ASKING not in hit.concepts and not hit.idle]
    heard = frozenset(concept for hit in hits for concept in hit.concepts)
    words = frozenset(token.text for token in message.tokens) - {hit.key for hit in message.hits if hit not in hits}
    weight = _weight_of(hits, rules)
    best: dict[str, float] = {}
    for pattern in rules.patterns:
        shared, beside = _parts(pattern, heard, words)
        score = pattern.credit * shared / (max(weight, shared) + BESIDE * beside) if shared else 0.0
        best[pattern.command] = max(best.get(pattern.command, 0.0), score)
    ranked = sorted(best, key=lambda name: -best[name])[:MOST]
    return tuple(name for name in ranked if best[name] >= max(LEAST, best[ranked[0]] - CLOSE))


def explains(message: Message, language: str) -> bool:
    """Whether somebody asks how one of the things is done that the language's data name by several words."""
    if ASKING not in message.concepts:
        return False
    said = {token.text for token in message.tokens}
    return any(len(topic.phrase) > 1 and said.issuperset(topic.phrase) for topic in _topics(folder_of(language)))


def _named(message: Message, language: str) -> Iterable[str]:
    """The commands that the question's words name: those named by most of them, of these by most as written."""
    said = {token.text for token in message.tokens}
    heard = said | {concept for hit in message.hits for concept in hit.concepts}
    found = [topic for topic in _topics(folder_of(language)) if all(part & heard for part in topic.parts)]
    ranks = [(len(topic.parts), len(said & set(topic.phrase))) for topic in found]
    return [topic.command for topic, rank in zip(found, ranks, strict=True) if rank == max(ranks)]


class _Topic(Struct, frozen=True):
    """Words that name a command where they stand in a question, each with what it stands for."""

    command: str
    phrase: Phrase
    parts: tuple[frozenset[str], ...]


@cache
def _topics(folder: str) -> tuple[_Topic, ...]:
    meanings = vocabulary(folder).phrases
    listed = ((name, phrase) for name, text in read_data(folder, "howto").items() for phrase in split_phrases(text))
    return tuple(
        _Topic(name, phrase, tuple(meanings.get((word,), frozenset()) | {word} for word in phrase))
        for name, phrase in listed
    )


def _weight_of(hits: Sequence[Hit], rules: Grammar) -> float:
    """What the meanings in a question weigh, each word once."""
    total, seen = 0.0, 0
    for hit in sorted(hits, key=lambda one: one.start - one.end):
        if not hit.mask & seen:
            weight = max((rules.weights.get(concept, 0.0) for concept in hit.concepts), default=0.0)
            total, seen = total + weight, seen | hit.mask
    return total


def _parts(pattern: Pattern, heard: Set[str], words: Set[str]) -> tuple[float, float]:
    """What a sentence has in common with the question, and what it says beside."""
    shared = beside = 0.0
    for element in pattern.elements:
        if element.concepts & heard or element.word in words:
            shared += element.weight
        elif not element.slot:
            beside += element.weight
    return shared, beside
