"""The states of the search for what belongs to what, and which of them are worth keeping."""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct

from nlp.index import Index
from nlp.orders.counting import likeliest
from nlp.orders.elements import Element

BEAM, NARROW = 12, 5  # states that are kept: fewer where the elements are many
LONG = 80  # elements that are not many yet

Closed = tuple[tuple[Element | None, tuple[Element, ...], tuple[Element, ...]], ...]  # products, and what is about them


class State(Struct, frozen=True):
    """A way to read the elements so far: closed drafts, the open one, and what waits for a product to come."""

    score: float
    closed: Closed
    product: Element | None
    opened: bool
    before: tuple[Element, ...]
    after: tuple[Element, ...]
    waiting: tuple[Element, ...]
    amounts: int


def promise(state: State) -> float:
    """The order in which states are kept: what waits for a product will most likely fit it."""
    if not state.waiting:
        return -state.score
    hope = sum(1.4 for e in state.waiting if e.kind == "name") + (0.9 if any(e.amount for e in state.waiting) else 0.0)
    return -state.score - hope


def distinct(states: list[State], most: int = BEAM) -> list[State]:
    """The most promising states, at most so many, only the best of those that go on alike."""
    kept: dict[tuple[int, int, bool, int, bool], State] = {}
    for state in states:
        waiting, counted = state.waiting, bool(state.waiting) and state.waiting[-1].kind == "amount"
        product = id(state.product) if state.opened else 0
        key = (product, len(waiting), counted, min(state.amounts, 2), bool(state.before))
        if key not in kept:
            kept[key] = state
            if len(kept) == most:
                break
    return list(kept.values())


def says_again(state: State, element: Element) -> bool:
    """ "3 noodles, one with butter, one plain": whether a part of a name says again what is spoken of."""
    if state.product is None or not element.item.partial:
        return False
    return not dict(element.item.products).keys().isdisjoint(p for p, _ in state.product.item.products[:1])


def closes_pair(state: State, index: Index) -> bool:
    """ "red 1 blue 1": whether the last option is one of a kind that had its amount behind it before."""
    last = state.after[-1] if state.after else None
    if last is None or last.kind != "name" or last.item.products or state.after[0].kind != "name":
        return False
    if any(element.kind == "amount" for element in state.before):
        return False  # "2 with chicken and 1 with beef, a …"
    pairs = [a for a, b in pairwise(state.after) if b.kind == "amount" and a.kind == "name"]
    kinds = {index.group_of[option] for option in likeliest(last)}
    alike = {index.group_of[option] for name in pairs for option in likeliest(name)} & kinds
    return any(not index.groups[group].multi for group in alike)


def counts_last(state: State, amount: Element, following: Element | None, index: Index) -> bool:
    """ "1 with ice cream 2 scoops, …": whether an amount right behind what can be counted ends what is said."""
    last = state.after[-1] if state.after else None
    ends = following is None or following.apart
    if last is None or last.kind != "name" or last.item.products or last.refused or amount.gap or not ends:
        return False
    return all(index.groups[index.group_of[option]].countable for option in likeliest(last))
