"""What a stretch of words may be: a product, an option, a quantity, a word that shapes the order, or nothing known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from nlp.quantities import Amount

NO_WORDS: Mapping[str, Decimal] = MappingProxyType({})

Candidates = tuple[tuple[int, float], ...]
SHORTEST = 3  # letters of a name
EACH = "each"  # what an amount that is said twice does: "2-2 kilo"
DOUBTFUL = 0.3  # from this cost on only a part of a name was said


class Item(Struct):
    """Tokens `start` to `end` with every reading they have; `score` is what the reading of the message gains by it.

    `products` and `options` are ids with the cost of reading them so, cheapest first; `recipe` a named bundle.
    `partial`: only some words of a name were said. `classes`: what the words do to an order. `signed`: the option is
    a refusal by name ("no sugar"); `inner` is what a refused or qualified name is without its `inner_sign`.
    `people`: the number counts people. `group`: the group of options that is called so.
    """

    start: int
    end: int
    score: float = 0.0
    products: Candidates = ()
    options: Candidates = ()
    recipe: int | None = None
    partial: bool = False
    amount: Amount | None = None
    money: Decimal | None = None
    classes: Mapping[str, Decimal] = NO_WORDS
    separator: str = ""
    ignored: bool = False
    signed: bool = False
    people: Decimal | None = None
    group: int | None = None
    inner: Candidates = ()
    inner_sign: str = ""
    text: str = ""
    raw: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it names something of the catalogue."""
        return bool(self.products or self.options or self.recipe is not None)

    @property
    def is_option(self) -> bool:
        """Whether it names an option and no product."""
        return bool(self.options) and not self.products

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known about it."""
        return not (
            self.is_name or self.amount or self.money is not None or self.classes or self.separator or self.ignored
        )

    @property
    def typed(self) -> str:
        """The words in the letters they were typed in, where those are not plain Latin ones."""
        return self.text if self.raw.isascii() else self.raw.casefold()

    @property
    def is_stranger(self) -> bool:
        """Whether it is an unknown word that may be the name of something that is not sold here."""
        return self.is_unknown and len(self.text) >= SHORTEST and self.text.isalpha()

    def does(self, *names: str) -> bool:
        """Whether the words, which name nothing of the catalogue, belong to any of the classes."""
        return bool(self.classes) and not self.classes.keys().isdisjoint(names) and not self.is_name


def joined(first: Item | None, last: Item) -> Item:
    """Two items with all that was typed in them, as one that stands where both stand."""
    if first is None:
        return last
    words = (f"{first.text} {last.text}", f"{first.raw} {last.raw}")
    return replace(last, start=first.start, text=words[0], raw=words[1])


def nearest(candidates: Candidates, within: float) -> Candidates:
    """The candidates that cost hardly more than the cheapest."""
    best = min((cost for _, cost in candidates), default=0.0)
    return tuple((one, cost) for one, cost in candidates if cost <= best + within)


def ends(items: Sequence[Item], i: int) -> bool:
    """Whether the item at a place is the last of its part, polite words aside."""
    following = next((x for x in items[i + 1 :] if not x.does("fill")), None)
    return following is None or bool(following.separator)
