"""An address that nobody asked for: what stands behind "deliver to", or begins with a word for a street."""

from __future__ import annotations

from nlp.index import Index
from nlp.orders.lattice import expand, read_items
from nlp.packs import load_pack
from nlp.text import normalise

FEWEST_WORDS = 2


def place_in(text: str, index: Index, language: str) -> str:
    """The address a message gives, in its own words; empty if it gives none, or asks."""
    if text.rstrip().endswith("?"):
        return ""
    pack = load_pack(language)
    tokens = expand(normalise(text), index, pack)
    if pack.addressing.isdisjoint(token.text for token in tokens):
        return ""
    for item in read_items(tokens, index, pack):
        if not item.does("address"):
            continue
        # A word for a street is part of the address, "deliver to" is not.
        first = item.start if item.does("distract_before") else item.end
        if len(tokens) - first >= FEWEST_WORDS:
            return text[tokens[first].start :].strip(" \t\n.,;:")
    return ""
