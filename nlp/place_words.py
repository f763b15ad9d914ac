"""Between which places of a store goods are carried, by the words around them; and how far it is."""

from __future__ import annotations

from typing import Final

from nlp.matching.words import phrases_for, split_phrases, vocabulary
from nlp.numbers import read_number
from nlp.packs import folder_of, load_pack, read_data
from nlp.people import called
from nlp.text import normalise

SHOP: Final = "store"
FROM, TO = "from", "to"


def ways_in(text: str, language: str) -> tuple[str, str]:
    """The place goods come from and the one they go to; empty for one that is not told, and for the shop itself.

    A place without a word beside it is where they go.
    """
    data = read_data(folder_of(language), "places")
    signs = {phrase[0]: sign for sign in (FROM, TO) for phrase in split_phrases(data[sign])}
    parts: dict[str, list[str]] = {FROM: [], TO: []}
    words = [(token.raw, signs.get(token.text)) for token in normalise(text) if token.kind != "mark"]
    told = TO
    for raw, sign in reversed(words) if data["after"] else words:
        if sign is not None:
            told = sign
        else:
            parts[told].append(raw)
    found = {sign: raws[::-1] if data["after"] else raws for sign, raws in parts.items()}
    return _place(found[FROM], language), _place(found[TO], language)


def metres_in(text: str, language: str) -> int | None:
    """The distance that a text speaks of ("up to 3 km"), in metres; None where it speaks of none."""
    pack, units, tokens = load_pack(language), phrases_for(language, "places", "metres"), normalise(text)
    for i in range(len(tokens)):
        number = read_number(tokens, i, pack)
        unit = units.at(tokens, i + number[1]) if number else None
        if number and unit:
            return int(number[0] * unit[0]) or None
    return None


def _place(words: list[str], language: str) -> str:
    name = called(" ".join(words), language) if words else ""
    return "" if not name or _is_the_shop(name, language) else name


def _is_the_shop(text: str, language: str) -> bool:
    """Whether words mean the shop itself, as in "back to the shop", and no other place of it."""
    words = vocabulary(language)
    tokens = tuple(token for token in normalise(text) if token.kind == "word")
    meant = {n for hit in words.hits(tokens) if SHOP in hit.concepts for n in range(hit.start, hit.end)}
    rest = [n for n, token in enumerate(tokens) if n not in meant and token.text not in words.idle]
    return bool(meant) and not rest
