"""Where a message names products and options: whole names, refused and qualified ones, and names in part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from nlp.index import Entry, Index
from nlp.names import EXTRA, LIGHT, NO, SYNONYM
from nlp.numbers import Tokens
from nlp.orders.items import DOUBTFUL, Candidates, Item
from nlp.orders.parts_of_names import CLOSE, NamesInPart, is_closed
from nlp.packs import Pack, Phrase, unit_sizes
from nlp.spelling import TYPO

SIGNS = {
    NO: ("not_before", "not_after"),
    EXTRA: ("extra_before", "extra_after"),
    LIGHT: ("light_before", "light_after"),
}
Classes = list[tuple[int, Mapping[str, Decimal]]]

_SMALL = frozenset(("modal", "question", "and", "or", "of"))
_WORD = 2.0
_PARTIAL = 1.0
_FUZZY = 30
_NAME = 0.4
_GROUP = 0.3
_SAME_FORM = 0.17
_SPELT = 0.05


class Mentions:
    """The names that begin at each token of one message."""

    def __init__(self, tokens: Tokens, index: Index, pack: Pack) -> None:
        self.tokens, self.index, self.pack = tokens, index, pack
        self.fuzzy = _FUZZY
        self.phrases = [self._phrases(i) for i in range(len(tokens))]
        self.signs = self._signs()
        self.inside = self._inside()
        self.alternatives = [self._alternatives(i) for i in range(len(tokens))]
        self.partial = NamesInPart(tokens, index, pack, self.alternatives)

    def at(self, i: int) -> list[Item]:
        """Items for every name that begins at token `i`."""
        found: dict[int, dict[Entry, tuple[float, bool]]] = {}
        signs: dict[int, str] = {}
        for end, entry, cost, sign in self._whole(i):
            _cheapest(found.setdefault(end, {}), entry, cost, False)
            if sign:
                signs[end] = sign
        for end, entry, cost in self.partial.at(i):
            measured = cost < DOUBTFUL and any(self.tokens[k].kind == "number" for k in range(i, end))
            _cheapest(found.setdefault(end, {}), entry, cost, not measured)
        items = [self._item(i, end, entries) for end, entries in found.items()]
        for item in items:
            if item.end in signs:
                item.inner, item.inner_sign = self._inner(i, item.end, signs[item.end]), signs[item.end]
        return items

    def _signs(self) -> dict[str, bool]:
        """The signs that names of the shop have and the message says, and whether it says them behind a name."""
        said = {name for found in self.phrases for _, classes in found for name in classes}
        known = ((sign, words) for sign, words in SIGNS.items() if self.index.continues((sign,)))
        return {sign: words[1] in said for sign, words in known if not said.isdisjoint(words)}

    def _inner(self, start: int, end: int, sign: str) -> Candidates:
        """The options named inside a refused or qualified name."""
        front, back = SIGNS[sign]
        begins = [start + size for size, classes in self.words_at(start) if front in classes]
        ends = [k for k in range(start + 1, end) for size, c in self.words_at(k) if k + size == end and back in c]
        spans = [(b, end) for b in begins] + [(start, e) for e in ends] + [(start, e - 1) for e in ends]
        found: dict[int, float] = {}
        for b, e in spans:
            for stop, (kind, oid), cost in self._walk((), b, 0.0):
                if stop == e and kind == "option" and cost < found.get(oid, 1.0):
                    found[oid] = cost
        return tuple(sorted(found.items(), key=lambda pair: pair[1]))

    def names(self, i: int) -> bool:
        """Whether a token clearly belongs to some name of the catalogue."""
        return i < len(self.alternatives) and any(cost < CLOSE for _, cost in self.alternatives[i])

    def sells(self, i: int) -> bool:
        """Whether a token alone is the whole name of something; a unit is none that is only spelt like it."""
        units, text = self.pack.units.entries, self.tokens[i].text
        unit, own = units.get((text,)), (text, self.pack.slang.get(text))
        names = [word for word in self.close(i) if self.index.phrase((word,))]
        return any(unit is None or word in own or units.get((word,)) == unit for word in names)

    def close(self, i: int) -> list[str]:
        """The words of the catalogue that a token is a form of."""
        return [word for word, cost in self.alternatives[i] if cost < _SAME_FORM]

    def _inside(self) -> list[bool]:
        """For each token whether it belongs to a phrase of several words, which none of them is misspelt in."""
        inside = [False] * len(self.tokens)
        for i, found in enumerate(self.phrases):
            longest = max((size for size, _ in found), default=1)
            if longest > 1:
                inside[i : i + longest] = [True] * longest
        return inside

    def _alternatives(self, i: int) -> tuple[tuple[str, float], ...]:
        token = self.tokens[i]
        if token.kind not in ("word", "number"):
            return ()
        closed = is_closed(self.tokens[i].text, self.pack) or self.inside[i] or token.text in self.pack.common
        loose = not closed and token.kind == "word" and self.fuzzy > 0
        self.fuzzy -= loose
        found = self.index.words_like(token.text, loose) + self._other_spellings(token.text) + self._digits(token.text)
        if not _SMALL.isdisjoint(self.pack.words.entries.get((token.text,), {})):
            return tuple(pair for pair in found if not pair[1])  # "can" is no form of "cane"
        full = self.pack.slang.get(token.text)
        if full is None:
            return found
        written_out = {word: cost + 0.1 for word, cost in self.index.words_like(full)}
        return tuple((word, min(cost, written_out.pop(word, cost))) for word, cost in found) + tuple(
            written_out.items()
        )

    def _other_spellings(self, word: str) -> tuple[tuple[str, float], ...]:
        """A unit as the catalogue writes it: "gr" where a name says "gram"."""
        unit = self.pack.units.entries.get((word,))
        measures = unit is not None and unit_sizes().get(unit, ("count",))[0] != "count"
        spelt = self.pack.spellings[unit] if unit is not None and measures else ()
        return tuple((other, _SPELT) for other in spelt if other != word and self.index.holders(other))

    def _digits(self, word: str) -> tuple[tuple[str, float], ...]:
        """A number word as the catalogue writes it: "do litre" where a name says "2 litre"."""
        if word not in self.pack.few:
            return ()
        digits = str(int(self.pack.numbers.entries[(word,)][1]))
        return ((digits, _SPELT),) if self.index.holders(digits) else ()

    def _whole(self, i: int) -> Iterator[tuple[int, Entry, float, str]]:
        for end, entry, cost in self._walk((), i, 0.0):
            yield end, entry, cost, ""
        before = self.words_at(i)
        for sign in self.signs:
            yield from ((end, entry, cost, sign) for end, entry, cost in self._signed(i, sign, before))

    def _signed(self, i: int, sign: str, before: Classes) -> Iterator[tuple[int, Entry, float]]:
        """Names with a refusal or qualifier in front of them or behind."""
        front, back = SIGNS[sign]
        for size, classes in before:
            if front in classes and not (back in classes and self._refused_before(i, sign)):
                yield from self._walk((sign,), i + size, 0.02)
        if not self.signs[sign]:
            return
        for end, entry, cost in self._walk((sign,), i, 0.02):
            for at in self._followed(end, sign):
                yield at, entry, cost

    def _refused_before(self, i: int, sign: str) -> bool:
        """Whether a refusal that may stand on both sides follows a name, where verbs come last: "cream mat daalna"."""
        return sign == NO and self.pack.verb_last and i > 0 and self.names(i - 1)

    def _followed(self, end: int, sign: str) -> Iterator[int]:
        """Where the words end that refuse or qualify what ended at `end`, a small word between them allowed."""
        front, back = SIGNS[sign]
        small = end < len(self.tokens) and "fill" in self.pack.words.entries.get((self.tokens[end].text,), {})
        for at in (end, end + 1) if small else (end,):
            for size, classes in self.words_at(at):
                if back in classes and not (front in classes and self._begins_name(at + size)):
                    yield at + size

    def _begins_name(self, i: int) -> bool:
        """Whether a token begins a name, or may be the name of something that is not sold here."""
        if i >= len(self.tokens) or self.tokens[i].kind != "word":
            return False
        if not self.words_at(i) and not is_closed(self.tokens[i].text, self.pack):
            return True
        return any(self.index.continues((*prefix, word)) for word, _ in self.alternatives[i] for prefix in ((), (NO,)))

    def words_at(self, i: int) -> Classes:
        """The phrases of the language that begin at a token: how long they are and what they do."""
        return self.phrases[i] if i < len(self.phrases) else []

    def _phrases(self, i: int) -> Classes:
        lexicon = self.pack.words
        longest = lexicon.longest.get(self.tokens[i].text)
        found: Classes = []
        if longest is not None:
            for size in range(1, min(longest, len(self.tokens) - i) + 1):
                classes = lexicon.entries.get(tuple([t.text for t in self.tokens[i : i + size]]))
                if classes:
                    found.append((size, classes))
        return found

    def _walk(self, prefix: Phrase, i: int, cost: float) -> Iterator[tuple[int, Entry, float]]:
        """Names that begin with `prefix` and go on at token `i`, misspelt words included."""
        if i >= len(self.tokens):
            return
        if self.tokens[i].text in (".", "'", "-") and prefix and self.tokens[i].glued:
            yield from self._walk(prefix, i + 1, cost)
            return
        for word, more in self.alternatives[i]:
            words = (*prefix, word)
            if self.index.continues(words):
                likely = more < TYPO  # a misspelt word is none that only means the same
                found = self.index.phrase(words).items()
                yield from ((i + 1, entry, cost + more + own) for entry, own in found if likely or own < SYNONYM)
                yield from self._walk(words, i + 1, cost + more)
        if not prefix:
            yield from self._joined(i, cost)

    def _joined(self, i: int, cost: float) -> Iterator[tuple[int, Entry, float]]:
        """Names written as one word that were typed as two."""
        pair = self.tokens[i : i + 2]
        if len(pair) == 2 and pair[0].kind == pair[1].kind == "word":
            found = self.index.phrase((pair[0].text + pair[1].text,)).items()
            # "and a" is not the word for eggs in another language
            yield from ((i + 2, entry, cost + own + 0.05) for entry, own in found if own < SYNONYM)

    def _item(self, start: int, end: int, entries: dict[Entry, tuple[float, bool]]) -> Item:
        products = sorted(((i, c) for (kind, i), (c, _) in entries.items() if kind == "product"), key=lambda p: p[1])
        options = sorted(((i, c) for (kind, i), (c, _) in entries.items() if kind == "option"), key=lambda p: p[1])
        recipes = [i for (kind, i), _ in entries.items() if kind == "recipe"]
        groups = [i for (kind, i), _ in entries.items() if kind == "group"]
        cost, partial = min(entries.values())
        size = sum(1 for t in self.tokens[start:end] if t.kind != "mark")
        score = (_PARTIAL if partial else _WORD) * size - _NAME - 1.2 * cost
        if not products and not partial:
            score -= 0.1
        if groups and not products and not options:
            score = _GROUP
        return Item(
            start,
            end,
            score,
            tuple(products),
            tuple(options),
            recipes[0] if recipes else None,
            group=groups[0] if groups else None,
            partial=partial,
            signed=end - start > 1 and any("not_before" in classes for _, classes in self.words_at(start)),
        )


def _cheapest(entries: dict[Entry, tuple[float, bool]], entry: Entry, cost: float, partial: bool) -> None:
    if entry not in entries or cost < entries[entry][0]:
        entries[entry] = (cost, partial)
