"""Another name for a product, told as an equation: "es teh manis = es teh"."""

from __future__ import annotations

from typing import Final

from nlp.matching.message import read_message
from nlp.matching.pending import typed
from nlp.situation import ProductRef, Situation, Understanding

ALIAS: Final = "seller.product.alias"
LEAD: Final = "alias"  # the same word in every language so far, and never needed
EQUALS: Final = "="


def equated(text: str, situation: Situation) -> Understanding | None:
    """The new name on the left and the product on the right of one "="; None where the message is no such thing."""
    left, mark, right = (part.strip() for part in text.partition(EQUALS))
    if ALIAS not in situation.commands or not mark or not right or EQUALS in right or "\n" in text.strip():
        return None
    first, _, rest = left.partition(" ")
    name = rest.strip() if first.casefold() == LEAD else left
    if not any(character.isalpha() for character in name):
        return None
    message = read_message(right, situation.language, situation.index, situation.now)
    found = typed(message, "product")
    product = found if isinstance(found, ProductRef) else ProductRef(right)
    why = (f"{name} → name", f"{right} → product")
    return Understanding(ALIAS, {"name": name, "product": product}, source="sentence", sure=1.0, why=why)
