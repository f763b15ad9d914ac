"""A message made ready for matching: its tokens, the concepts in it, and everything that may fill a slot."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Final

from nlp.index import Index
from nlp.matching.matcher import Message
from nlp.matching.spans import Reader
from nlp.matching.words import vocabulary
from nlp.text import normalise
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
    own = frozenset(i for i, t in enumerate(tokens) if t.kind == "word" and index.words_like(t.text, loose=False))
    hits = [hit for hit in words.hits(tokens) if hit.quality == 1 or not own.intersection(range(hit.start, hit.end))]
    usual = usual_price(index)
    reader = Reader(text, tokens, hits, words, index, now, language, usual.currency if usual else NO_CURRENCY)
    return Message(text, tokens, hits, reader.spans(), words, index, usual, carried)


def usual_price(index: Index) -> Money | None:
    """The middle price of the first products, to tell prices from quantities; None for an empty catalogue."""
    prices = sorted(product.price for product in islice(index.products.values(), SAMPLE))
    return prices[len(prices) // 2] if prices else None
