"""The words of a language for days, months, parts of the day and clock times, as lookup tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import cache
from typing import Any, Final

from msgspec import Struct

from nlp.matching.words import split_phrases
from nlp.packs import FALLBACK, Lexicon, Phrase, folder_of, read_data

TABLES: Final = (
    "periods",
    "days",
    "days_listed",
    "weekdays",
    "weekday_groups",
    "months",
    "dayparts",
    "clock_words",
    "whole_half",
    "units",
)
LISTS: Final = (
    "clock_before", "clock_after", "half_past", "half_to", "half_after", "plus_half", "plus_quarter", "minus_quarter",
    "quarter_past", "quarter_to", "quarter_after", "quarter_less", "minus", "plus", "past", "to_hour", "next", "last",
    "day_word", "range_from", "range_to", "soon", "in_time", "later", "ordinals", "and", "of",
    "since", "since_after", "so_far", "every", "weekdays_each", "not_days",
)  # fmt: skip
JOINING: Final = ("and", "of", "every", "not_days")


class TimeWords(Struct, frozen=True):
    """Lookup tables by name; every one answers with the value of the longest phrase at a token.

    `firsts` are the words that all their phrases begin with, `telling` the phrases that do more than join others.
    """

    tables: Mapping[str, Lexicon[Any]]
    firsts: frozenset[str]
    telling: Lexicon[bool]

    def at(self, name: str, tokens: Any, i: int) -> tuple[Any, int] | None:
        """What the longest phrase of table `name` at token `i` stands for, and its length."""
        return self.tables[name].at(tokens, i)


@cache
def time_words(language: str) -> TimeWords:
    """The tables of a language with English behind it."""
    own = folder_of(language)
    tables: dict[str, dict[Phrase, Any]] = {name: {} for name in (*TABLES, *LISTS)}
    for folder in dict.fromkeys((FALLBACK, own)):
        data = read_data(folder, "time")
        for name in TABLES:
            for value, text in (data.get(name) or {}).items():
                for phrase in split_phrases(text):
                    tables[name][phrase] = _value(name, value, tables[name].get(phrase))
        for name in LISTS:
            tables[name].update(dict.fromkeys(split_phrases(data.get(name)), True))
    firsts = frozenset(phrase[0] for entries in tables.values() for phrase in entries)
    telling = {phrase: True for name, entries in tables.items() if name not in JOINING for phrase in entries}
    return TimeWords({name: Lexicon.of(entries) for name, entries in tables.items()}, firsts, Lexicon.of(telling))


def _value(table: str, value: Any, known: Any) -> Any:
    """A table's value for a phrase; words for days may stand for one before and one after today."""
    if table == "days":
        return (*(known or ()), value)
    return time.fromisoformat(value) if table in ("clock_words", "whole_half") else value
