"""Language packs: the words of a language as data, read once, with English behind every other language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import yaml
from msgspec import Struct

from nlp.text import Token, fold, words_of

FOLDER: Final = Path(__file__).parent / "packs"
FALLBACK: Final = "en"
_SHORTEST_UNIT: Final = 3  # that "one" is written together with

Phrase = tuple[str, ...]
V = TypeVar("V")


class Lexicon(Struct, Generic[V], frozen=True):
    """Phrases and what they stand for; the longest phrase that begins at a token wins."""

    entries: Mapping[Phrase, V]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, entries: Mapping[Phrase, V]) -> Lexicon[V]:
        """A lexicon of phrases already split into comparable words."""
        longest: dict[str, int] = {}
        for phrase in entries:
            longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
        return cls(entries, longest)

    def at(self, tokens: tuple[Token, ...], i: int) -> tuple[V, int] | None:
        """The value of the longest phrase that begins at token `i` and how many tokens it takes."""
        longest = self.longest.get(tokens[i].text) if i < len(tokens) else None
        if longest is None:
            return None
        for size in range(min(longest, len(tokens) - i), 0, -1):
            phrase = tuple(token.text for token in tokens[i : i + size])
            if phrase in self.entries:
                return self.entries[phrase], size
        return None


class Pack(Struct, frozen=True, dict=True):
    """What a language says about numbers, units, money and orders; `lexicons` holds each class of words by name."""

    language: str
    decimal: str
    compose: str
    spoken_price: Decimal
    fraction_follows: bool
    numbers: Lexicon[tuple[str, Decimal]]
    joiners: frozenset[str]
    ordinals: frozenset[str]
    order_signs: frozenset[str]
    units: Lexicon[str]
    amounts: Lexicon[tuple[Decimal, str]]
    signs: Lexicon[str]
    thousands: Lexicon[Decimal]
    words: Lexicon[Mapping[str, Decimal]]
    adjective_before: bool
    verb_last: bool
    definite_end: str
    twice: str
    slang: Mapping[str, str]
    common: frozenset[str]

    @cached_property
    def spellings(self) -> Mapping[str, tuple[str, ...]]:
        """The single words that each unit is written as."""
        found: dict[str, list[str]] = {}
        for phrase, unit in self.units.entries.items():
            if len(phrase) == 1:
                found.setdefault(unit, []).append(phrase[0])
        return {unit: tuple(words) for unit, words in found.items()}

    @cached_property
    def few(self) -> frozenset[str]:
        """The words for whole numbers up to twelve that begin no other number."""
        small = {p for p, (kind, n) in self.numbers.entries.items() if kind in ("add", "article") and n <= 12}
        return frozenset(p[0] for p in small if self.numbers.longest[p[0]] == 1 and not self.numbers.entries[p][1] % 1)

    @cached_property
    def counting(self) -> frozenset[str]:
        """The words that a number, a unit, money or a number that counts nothing may begin with."""
        lexicons = (self.numbers, self.units, self.amounts, self.signs)
        firsts = {word for lexicon in lexicons for word in lexicon.longest}
        return self._firsts("distract_before", "for_before") | firsts

    @cached_property
    def addressing(self) -> frozenset[str]:
        """The words that a word for a place may begin with."""
        return self._firsts("address")

    def _firsts(self, *classes: str) -> frozenset[str]:
        return frozenset(phrase[0] for phrase, does in self.words.entries.items() if any(c in does for c in classes))


@cache
def load_pack(language: str) -> Pack:
    """The pack of a language code with English behind it; `hi-Latn` shares the pack of `hi`. Refuses unknown codes."""
    folder = folder_of(language)
    names = [folder] if folder == FALLBACK else [FALLBACK, folder]
    return _build(language, [_read_folder(name) for name in names])


def languages() -> tuple[str, ...]:
    """The codes of all packs there are."""
    return tuple(sorted(p.name for p in FOLDER.iterdir() if p.is_dir()))


def folder_of(language: str) -> str:
    """The pack that a language code is understood by."""
    folder = language.split("-")[0]
    if not (FOLDER / folder).is_dir():
        raise LookupError(f"no language pack for {language!r}")
    return folder


def read_yaml(path: Path) -> Any:
    """What a data file holds, read by the C library where PyYAML was built with it: that takes a tenth of the time."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


@cache
def unit_sizes() -> Mapping[str, tuple[str, Decimal]]:
    """Units with a size: their dimension and how many of its base unit they are."""
    table = read_yaml(FOLDER / "sizes.yaml")
    return {unit: (kind, Decimal(str(size))) for kind, sizes in table.items() for unit, size in sizes.items()}


@cache
def read_data(folder: str, name: str) -> Mapping[str, Any]:
    """One data file of a pack, empty when the pack has none."""
    path = FOLDER / folder / f"{name}.yaml"
    return read_yaml(path) or {} if path.exists() else {}


def _read_folder(folder: str) -> dict[str, Mapping[str, Any]]:
    return {name: read_data(folder, name) for name in ("numbers", "units", "money", "order", "slang", "common")}


