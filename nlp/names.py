"""Every way a catalogue entry may be called: its name, aliases, joined spellings, refusals and common synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from nlp.catalogue import GroupSpec, OptionSpec, ProductSpec, RecipeSpec
from nlp.packs import FOLDER, Pack, Phrase, read_yaml
from nlp.spelling import forms
from nlp.text import words_of

NO: Final = "<no>"
EXTRA: Final = "<extra>"
LIGHT: Final = "<light>"

JOINED: Final = 0.05
BARE: Final = 0.1
SYNONYM: Final = 0.15


class Name(Struct, frozen=True):
    """One name as words; `partial` names may be recognised by some of their words alone.

    A name that begins with NO, EXTRA or LIGHT is a refusal or a qualified word that is an option of its own
    ("no sugar", "less pepper").
    """

    words: Phrase
    cost: float = 0.0
    partial: bool = False


@lru_cache(maxsize=100_000)
def product_names(product: ProductSpec) -> tuple[Name, ...]:
    """The names of a product, its joined spellings included."""
    plain = _unique(words_of(text) for text in (product.name, *product.aliases))
    return tuple(Name(words, partial=True) for words in plain) + tuple(_joined(plain))


def recipe_names(recipe: RecipeSpec) -> tuple[Name, ...]:
    """The names of a recipe."""
    return tuple(Name(words) for words in _unique(words_of(text) for text in (recipe.name, *recipe.aliases)))


def group_names(group: GroupSpec, pack: Pack) -> Mapping[int, tuple[Name, ...]]:
    """The names of every option of a group, with refusals told apart and common synonyms that nothing else claims."""
    own = {option.id: _own_names(option, pack) for option in group.options}
    claimed = {name.words for names in own.values() for name in names}
    return {oid: (*names, *_synonyms(names, claimed, pack)) for oid, names in own.items()}


def _own_names(option: OptionSpec, pack: Pack) -> tuple[Name, ...]:
    plain = _unique(words_of(text) for text in (option.name, *option.aliases))
    marked = _unique(_marked(words, pack) for words in plain)
    return (
        *(Name(words, partial=len(words) > 1) for words in plain),
        *(Name(words) for words in marked if words not in plain),
        *(Name(words, BARE) for words in _unique(_bare(words, pack) for words in plain) if words not in plain),
        *_joined(plain),
    )


def _bare(words: Phrase, pack: Pack) -> Phrase:
    """The words without a leading small one: "para 4 personas" is also said "4 personas", "con leche" also "leche"."""
    first = pack.words.entries.get(words[:1], {})
    small = len(words) > 2 and "fill" in first
    return words[1:] if small or (len(words) > 1 and "with" in first) else words


def _synonyms(names: tuple[Name, ...], claimed: set[Phrase], pack: Pack) -> Iterable[Name]:
    for words in [name.words for name in names]:
        for line in _concepts().get(words, ()):
            for other in line:
                for form in (other, _marked(other, pack)):
                    if form not in claimed and form not in pack.units.entries:
                        claimed.add(form)
                        yield Name(form, SYNONYM)


def _marked(words: Phrase, pack: Pack) -> Phrase:
    """The words with a leading or trailing refusal or qualifier replaced by its sign."""
    for sign, before, after in ((NO, "not_before", "not_after"), (EXTRA, "extra_before", "extra_after")):
        marked = _mark(words, pack, sign, before, after)
        if marked:
            return marked
    return _mark(words, pack, LIGHT, "light_before", "light_after") or words


def _mark(words: Phrase, pack: Pack, sign: str, before: str, after: str) -> Phrase | None:
    for size in range(len(words) - 1, 0, -1):
        if before in pack.words.entries.get(words[:size], {}):
            return (sign, *words[size:])
        if after in pack.words.entries.get(words[-size:], {}):
            return (sign, *words[:-size])
    return None


def _joined(names: Iterable[Phrase]) -> list[Name]:
    """Names of two or three words written as one ("nasigoreng")."""
    found = []
    for words in names:
        if 2 <= len(words) <= 3 and not words[0].isdigit():
            found.append(Name(("".join(words),), JOINED))
        if len(words) == 3 and not words[0].isdigit():
            found.append(Name((words[0] + words[1], words[2]), JOINED))
            found.append(Name((words[0], words[1] + words[2]), JOINED))
    return found


def _unique(phrases: Iterable[Phrase]) -> list[Phrase]:
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


@cache
def _concepts() -> Mapping[Phrase, tuple[tuple[Phrase, ...], ...]]:
    """Phrase → the lines of common synonyms it stands in."""
    lines = read_yaml(FOLDER / "concepts.yaml")
    table: dict[Phrase, tuple[tuple[Phrase, ...], ...]] = {}
    for line in lines:
        phrases = tuple(_unique(words_of(str(text)) for text in line))
        for phrase in phrases:
            table[phrase] = (*table.get(phrase, ()), phrases)
    return table


@cache
def _goods() -> Mapping[str, frozenset[str]]:
    """Word → the words for the same thing in the other languages."""
    return _alike(read_yaml(FOLDER / "goods.yaml"))


@cache
def _qualities() -> Mapping[str, frozenset[str]]:
    """The same for colours, sizes and the like."""
    return _alike(read_yaml(FOLDER / "concepts.yaml"))


def _alike(lines: Iterable[Iterable[object]]) -> Mapping[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in lines:
        alike = frozenset(words[0] for words in (words_of(str(text)) for text in line) if len(words) == 1)
        for word in alike:
            table[word] = table.get(word, frozenset()) | alike - {word}
    return table


def translations(word: str) -> frozenset[str]:
    """What a common word for goods or what they are like is in the other languages."""
    return frozenset().union(*(table.get(form, ()) for form in forms(word) for table in (_goods(), _qualities())))


def is_common(word: str) -> bool:
    """Whether a word tells what many goods are like, such as a colour or a size, and is none itself."""
    return (word,) in _concepts() and word not in _goods()
