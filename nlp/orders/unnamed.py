"""Unknown words that stand where a product would, with an amount before them or behind."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.orders.elements import Element
from nlp.orders.items import SHORTEST
from nlp.orders.states import State
from nlp.packs import Pack


def before_stranger(elements: Sequence[Element], pack: Pack, i: int) -> bool:
    """Whether an amount stands right before an unknown word; an article does where a new wish begins with it."""
    if i < 0 or i + 1 >= len(elements):
        return False
    element, stranger = elements[i], elements[i + 1]
    beside = stranger.kind == "unknown" and stranger.item.start == element.item.end
    if element.amount is None or not beside or len(stranger.item.text) < SHORTEST:
        return False
    if i and elements[i - 1].mark == "no":
        return False  # "not 3 of those"
    if element.amount.said:
        return element.amount.counts
    last = elements[i - 1].item.end if i else element.item.start
    apart = (element.joined or element.apart) and element.item.start <= last + 2
    ends = i + 2 >= len(elements) or elements[i + 2].apart or elements[i + 2].joined
    return apart and ends and stranger.item.text not in pack.common


def heads_amount(elements: Sequence[Element], state: State, i: int, element: Element) -> bool:
    """Whether an unknown word begins a wish of its own, with its amount behind it ("…, zzz 3")."""
    following = elements[i + 1] if i + 1 < len(elements) else None
    if following is None or following.amount is None or not following.amount.counts or following.apart:
        return False
    counted = bool(state.after) and state.after[-1].kind == "amount"
    return state.product is None or element.apart or counted
