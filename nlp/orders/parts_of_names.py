"""Names of which only some words are said, in any order, with small words between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from nlp.index import Entry, Index
from nlp.names import is_common
from nlp.numbers import Tokens
from nlp.packs import Pack
from nlp.spelling import forms

CLOSE: Final = 0.1
MAX_HOLDERS: Final = 400
_UNORDERED: Final = 0.12


def is_closed(word: str, pack: Pack) -> bool:
    """Whether a word is one of the language, with a meaning of its own."""
    key = (word,)
    return key in pack.words.entries or key in pack.numbers.entries or key in pack.units.entries


class NamesInPart:
    """The names said in part in one message; `alternatives` are the catalogue words that each token may be."""

    def __init__(
        self, tokens: Tokens, index: Index, pack: Pack, alternatives: Sequence[Sequence[tuple[str, float]]]
    ) -> None:
        self.tokens, self.index, self.pack, self.alternatives = tokens, index, pack, alternatives
        self.said = {word for found in alternatives for word, cost in found if cost < CLOSE}

    def at(self, i: int) -> Iterator[tuple[int, Entry, float]]:
        """Names some of whose words are said, in any order, with small words between them."""
        if not self._significant(i):
            return
        at, used = i + 1, [i]
        held = self._held(i, 1.0)
        close = self._held(i, CLOSE)
        if is_common(self.tokens[i].text) or is_closed(
            self.tokens[i].text, self.pack
        ):  # a colour alone names no product
            close = {entry: value for entry, value in close.items() if entry[0] == "option" or self._headed(entry, i)}
        yield from self._covered(at, close, used)
        while held:
            if at > i + 1:
                yield from self._covered(at, held, used)
            nxt = at
            while nxt < len(self.tokens) and nxt - at < 2 and self._links(nxt):
                nxt += 1
            if nxt >= len(self.tokens) or len(used) >= 5 or not (self._significant(nxt) or self._measures(nxt)):
                return
            held = self._narrowed(held, nxt)
            used.append(nxt)
            at = nxt + 1

    def _headed(self, entry: Entry, i: int) -> bool:
        """Whether the message says all else that the entry's name is made of: "2 masala dosa and one plain"."""
        before = self.tokens[i - 1].text if i else ""
        counted = before.isdigit() or (before,) in self.pack.numbers.entries
        if not counted and "to" not in self.pack.words.entries.get((before,), {}):
            return False
        mine = {word for word, _ in self.alternatives[i]}
        names = [set(name.words) - mine for name in self.index.names(entry) if name.partial and len(name.words) > 1]
        return any(rest and rest <= self.said for rest in names)

    def _held(self, i: int, most: float) -> dict[Entry, tuple[float, int]]:
        held: dict[Entry, tuple[float, int]] = {}
        for word, cost in self.alternatives[i]:
            holders = self.index.holders(word)
            if cost > most or len(holders) > MAX_HOLDERS:
                continue
            for entry in holders:
                if entry not in held or cost < held[entry][0]:
                    held[entry] = (cost, 1)
        return held

    def _narrowed(self, held: dict[Entry, tuple[float, int]], i: int) -> dict[Entry, tuple[float, int]]:
        kept: dict[Entry, tuple[float, int]] = {}
        for word, cost in self.alternatives[i]:
            holders = self.index.holders(word)
            for entry, (so_far, count) in held.items():
                if entry in holders and (entry not in kept or so_far + cost < kept[entry][0]):
                    kept[entry] = (so_far + cost, count + 1)
        return kept

    def _covered(
        self, end: int, held: dict[Entry, tuple[float, int]], used: list[int]
    ) -> Iterator[tuple[int, Entry, float]]:
        said = [frozenset(word for word, _ in self.alternatives[i]) for i in used]
        for entry, (cost, _) in held.items():
            share = 0.0
            for name in self.index.names(entry):
                if name.partial and all(words & set(name.words) for words in said):
                    share = max(share, len(said) / len(name.words))
            if share >= 1:
                yield end, entry, cost + _UNORDERED
            elif share:
                yield end, entry, cost + 0.35 + 0.6 * (1 - share)

    def _significant(self, i: int) -> bool:
        token = self.tokens[i]
        word = self.pack.slang.get(token.text, token.text)
        if token.kind != "word" or len(word) < 3 or not self.alternatives[i]:
            return False
        if "plain" in self.pack.words.entries.get((token.text,), {}):
            return True
        if (token.text,) in self.pack.units.entries and not forms(token.text).isdisjoint(self.index.own_units.kinds):
            return True
        return not is_closed(self.tokens[i].text, self.pack) or any(
            kind != "group" for kind, _ in self.index.phrase((token.text,))
        )

    def _measures(self, i: int) -> bool:
        """Whether a token belongs to a measure that a name may hold: "gas yang 3 kg"."""
        at = i + 1 if self.tokens[i].kind == "number" else i
        return self.pack.units.at(self.tokens, at) is not None

    def _links(self, i: int) -> bool:
        classes = self.pack.words.entries.get((self.tokens[i].text,), {})
        return "of" in classes or "fill" in classes
