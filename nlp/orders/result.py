"""What understanding an order message gives: the cart after it, what changed, what to ask, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from values import CartLine, ChosenOption, Quantity


class Change(Struct, frozen=True):
    """One thing done to the cart: `kind` is add, set, remove, replace, split, repeat, scale, restore or clear."""

    kind: str
    product_id: int | None = None
    quantity: Quantity | None = None
    before: Quantity | None = None
    was_product_id: int | None = None


class Question(Struct, frozen=True):
    """Words that fit several products (`about` product) or options (`about` option) equally: ask which."""

    about: str
    text: str
    candidates: tuple[int, ...]
    quantity: Quantity | None = None


class Unknown(Struct, frozen=True):
    """Words taken for a product that the shop does not have, with the nearest products it has."""

    text: str
    nearest: tuple[int, ...]
    quantity: Quantity | None = None


class Span(Struct, frozen=True):
    """What a stretch of the message was read as: product, option, amount, money, word, ignored or unknown."""

    start: int
    end: int
    text: str
    role: str
    ids: tuple[int, ...] = ()


class Memory(Struct, frozen=True):
    """What the next message of the same chat may refer to: lines by position, things asked about or taken out."""

    last: tuple[int, ...] = ()
    rest: int | None = None
    mentioned: tuple[CartLine, ...] = ()
    removed: tuple[CartLine, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The memory as plain JSON data."""
        return {
            "last": list(self.last),
            "rest": self.rest,
            "mentioned": [_line_to_dict(line) for line in self.mentioned],
            "removed": [_line_to_dict(line) for line in self.removed],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Memory:
        """A memory from what `to_dict` gave; missing parts are empty."""
        return cls(
            tuple(data.get("last", ())),
            data.get("rest"),
            tuple(_line_from_dict(line) for line in data.get("mentioned", ())),
            tuple(_line_from_dict(line) for line in data.get("removed", ())),
        )


class OrderParse(Struct, frozen=True):
    """The cart after the message and how it came to be.

    `kind` is order, edit or none; with none the cart is untouched. `sure` is 0 to 1. `cut` says that the text was too
    long and its end was not read. `memory` is to be handed to the next message of the chat.
    """

    lines: tuple[CartLine, ...]
    kind: str
    sure: float
    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    spans: tuple[Span, ...] = ()
    memory: Memory = field(default_factory=Memory)
    cut: bool = False


def _line_to_dict(line: CartLine) -> dict[str, Any]:
    options = [[o.group_id, o.option_id, o.count, o.qualifier, o.negated] for o in line.options]
    return {"product": line.product_id, "quantity": line.quantity.thousandths, "options": options, "note": line.note}


def _line_from_dict(data: Mapping[str, Any]) -> CartLine:
    options = tuple(ChosenOption(*option) for option in data["options"])
    return CartLine(data["product"], Quantity(data["quantity"]), options, data.get("note", ""))
