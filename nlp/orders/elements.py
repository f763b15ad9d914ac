"""One part of an order: a name with its refusals and counts, an amount, a mark or an unknown word."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nlp.orders.items import Item, joined
from nlp.quantities import Amount

APART = 0.3


class Element(Struct):
    """One part of an order: a `name`, an `amount`, a `mark` (part, other, others, half, all) or an `unknown` word.

    `refused`, `qualifier` and `count` are what was said of a name; `linked` that *with* or the like stood before it,
    `of` that the like may as well have been *of*; `gap` how strongly it is separated from what came before, with
    `strange` if unknown words stood between; `implies` that an option stands for the only product that can have it;
    `refusal` the words that refused a name; `known` that its ending says that it was spoken of.
    """

    kind: str
    item: Item
    mark: str = ""
    value: Decimal = Decimal(1)
    refused: bool = False
    qualifier: str = ""
    count: int = 0
    linked: bool = False
    of: bool = False
    joined: bool = False
    definite: bool = False
    gap: float = 0.0
    strange: bool = False
    implies: bool = False
    known: bool = False
    refusal: Item | None = None

    @property
    def amount(self) -> Amount | None:
        return self.item.amount if self.kind == "amount" else None

    @property
    def apart(self) -> bool:
        """Whether a comma or more stands between it and what came before."""
        return self.gap >= APART

    @property
    def is_definite(self) -> bool:
        """Whether it speaks of something known: "the tea", "tehnya"."""
        return self.definite or self.known

    @property
    def refused_as(self) -> str:
        """How a refusal was typed, with the name it refuses; empty for what is not refused."""
        if self.refusal is None:
            return self.item.raw if self.item.signed else ""
        return joined(*sorted((self.refusal, self.item), key=lambda item: item.start)).raw


class Pending(Struct):
    """What was said of the next name."""

    refused: bool = False
    refusal: Item | None = None
    qualifier: str = ""
    count: int = 0
    linked: bool = False
    of: bool = False
    joined: bool = False
    definite: bool = False
    gap: float = 0.0
    strange: bool = False
    wanted: bool = False

    def refusing(self) -> bool:
        """Whether the next name is refused, qualified or doubled."""
        return self.refused or bool(self.qualifier) or bool(self.count)
