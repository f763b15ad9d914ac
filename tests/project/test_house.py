"""The size of files and functions, and words that have no place in the project."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

import pytest

from tests.project.sources import ROOT, TEXTS, files, functions, is_test, lines

# Written in pieces, so that this file does not find itself.
FORBIDDEN = [
    "/wo" + r"rk/\w",
    r"\.\./sha" + "red",
    r"\bissue" + r" #?\d",
    r"\b[Rr]ule" + r" \d",
    "§" + r"\s?[A-Z\d]",
    r"\b(TO" + "DO|FIX" + r"ME|X" + r"XX)\b",
    r"\b(platform|conversation|libraries|examples|requirements)" + r"\.md",
]


@pytest.mark.parametrize("suffix", [".py", ".js", ".css", ".html"])
def test_no_file_is_over_300_lines(suffix: str) -> None:
    assert {str(path.relative_to(ROOT)): lines(path) for path in files(suffix) if lines(path) > 300} == {}


def test_no_function_is_over_40_lines() -> None:
    assert {place: size for path in files(".py") for place, size in functions(path) if size > 40} == {}


def test_the_middle_file_has_at_most_80_lines() -> None:
    # Empty files would make the middle look better than it is.
    assert median(lines(path) for path in files(".py") if not is_test(path) and lines(path)) <= 80


def test_the_middle_function_has_at_most_10_lines() -> None:
    assert median(size for path in files(".py") if not is_test(path) for _, size in functions(path)) <= 10


def test_no_text_speaks_of_places_and_papers_outside_the_project() -> None:
    pattern = re.compile("|".join(FORBIDDEN))
    found = {
        f"{path.relative_to(ROOT)}:{number}": match.group()
        for path in files(*TEXTS)
        for number, line in enumerate(_text(path).splitlines(), 1)
        if (match := pattern.search(line))
    }
    assert found == {}


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""  # a picture or another binary without a suffix
