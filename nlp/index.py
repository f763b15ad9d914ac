"""A shop's catalogue as a grammar: which words name which products and options, however they are spelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import astuple
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from nlp.catalogue import CatalogueSpec, GroupSpec, OptionSpec, ProductSpec, RecipeSpec, only_owners
from nlp.names import Name, group_names, product_names, recipe_names, translations
from nlp.own_units import OwnUnits, own_units
from nlp.packs import Pack, Phrase
from nlp.spelling import CUT_OFF, ENDING, FAR, SAME, SHORTENED, SOUND, forms, is_shortened, skeleton, sound, typo_cost
from nlp.text import words_of

MAX_CACHED: Final = 5000
MAX_NEAR: Final = 200
TRANSLATED: Final = 0.25
STEM: Final = 3

K = TypeVar("K")
T = TypeVar("T")

Entry = tuple[str, int]  # ("product" | "option" | "group" | "recipe", id)


class _Tables(Struct):
    """The lookup tables; counted, so that names can be taken out again."""

    phrases: dict[Phrase, dict[Entry, float]] = field(default_factory=dict)
    prefixes: dict[Phrase, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    forms: dict[str, dict[str, float]] = field(default_factory=dict)
    sounds: dict[str, set[str]] = field(default_factory=dict)
    skeletons: dict[str, set[str]] = field(default_factory=dict)
    stems: dict[str, set[str]] = field(default_factory=dict)
    buckets: dict[str, dict[str, str]] = field(default_factory=dict)
    holders: dict[str, dict[Entry, int]] = field(default_factory=dict)
    names: dict[Entry, tuple[Name, ...]] = field(default_factory=dict)

    def copy(self) -> _Tables:
        return _Tables(*(dict(table) for table in astuple(self)))

    def put(self, entry: Entry, names: tuple[Name, ...]) -> None:
        self.names[entry] = names
        for name in names:
            entries = dict(self.phrases.get(name.words, {}))
            entries[entry] = min(name.cost, entries.get(entry, name.cost))
            self.phrases[name.words] = entries
            for size in range(1, len(name.words) + 1):
                self.prefixes[name.words[:size]] = self.prefixes.get(name.words[:size], 0) + 1
            for word in name.words:
                self._put_word(word)
                if name.partial:
                    holders = dict(self.holders.get(word, {}))
                    holders[entry] = holders.get(entry, 0) + 1
                    self.holders[word] = holders

    def take(self, entry: Entry) -> None:
        for name in self.names.pop(entry, ()):
            entries = {k: v for k, v in self.phrases.get(name.words, {}).items() if k != entry}
            _keep(self.phrases, name.words, entries)
            for size in range(1, len(name.words) + 1):
                _keep(self.prefixes, name.words[:size], self.prefixes[name.words[:size]] - 1)
            for word in name.words:
                holders = {k: v for k, v in self.holders.get(word, {}).items() if k != entry}
                _keep(self.holders, word, holders)
                self._take_word(word)

    def _put_word(self, word: str) -> None:
        known = self.words.get(word, 0)
        self.words[word] = known + 1
        if known:
            return
        for form in forms(word):
            self.forms[form] = self.forms.get(form, {}) | {word: SAME if form == word else ENDING}
        for table, key in self._keys(word):
            table[key] = table.get(key, set()) | {word}
        heard = sound(word)
        bucket = _bucket(heard)
        self.buckets[bucket] = self.buckets.get(bucket, {}) | {word: heard}

    def _take_word(self, word: str) -> None:
        self.words[word] -= 1
        if self.words[word]:
            return
        del self.words[word]
        for form in forms(word):
            _keep(self.forms, form, {k: v for k, v in self.forms[form].items() if k != word})
        for table, key in self._keys(word):
            _keep(table, key, table[key] - {word})
        bucket = _bucket(sound(word))
        _keep(self.buckets, bucket, {k: v for k, v in self.buckets[bucket].items() if k != word})

    def _keys(self, word: str) -> Iterable[tuple[dict[str, set[str]], str]]:
        return ((self.sounds, sound(word)), (self.skeletons, skeleton(word)), (self.stems, word[:STEM]))


def _keep(table: dict[K, T], key: K, value: T) -> None:
    if value:
        table[key] = value
    else:
        table.pop(key, None)


def _bucket(heard: str) -> str:
    return f"{heard[:1]}{len(heard)}"


class Index(Struct, dict=True):
    """Looks words and phrases up; immutable once built, `refresh` makes the next one."""

    spec: CatalogueSpec
    pack: Pack
    products: Mapping[int, ProductSpec]
    groups: Mapping[int, GroupSpec]
    options: Mapping[int, OptionSpec]
    group_of: Mapping[int, int]
    recipes: Mapping[int, RecipeSpec]
    tables: _Tables
    only_owner: Mapping[int, int]
    seen: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    @cached_property
    def own_units(self) -> OwnUnits:
        """The words by which the shop measures, and those for units by which it does not."""
        names = (name.words for p in self.spec.products for name in self.names(("product", p.id)))
        return own_units(self.spec.products, names, self.pack, self.tables.words)

    def words_like(self, word: str, loose: bool = True) -> tuple[tuple[str, float], ...]:
        """Catalogue words that `word` may be, with what each reading costs; `loose` allows typing errors."""
        key = word if loose else f"={word}"
        found = self.seen.get(key)
        if found is None:
            found = tuple(sorted(self._words_like(word, loose).items(), key=lambda pair: pair[1]))
            if len(self.seen) > MAX_CACHED:
                self.seen.clear()
            self.seen[key] = found
        return found

    def phrase(self, words: Phrase) -> Mapping[Entry, float]:
        """What is called exactly this, with the cost of each name."""
        return self.tables.phrases.get(words, {})

    def continues(self, words: Phrase) -> bool:
        """Whether some name begins with these words."""
        return words in self.tables.prefixes

    def holders(self, word: str) -> Mapping[Entry, int]:
        """Products and options whose names contain the word."""
        return self.tables.holders.get(word, {})

    def names(self, entry: Entry) -> tuple[Name, ...]:
        """All names of a product, option or recipe."""
        return self.tables.names.get(entry, ())

    def refresh(self, spec: CatalogueSpec) -> Index:
        """The index of a changed catalogue; only what differs is read again."""
        return _refreshed(self, spec)

    def _words_like(self, word: str, loose: bool) -> dict[str, float]:
        found: dict[str, float] = {}
        for form in forms(word):
            for known, cost in self.tables.forms.get(form, {}).items():
                _cheapest(found, known, cost + (SAME if form == word else ENDING))
        if found.get(word) == SAME or not loose or len(word) < 2 or word[0].isdigit():
            return found
        self._add_sounds(word, found)
        if found and min(found.values()) <= SOUND + ENDING:
            return found
        self._add_shortened(word, found)
        for form in forms(word):
            self._add_typos(form, found, SAME if form == word else ENDING)
        self._add_translated(word, found)
        return found

    def _add_translated(self, word: str, found: dict[str, float]) -> None:
        for other in translations(word):
            for known, cost in self.tables.forms.get(other, {}).items():
                _cheapest(found, known, TRANSLATED + cost)

    def _add_sounds(self, word: str, found: dict[str, float]) -> None:
        for form in forms(word):
            for known in self.tables.sounds.get(sound(form), ()):
                if len(known) > 2 or len(form) > 2:
                    _cheapest(found, known, SOUND + (SAME if form == word else ENDING))

    def _add_shortened(self, word: str, found: dict[str, float]) -> None:
        if is_shortened(word):
            for known in self.tables.skeletons.get(skeleton(word), ()):
                if known[0] == word[0] and len(known) > len(word):
                    _cheapest(found, known, SHORTENED)
        if len(word) < STEM or translations(word):
            return  # water is no short watermelon
        for known in self.tables.stems.get(word[:STEM], ()):
            short = len(word) == STEM and (known,) in self.tables.phrases
            if known.startswith(word) and len(known) > len(word) + 1 and not short:
                _cheapest(found, known, CUT_OFF)

    def _add_typos(self, word: str, found: dict[str, float], extra: float) -> None:
        heard = sound(word)
        if len(word) < 4 or len(heard) < 3:
            return
        firsts = {heard[:1], heard[1:2]} if len(heard) >= 5 else {heard[:1]}
        most = 1 if len(heard) < 7 else 2
        for size in range(len(heard) - most, len(heard) + most + 1):
            for first in firsts:
                bucket = self.tables.buckets.get(f"{first}{size}", {})
                for _, _, known in extract_iter(heard, bucket, scorer=OSA.distance, score_cutoff=most):
                    cost = typo_cost(word, known)
                    if cost is not None:
                        _cheapest(found, known, cost + extra)


def _cheapest(found: dict[str, float], word: str, cost: float) -> None:
    if cost < found.get(word, FAR + 1):
        found[word] = cost


def build_index(spec: CatalogueSpec, pack: Pack) -> Index:
    """The index of a catalogue; `pack` is the language of the shop, whose numbers and refusals its names may use."""
    empty = Index(CatalogueSpec((), ()), pack, {}, {}, {}, {}, {}, _Tables(), {})
    return _refreshed(empty, spec)


def _refreshed(old: Index, spec: CatalogueSpec) -> Index:
    tables = old.tables.copy()
    products = {p.id: p for p in spec.products}
    groups = {g.id: g for g in spec.groups}
    recipes = dict(enumerate(spec.recipes))
    for pid in _changed(old.products, products):
        tables.take(("product", pid))
        if pid in products and not products[pid].hidden:
            tables.put(("product", pid), product_names(products[pid]))
    for gid in _changed(old.groups, groups):
        _change_group(tables, old, gid, groups.get(gid))
    for rid in _changed(old.recipes, recipes):
        tables.take(("recipe", rid))
        if rid in recipes:
            tables.put(("recipe", rid), recipe_names(recipes[rid]))
    options = {o.id: o for g in spec.groups for o in g.options}
    group_of = {o.id: g.id for g in spec.groups for o in g.options}
    return Index(spec, old.pack, products, groups, options, group_of, recipes, tables, only_owners(spec))


def _change_group(tables: _Tables, old: Index, gid: int, group: GroupSpec | None) -> None:
    for option in old.groups[gid].options if gid in old.groups else ():
        tables.take(("option", option.id))
    tables.take(("group", gid))
    if group is not None:
        tables.put(("group", gid), (Name(words_of(group.name), 0.2),))
        for option_id, names in group_names(group, old.pack).items():
            tables.put(("option", option_id), names)


def _changed(old: Mapping[int, object], new: Mapping[int, object]) -> list[int]:
    """The ids of what is new, gone or different."""
    ids = old.keys() | new.keys()
    return [i for i in ids if old.get(i) is not new.get(i) and old.get(i) != new.get(i)]


def find_product(index: Index, text: str, limit: int = 3) -> list[tuple[int, float]]:
    """Products a text may mean, best first, with a score from 0 (nothing in common) to 1 (its very name).

    Word order, endings, typing errors and missing words are tolerated; equal scores mean that it could be either.
    """
    words = words_of(text)
    scores: dict[int, float] = {}
    for (kind, pid), cost in index.phrase(words).items():
        if kind == "product":
            scores[pid] = 1.0 - cost * 0.1
    alternatives = [dict(index.words_like(word)) for word in words]
    near: Counter[int] = Counter()
    for found in alternatives:
        near.update({pid for known in found for kind, pid in index.holders(known) if kind == "product"})
    for pid, _ in near.most_common(MAX_NEAR):
        score = max((_likeness(alternatives, name.words) for name in index.names(("product", pid))), default=0.0)
        scores[pid] = max(scores.get(pid, 0.0), score)
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], index.products[pair[0]].name))
    return [(pid, round(score, 4)) for pid, score in ranked[:limit] if score > 0.2]


def _likeness(alternatives: list[dict[str, float]], name: Phrase) -> float:
    matched = 0.0
    for found in alternatives:
        costs = [found[word] for word in name if word in found]
        if costs:
            matched += 1 - min(costs)
    if not matched:
        return 0.0
    return min(0.99, 2 * matched / (len(alternatives) + len(name)))
