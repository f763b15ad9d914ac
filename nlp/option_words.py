"""What a choice is called that its seller gave no name."""

from __future__ import annotations

from nlp.packs import folder_of, read_data


def choice_called(kind: str, language: str) -> str:
    """The name of a choice of sizes or extras in a language."""
    return str(read_data(folder_of(language), "options")[kind])
