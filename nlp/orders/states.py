"""The states of the search for what belongs to what, and which of them are worth keeping."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.orders.elements import Element

BEAM = 12
LONG = 80
NARROW = 5


@dataclass(frozen=True, slots=True)
class State:
    """A way to read the elements so far: closed drafts, the open one, and what waits for a product to come."""

    score: float
    closed: tuple[tuple[Element | None, tuple[Element, ...], tuple[Element, ...]], ...]
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
