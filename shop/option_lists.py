"""Options as a seller lists them: "kecil 5rb, besar 8rb", "keju +3rb, telur 4rb", "manis, tawar"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from shop.amounts import amount_pattern, number_of
from values import Money

MOST: Final = 20
MOST_NAME: Final = 60
_ENTRIES: Final = r"[\n;/]+|,(?!\d)"


class Said(Struct, frozen=True):
    """An option as it was said: its name, and what it costs (None where that was not said), which is what it adds to
    the price where `adds` says so."""

    name: str
    price: Money | None = None
    adds: bool = False

    def surcharge(self, base: Money, *, alone: bool) -> Money | None:
        """What it adds to a product of that price. Of options that are chosen one at a time (`alone`) a price without
        a sign is that of the product with it, unless it is below half of what the product costs."""
        if self.price is None or self.adds or not alone or self.price.amount * 2 < base.amount:
            return self.price
        return Money(self.price.amount - base.amount, base.currency)


def read_options(text: str, currency: str, joints: Sequence[str] = ()) -> list[Said]:
    """The options that a text lists, each name once, in the order said; `joints` are words that stand between them."""
    between = "|".join([_ENTRIES, *(rf"\s{re.escape(word)}\s" for word in joints)])
    found: dict[str, Said] = {}
    for part in re.split(between, text, flags=re.IGNORECASE)[:MOST]:
        said = _said(part.strip(" \t*•·.-–"), currency)
        if said is not None:
            found.setdefault(said.name.casefold(), said)
    return list(found.values())


@cache
def _entry() -> re.Pattern[str]:
    """A name with a price behind it."""
    name = r"^(?P<name>.*?[^\W\d].*?)[\s:=]*(?P<sign>[+\-−])?\s*"
    return re.compile(name + amount_pattern(), re.IGNORECASE)


def _said(words: str, currency: str) -> Said | None:
    match = _entry().match(unicodedata.normalize("NFC", words))
    if match is None:
        name = _tidy(words)
        return Said(name) if any(sign.isalpha() for sign in name) else None
    amount = number_of(match["amount"])
    name = _tidy(match["name"])
    if amount is None:
        return Said(name)
    minus = match["sign"] in ("-", "−")
    return Said(name, Money.of(-amount if minus else amount, currency), adds=match["sign"] is not None)


def _tidy(words: str) -> str:
    """A name as it stands on a menu: with a capital first."""
    name = " ".join(words.split())[:MOST_NAME]
    return name[:1].upper() + name[1:]
