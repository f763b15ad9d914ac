"""Questions about something the shop does not have: understood by putting a product of its own in the place of it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from nlp.index import Index, find_product
from nlp.orders.lattice import expand, read_items
from nlp.packs import load_pack
from nlp.situation import ProductRef
from nlp.text import normalise

MOST_WORDS: Final = 3
SHORTEST: Final = 3
LIKE: Final = 0.4


class Unsold(Struct, frozen=True):
    """A message with a product's name instead of its unknown words, what those ask for, and whether it asks."""

    text: str
    asked: ProductRef
    asks: bool


def as_if_sold(text: str, index: Index, language: str) -> Unsold | None:
    """The message as if its one stretch of unknown words were sold; None when there is no such stretch, or several."""
    name = next((product.name for product in index.products.values() if not product.hidden), None)
    tokens = expand(normalise(text), index, load_pack(language))
    items = read_items(tokens, index, load_pack(language))
    places = [place for item in items if item.is_unknown for place in range(item.start, item.end)]
    asks = "?" in text or any(item.does("question", "have") for item in items)
    if name is None or not places or len(places) > MOST_WORDS or places[-1] - places[0] != len(places) - 1:
        return None
    start, end = tokens[places[0]].start, tokens[places[-1]].end
    asked = text[start:end]
    if len(asked) < SHORTEST or not asked.replace(" ", "").isalpha():
        return None
    nearest = tuple(key for key, score in find_product(index, asked) if score >= LIKE)
    return Unsold(text[:start] + name + text[end:], ProductRef(asked, nearest=nearest), asks)
