"""Checks of language packs: names what a pack lacks, repeats or says twice with different meanings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from nlp.packs import FALLBACK, languages, read_data, unit_sizes
from nlp.text import words_of

# Files of which every pack has exactly the entries that English has.
ALIKE: Final = ("coupons", "howto", "names", "options", "places")
FILES: Final = ("numbers", "units", "money", "order", "slang", "common")
NUMBERS: Final = (
    "decimal",
    "compose",
    "fraction_follows",
    "words",
    "scales",
    "fractions",
    "joiners",
    "ordinals",
    "order_number",
)
# Classes of the order words that a language may leave empty, because it says the same in another place of the sentence.
OPTIONAL: Final = frozenset(
    (
        "pronoun",
        "modal",
        "aside_before",
        "aside_after",
        "verb_last",
        "definite_end",
        "twice",
        "not_english",
        "for_before",
        "set",
        "set_after",
        "worth",
    )
) | frozenset(("replace_before", "replace_after", "add_before", "add_after", "remove_before", "instead", "adjective"))


def validate(language: str) -> list[str]:
    """What is wrong with a pack, one line for each fault; empty when it is complete and unambiguous."""
    faults = [f"{language}: {name}.yaml is missing or empty" for name in FILES if not read_data(language, name)]
    return faults or [*_numbers(language), *_units(language), *_order(language), *_alike(language)]


def validate_all() -> list[str]:
    """The faults of every pack there is."""
    return [fault for language in languages() for fault in validate(language)]


def _numbers(language: str) -> Iterable[str]:
    data = read_data(language, "numbers")
    yield from (f"{language}: numbers.yaml has no {name}" for name in NUMBERS if name not in data)
    values = set(map(str, data.get("words", {}).values()))
    yield from (f"{language}: no word for the number {n}" for n in range(1, 11) if str(n) not in values)


def _units(language: str) -> Iterable[str]:
    data = read_data(language, "units")
    seen: dict[tuple[str, ...], str] = {}
    for kind in ("measures", "counts", "containers"):
        for unit, names in data.get(kind, {}).items():
            if kind != "containers" and unit not in unit_sizes():
                yield f"{language}: the unit {unit} has no size in sizes.yaml"
            yield from _twice(language, "unit", unit, names, seen)


def _twice(
    language: str, what: str, meaning: str, names: Iterable[object], seen: dict[tuple[str, ...], str]
) -> Iterable[str]:
    for name in names:
        words = words_of(str(name))
        known = seen.setdefault(words, meaning)
        if known != meaning:
            yield f"{language}: the {what} {str(name)!r} is both {known} and {meaning}"


def _order(language: str) -> Iterable[str]:
    data, reference = read_data(language, "order"), read_data(FALLBACK, "order")
    for name in reference:
        if name not in data and name not in OPTIONAL:
            yield f"{language}: order.yaml has no class {name}"
    for name in data:
        if name not in reference and name not in OPTIONAL:
            yield f"{language}: order.yaml has a class {name} that nothing reads"
    yield from _phrases(language, data)


def _phrases(language: str, data: Mapping[str, Any]) -> Iterable[str]:
    for name, phrases in data.items():
        if isinstance(phrases, list | dict):
            yield from (
                f"{language}: {phrase!r} in {name} is no text: put it in quotes"
                for phrase in phrases
                if not isinstance(phrase, str)
            )


def _alike(language: str) -> Iterable[str]:
    for name in ALIKE:
        own, reference = set(read_data(language, name)), set(read_data(FALLBACK, name))
        yield from (f"{language}: {name}.yaml has no {key}" for key in sorted(reference - own))
        yield from (f"{language}: {name}.yaml has {key} that nothing reads" for key in sorted(own - reference))
    for key in ("and", "of"):
        if key not in read_data(language, "time"):
            yield f"{language}: time.yaml has no {key}"
