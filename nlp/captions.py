"""What the words beside a picture say that it shows: a product, or how to pay."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from nlp.index import Index
from nlp.matching.message import read_message
from nlp.situation import ProductRef

PAYING: Final = ("pay", "payment_info")
ENOUGH: Final = 0.6


class Caption(Struct, frozen=True):
    """What a picture shows: a way to pay, one of these products, or nothing that was told."""

    pays: bool = False
    products: tuple[int, ...] = ()


def read_caption(text: str, language: str, index: Index, now: datetime) -> Caption:
    """The meaning of the words beside a picture; a product that is named wins over a word for paying."""
    message = read_message(text, language, index, now)
    if not message.tokens:
        return Caption()
    named = [span for span in message.spans.get("product", ()) if span.quality >= ENOUGH]
    meant = next((span.value for span in named if isinstance(span.value, ProductRef)), None)
    pays = any(concept in message.by_concept for concept in PAYING)
    if meant is None:
        return Caption(pays=pays)
    return Caption(products=(meant.id,) if meant.id is not None else meant.candidates)
