"""Words around choices: what one is called that its seller gave no name, and what stands between several."""

from __future__ import annotations

from functools import cache

from nlp.packs import folder_of, languages, read_data


def choice_called(kind: str, language: str) -> str:
    """The name of a choice of sizes or extras in a language."""
    return str(read_data(folder_of(language), "options")[kind])


@cache
def joints() -> tuple[str, ...]:
    """The words of every language that stand between one choice and the next."""
    return tuple(str(word) for language in languages() for word in read_data(language, "options")["joints"])