def _build(language: str, parts: list[dict[str, Mapping[str, Any]]]) -> Pack:
    dropped = {words_of(str(text)) for text in parts[-1]["order"].get("not_english", [])}
    own = parts[-1]["numbers"]
    return Pack(
        language=language,
        decimal=own["decimal"],
        compose=own["compose"],
        spoken_price=Decimal(str(own["spoken_price"])),
        fraction_follows=own["fraction_follows"],
        numbers=Lexicon.of(_behind([_number_entries(part["numbers"]) for part in parts], dropped)),
        joiners=frozenset(word for part in parts for word in part["numbers"]["joiners"]),
        ordinals=frozenset(word for part in parts for word in part["numbers"]["ordinals"]),
        order_signs=frozenset(fold(word) for part in parts for word in part["numbers"]["order_number"]),
        units=Lexicon.of(_behind([_unit_entries(part["units"]) for part in parts], dropped)),
        amounts=Lexicon.of(_merge(_amount_entries(part["units"]) for part in parts)),
        signs=Lexicon.of(_merge(_sign_entries(part["money"]) for part in parts)),
        thousands=Lexicon.of(_merge(_thousand_entries(part["money"]) for part in parts)),
        words=Lexicon.of(_behind([_order_words(part["order"]) for part in parts], dropped)),
        common=frozenset(fold(word) for part in parts for word in str(part["common"].get("words", "")).split()),
        slang={**_slang(parts[0]["slang"]), **_slang(parts[-1]["slang"])},
        verb_last=bool(parts[-1]["order"].get("verb_last")),
        definite_end=parts[-1]["order"].get("definite_end", ""),
        twice=parts[-1]["order"].get("twice", ""),
        adjective_before=parts[-1]["order"].get("adjective") == "before",
    )


def _merge(tables: Iterable[Mapping[Phrase, V]]) -> dict[Phrase, V]:
    merged: dict[Phrase, V] = {}
    for table in tables:
        merged.update(table)
    return merged


def _behind(tables: list[dict[Phrase, V]], dropped: set[Phrase]) -> dict[Phrase, V]:
    """The language's own table over the English one, without the English words that mean something else in it."""
    own = tables[-1]
    fallback = tables[0] if len(tables) > 1 else {}
    return {phrase: value for phrase, value in fallback.items() if phrase not in dropped} | own


def exact(value: object) -> Decimal:
    """A number of a data file, `3/2` included, as an exact decimal."""
    if "/" in str(value):
        fraction = Fraction(str(value))
        return Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return Decimal(str(value))


_NUMBER_KINDS: Final = (
    ("parts", "part"),
    ("fractions", "fraction"),
    ("groups", "group"),
    ("scales", "scale"),
    ("offsets", "offset"),
    ("tens", "tens"),
    ("teens", "teens"),
    ("words", "add"),
    ("whole", "add"),
)


def _number_entries(data: Mapping[str, Any]) -> dict[Phrase, tuple[str, Decimal]]:
    entries: dict[Phrase, tuple[str, Decimal]] = {}
    for name, kind in _NUMBER_KINDS:
        for text, value in data.get(name, {}).items():
            phrase = words_of(str(text))
            kinds = "fraction part" if entries.get(phrase, ("",))[0] == "part" and kind == "fraction" else kind
            entries[phrase] = (kinds, exact(value))
    entries.update({words_of(text): ("article", Decimal(1)) for text in data.get("articles", [])})
    return entries


def _unit_entries(data: Mapping[str, Any]) -> dict[Phrase, str]:
    kinds = ("containers", "counts", "measures")
    return {words_of(str(n)): unit for kind in kinds for unit, names in data[kind].items() for n in names}


def _amount_entries(data: Mapping[str, Any]) -> dict[Phrase, tuple[Decimal, str]]:
    one = data.get("one", "")
    entries: dict[Phrase, tuple[Decimal, str]] = {}
    for (name, *more), unit in _unit_entries(data).items() if one else ():
        if not more and len(name) >= _SHORTEST_UNIT:
            entries[(one + name,)] = (Decimal(1), unit)
    for text, (amount, unit) in (data.get("amounts") or {}).items():
        entries[words_of(text)] = (exact(amount), unit)
    return entries


def _sign_entries(data: Mapping[str, Any]) -> dict[Phrase, str]:
    return {words_of(str(text)) or (str(text),): currency or "" for text, currency in data["signs"].items()}


def _thousand_entries(data: Mapping[str, Any]) -> dict[Phrase, Decimal]:
    return {words_of(text): Decimal(value) for text, value in data["thousands"].items()}


def _slang(data: Mapping[str, Any]) -> Mapping[str, str]:
    return {fold(str(short)): fold(str(full)) for short, full in data.items()}


def _order_words(data: Mapping[str, Any]) -> dict[Phrase, Mapping[str, Decimal]]:
    """Every phrase with the classes it belongs to; a class that counts carries its number, the others one."""
    entries: dict[Phrase, dict[str, Decimal]] = {}
    for name, phrases in data.items():
        if name in ("adjective", "verb_last", "definite_end", "twice", "not_english") or not phrases:
            continue
        counted = phrases.items() if isinstance(phrases, dict) else ((text, 1) for text in phrases)
        for text, value in counted:
            phrase = words_of(str(text)) or (str(text),)
            entries.setdefault(phrase, {})[name] = exact(value)
    return dict(entries)
