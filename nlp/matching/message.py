"""A message made ready for matching: its tokens, the concepts in it, and everything that may fill a slot."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import islice
from typing import Final

from nlp.index import Index
from nlp.matching.spans import Reader
from nlp.matching.state import Message
from nlp.matching.words import Hit, vocabulary
from nlp.text import Token, normalise
from values import Money

SAMPLE: Final = 40
MAX_TOKENS: Final = 60
NO_CURRENCY: Final = "USD"


def read_message(
    text: str, language: str, index: Index, now: datetime, carried: frozenset[str] = frozenset()
) -> Message:
    """A message with its hits and spans; `carried` are the slots of the command before.

    What lies beyond MAX_TOKENS is not looked at for commands.
    """
    tokens = normalise(text)[:MAX_TOKENS]
    words = vocabulary(language)
    hits = _not_the_shops_own(words.hits(tokens), tokens, index)
    usual = usual_price(index)
    currency = usual.currency if usual else index.spec.currency or NO_CURRENCY
    reader = Reader(text, tokens, hits, words, index, now, language, currency)
    by_key: dict[str, list[Hit]] = defaultdict(list)
    by_concept: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_key[hit.key].append(hit)
        for concept in hit.concepts:
            by_concept[concept].append(hit)
    return Message(text, tokens, hits, reader.spans(), words, index, usual, carried, dict(by_key), dict(by_concept))


def _not_the_shops_own(hits: list[Hit], tokens: tuple[Token, ...], index: Index) -> list[Hit]:
    """The hits without misspelt command words that the shop's own words are."""
    own = frozenset(i for i, t in enumerate(tokens) if t.kind == "word" and index.words_like(t.text, loose=False))
    return [hit for hit in hits if hit.quality == 1 or not own.intersection(range(hit.start, hit.end))]


def usual_price(index: Index) -> Money | None:
    """The middle price of the first products, to tell prices from quantities; None for an empty catalogue."""
    prices = sorted(product.price for product in islice(index.products.values(), SAMPLE))
    return prices[len(prices) // 2] if prices else None
