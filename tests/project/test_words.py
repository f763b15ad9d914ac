"""Words of a language stand in the language's data, never in Python."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from nlp.packs import FALLBACK, FOLDER, languages
from tests.project.sources import ROOT, files, is_test

ALPHABET = "nlp/devanagari.py"
SPEAKING = {"nlp", "shop", "bot", "handlers"}
# Files of the packs that hold small everyday words, of which code would take one for itself.
EVERYDAY = ("coupons", "money", "numbers", "options", "places", "smalltalk", "time")
DEVANAGARI = re.compile("[\u0904-\u0939\u0958-\u0961]")
LETTERS = re.compile(r"[^\W\d_]+")
SHORTEST = 3
# Words of code that are also words of another language.
ALSO_CODE = {"del", "extra", "joiner", "main", "mmm", "none", "say", "weekday"}


def test_no_devanagari_stands_in_python() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in _ours()
        if str(path.relative_to(ROOT)) != ALPHABET
        for line, literal in _literals(path)
        if DEVANAGARI.search(literal)
    ]
    assert found == []


def test_no_everyday_word_of_a_language_stands_in_python() -> None:
    words = set().union(*(_words(language) for language in languages())) - _words(FALLBACK) - ALSO_CODE
    found = [
        f"{path.relative_to(ROOT)}:{line} {word}"
        for path in _ours()
        if path.relative_to(ROOT).parts[0] in SPEAKING
        for line, literal in _literals(path)
        for word in LETTERS.findall(literal.casefold())
        if word in words
    ]
    assert found == []


def _ours() -> Iterator[Path]:
    return (path for path in files(".py") if not is_test(path) and path.relative_to(ROOT).parts[0] != "benchmarks")


def _literals(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a file as they are written, without docstrings."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.STRING and not token.string.endswith('"""'):
            yield token.start[0], token.string


def _words(language: str) -> set[str]:
    """The single words of a language that are no phrases and no keys."""
    read = [yaml.safe_load((FOLDER / language / f"{name}.yaml").read_text()) for name in EVERYDAY]
    texts = (text for data in read for text in _texts(data))
    listed = (part.strip().casefold() for text in texts for part in text.split(","))
    return {word for word in listed if len(word) >= SHORTEST and LETTERS.fullmatch(word)}


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value) if not isinstance(value, int | float) else [str(key)]
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
    else:
        yield str(data)
