"""A message made ready for matching: its tokens, the concepts in it, and everything that may fill a slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from nlp.index import Index
from nlp.matching.plausible import CERTAIN
from nlp.matching.spans import Reader, Span
from nlp.matching.state import Message
from nlp.matching.words import HEARD, Hit, Vocabulary, vocabulary
from nlp.text import Token, normalise
from values import Money

SAMPLE: Final = 40
FEW: Final = 3  # one capitalised word in so many is a name
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
    named = frozenset(i for i in range(len(tokens)) if _is_name(tokens, i, words))
    hits = _not_in_names(_not_the_shops_own(words.hits(tokens), tokens, index), named, _proper(tokens))
    usual = usual_price(index)
    currency = usual.currency if usual else index.spec.currency or NO_CURRENCY
    reader = Reader(text, tokens, hits, words, index, now, language, currency)
    spans = reader.spans()
    hits = _not_units(hits, spans.get("quantity", ()))
    by_key: dict[str, list[Hit]] = defaultdict(list)
    by_concept: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_key[hit.key].append(hit)
        for concept in hit.concepts:
            by_concept[concept].append(hit)
    return Message(text, tokens, hits, spans, words, index, usual, carried, dict(by_key), dict(by_concept), named)


def _not_the_shops_own(hits: list[Hit], tokens: tuple[Token, ...], index: Index) -> list[Hit]:
    """The hits without misspelt command words that the shop's own words are."""
    own = frozenset(i for i, t in enumerate(tokens) if t.kind == "word" and index.words_like(t.text, loose=False))
    return [hit for hit in hits if hit.quality == 1 or not own.intersection(range(hit.start, hit.end))]


def _not_units(hits: list[Hit], amounts: Iterable[Span]) -> list[Hit]:
    """The hits without the words in which something is counted: "5 bungkus" has nothing to do with wrapping."""
    units = {n for span in amounts if span.quality >= CERTAIN for n in range(span.start + 1, span.end)}
    return [hit for hit in hits if not units.issuperset(range(hit.start, hit.end))]


def _not_in_names(hits: list[Hit], named: frozenset[int], proper: frozenset[int]) -> list[Hit]:
    """The hits without command words that are a name, and misspelt ones that may be."""
    kept = [hit for hit in hits if hit.quality > HEARD or not named.issuperset(range(hit.start, hit.end))]
    return [hit for hit in kept if hit.start not in proper or hit.end - hit.start > 1 or _is_value(hit)]


def _is_value(hit: Hit) -> bool:
    return any("=" in concept for concept in hit.concepts)


def _proper(tokens: tuple[Token, ...]) -> frozenset[int]:
    """Words that are capitalised where few are: they name somebody or somewhere, whatever else they mean."""
    words = [i for i, token in enumerate(tokens) if token.kind == "word"]
    large = [i for i in words if tokens[i].raw[:1].isupper() and not tokens[i].raw.isupper()]
    within = [i for i in large if i and tokens[i - 1].kind not in ("mark", "line")]
    return frozenset(within) if len(large) * FEW <= len(words) else frozenset()


def _is_name(tokens: tuple[Token, ...], i: int, words: Vocabulary) -> bool:
    """Whether a word may be a name: it is capitalised, or stands beside a title."""
    token = tokens[i]
    if token.kind != "word" or token.text in words.titles:
        return False
    titled = i > 0 and tokens[i - 1].text in words.titles
    honoured = i + 1 < len(tokens) and tokens[i + 1].text in words.honours
    first = i == 0 or tokens[i - 1].kind in ("mark", "line")
    return titled or honoured or (not first and token.raw[:1].isupper() and not token.raw.isupper())


def usual_price(index: Index) -> Money | None:
    """The middle price of the first products, to tell prices from quantities; None for an empty catalogue."""
    prices = sorted(product.price for product in islice(index.products.values(), SAMPLE))
    return prices[len(prices) // 2] if prices else None
