"""Which language a chat speaks: what is remembered, and when it changes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from bot.render import label, languages
from models import Chat
from nlp.language_of import ROMANISED, SURE, language_of
from nlp.matching.patterns import sentence_data
from nlp.packs import folder_of

# How sure another language than the chat's must be: "es teh" is two Spanish words and an Indonesian drink.
CLEAR: Final = 0.85


class Heard(Struct, frozen=True):
    """The language to read a message in, the one to answer in, and what the chat is to remember of it."""

    reads: str
    speaks: str
    remembered: str | None
    other: str | None


def hear(text: str, chat: Chat, default: str, own: str | None, sold: Callable[[str], object]) -> Heard:
    """Settle the languages of a message; `own` is the one a person of the store chose when he was registered,
    `sold` tells whether the store calls its goods by a word.

    The first clear message of a stranger chooses; later it takes two in a row that are plainly in another language,
    since a borrowed word or a short one, or the name of a dish, proves nothing.
    """
    known = chat.language or own
    found, sure = language_of(text, default, languages(), sold)
    if sure < (SURE if known in (None, found) else CLEAR):
        return Heard(default, default, chat.language, chat.other_language)
    if known in (None, found) or chat.other_language == found:
        return Heard(found, found, found, None)
    return Heard(found, default, chat.language, found)


def helps(language: str) -> dict[str, str]:
    """The help line of every command in a language, as its sentences tell it.

    A line written twice, "… · …", is in the language's own letters first and in Latin ones last.
    """
    at = -1 if language.endswith(ROMANISED) else 0
    sentences = sentence_data(folder_of(language))
    return {name: str(data.get("help", "")).split(" · ")[at] for name, data in sentences.items()}


def examples(language: str) -> dict[str, list[str]]:
    """Examples of every command in a language, as people type them; in its letters where both kinds are used."""
    romanised = language.endswith(ROMANISED)
    found = {name: list(data.get("examples", [])) for name, data in sentence_data(folder_of(language)).items()}
    return {name: [one for one in said if _is_latin(one) == romanised] or said for name, said in found.items()}


def _is_latin(text: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha())


def names() -> dict[str, str]:
    """What each language that replies are written in calls itself."""
    return {code: label(code, "language_name") for code in languages()}
