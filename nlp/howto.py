"""Which commands a question such as "how do I change a price" is about."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Final

from nlp.index import Index
from nlp.matching.message import read_message
from nlp.matching.patterns import Grammar, Pattern, grammar
from nlp.matching.words import Hit

ASKING: Final = "how"
MOST: Final = 3
LEAST: Final = 0.45
CLOSE: Final = 0.25  # how far behind the best one another is worth telling
BESIDE: Final = 0.25  # what a word of a sentence costs that the question does not have


def commands_about(text: str, commands: frozenset[str], language: str, index: Index, now: datetime) -> tuple[str, ...]:
    """Those of the commands whose sentences share the question's words, best first, at most three.

    Whoever asks how names no product and no amount: what a sentence has slots for does not count.
    """
    message = read_message(text, language, index, now)
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
