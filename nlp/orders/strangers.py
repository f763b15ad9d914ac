"""Words that stand with an amount of their own where a product would, and that the shop does not know."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.index import find_product
from nlp.orders.acts import MOST_UNKNOWN, Actor
from nlp.orders.items import Item
from nlp.orders.result import Unknown
from values import Quantity

MOST = 50
LIKE = 0.4


def strangers(items: Sequence[Item], actor: Actor) -> list[Unknown]:
    """What was asked for in so many words and taken for nothing: "… and bakso 1". Places and questions have none."""
    if any(item.does("address", "notorder", "question") for item in items):
        return []
    known = {word.text for word in actor.unknown}
    found = [at for at, item in enumerate(items) if item.typed not in known and _is_stranger(items, at)]
    return [_unknown(items[at], _amount_of(items, at), actor) for at in found[:MOST_UNKNOWN]]


def _is_stranger(items: Sequence[Item], at: int) -> bool:
    item = items[at]
    if not item.is_stranger:
        return False
    return _amount_of(items, at) is not None or (_is_joined(items, at) and _ends(items, at))


def _amount_of(items: Sequence[Item], at: int) -> Item | None:
    """The amount that stands with an unknown word, behind it or before it, and with nothing else."""
    if at + 1 < len(items) and _is_amount(items[at + 1]) and _begins(items, at) and _ends(items, at + 1):
        return items[at + 1]
    before = items[at - 1] if at else None
    if before is None or not _is_amount(before) or not _ends(items, at):
        return None
    said = before.amount is not None and before.amount.said
    fits = _begins(items, at - 1) if said else _is_joined(items, at - 1)
    return before if fits else None


def _is_joined(items: Sequence[Item], at: int) -> bool:
    """Whether something is added there to a product named before."""
    before = items[at - 1] if at else None
    if before is None or not before.does("and", "add_before"):
        return False
    return before.does("add_before") or any(item.is_name for item in items[:at])


def _is_amount(item: Item) -> bool:
    amount = item.amount
    if amount is None or item.is_name or not 0 < amount.value <= MOST:
        return False
    return amount.counts or not amount.said


def _begins(items: Sequence[Item], at: int) -> bool:
    """Whether a new wish may begin there: at the start, after a joint, or after a product and its amount."""
    before = items[at - 1] if at else None
    if before is None or before.separator or before.does("and", "want", "add_before"):
        return True
    return before.amount is not None and at > 1 and items[at - 2].is_name


def _ends(items: Sequence[Item], at: int) -> bool:
    """Whether what stands there ends the wish: no name or unknown word follows it."""
    return at + 1 >= len(items) or not (items[at + 1].is_name or items[at + 1].is_unknown)


def _unknown(item: Item, amount: Item | None, actor: Actor) -> Unknown:
    nearest = tuple(key for key, score in find_product(actor.index, item.text) if score >= LIKE)
    quantity = None if amount is None or amount.amount is None else Quantity.of(amount.amount.value)
    return Unknown(item.typed, nearest, quantity)
