"""A message made ready for matching: its tokens, the concepts in it, and everything that may fill a slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Final

from msgspec import Struct

from nlp.index import Index
from nlp.matching.reader import Reader
from nlp.matching.spans import CERTAIN, Span
from nlp.matching.words import HEARD, Hit, Vocabulary, vocabulary
from nlp.text import Token, normalise

FEW: Final = 3  # one capitalised word in so many is a name
MAX_TOKENS: Final = 60
NO_CURRENCY: Final = "USD"


class Message(Struct, frozen=True, dict=True):
    """A message made ready for matching; what its words mean and what may fill a slot is found when it is asked for.

    `carried` are the slots that the command before may lend. Several tokens together are bits: the first is the lowest.
    """

    text: str
    tokens: tuple[Token, ...]
    language: str
    words: Vocabulary
    index: Index
    now: datetime
    carried: frozenset[str]

    @cached_property
    def hits(self) -> list[Hit]:
        """The words that stand for concepts."""
        return _not_units(self._meanings, self.spans.get("quantity", ()))

    @cached_property
    def spans(self) -> Mapping[str, list[Span]]:
        """What may fill a slot, by its type."""
        usual = self.index.spec.usual_price
        currency = usual.currency if usual else self.index.spec.currency or NO_CURRENCY
        return Reader(
            self.text, self.tokens, self._meanings, self.words, self.index, self.now, self.language, currency
        ).spans()

    @cached_property
    def named(self) -> frozenset[int]:
        """The tokens that may be somebody's name."""
        return frozenset(i for i in range(len(self.tokens)) if _is_name(self.tokens, i, self.words))

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What its words stand for."""
        return frozenset(self.by_concept)

    @cached_property
    def meant(self) -> frozenset[str]:
        """Its words, alone and together, as they are compared, and what they stand for."""
        return self.concepts.union((token.text for token in self.tokens), self.by_key)

    @cached_property
    def by_key(self) -> Mapping[str, list[Hit]]:
        """The hits by their words."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.hits:
            found[hit.key].append(hit)
        return dict(found)

    @cached_property
    def by_concept(self) -> Mapping[str, list[Hit]]:
        """The hits by what they mean."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.hits:
            for concept in hit.concepts:
                found[concept].append(hit)
        return dict(found)

    @cached_property
    def heard(self) -> int:
        """The tokens that stand for a concept."""
        return _together(hit.mask for hit in self.hits)

    @cached_property
    def spare(self) -> int:
        """The words that have no meaning of their own."""
        plain = (1 << i for i, token in enumerate(self.tokens) if self._is_plain(token))
        return _together(plain) & ~_together(hit.mask for hit in self.hits if hit.quality == 1)

    @cached_property
    def dated(self) -> int:
        """The tokens of days that are told by more than one."""
        days = (day for day in self.spans.get("until", ()) if not isinstance(day.value, datetime))
        return _together(day.mask for day in days if day.end - day.start > 1)

    @cached_property
    def is_priced(self) -> bool:
        """Whether it speaks of a price and has one number for it."""
        spoken = any(hit.quality == 1 and not hit.idle for hit in self.by_concept.get("price", ()))
        return spoken and sum(token.kind == "number" for token in self.tokens) == 1

    @cached_property
    def _meanings(self) -> list[Hit]:
        """The hits with the units of amounts among them."""
        own = _not_the_shops_own(self.words.hits(self.tokens), self.tokens, self.index)
        return _not_in_names(own, self.named, _proper(self.tokens))

    def _is_plain(self, token: Token) -> bool:
        return token.kind == "word" and token.text not in self.words.idle and token.text not in self.words.plain

    def raw(self, start: int, end: int) -> str:
        """What was typed from token `start` to before token `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def read_message(
    text: str, language: str, index: Index, now: datetime, carried: frozenset[str] = frozenset()
) -> Message:
    """A message made ready; `carried` are the slots of the command before.

    What lies beyond MAX_TOKENS is not looked at for commands.
    """
    return Message(text, normalise(text)[:MAX_TOKENS], language, vocabulary(language), index, now, carried)


def _together(masks: Iterable[int]) -> int:
    together = 0
    for mask in masks:
        together |= mask
    return together


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
