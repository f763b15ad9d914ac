"""One amount for several things: "onions and potatoes 2-2 kilo", "chicken and duck, 10 of each"."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.orders.drafts import Draft
from nlp.orders.elements import Element
from nlp.orders.items import EACH


def share(drafts: Sequence[Draft], elements: Sequence[Element]) -> None:
    """Give the drafts before one whose amount is said of each the same amount, as far back as none has its own."""
    shared = [e.amount for i, e in enumerate(elements) if e.amount is not None and _of_each(elements, i)]
    for i, draft in enumerate(drafts):
        if not any(draft.amount is amount for amount in shared):
            continue
        for before in reversed(drafts[:i]):
            if before.product is None or before.negated or before.amount or before.parts or before.money is not None:
                break
            before.amount = draft.amount


def _of_each(elements: Sequence[Element], i: int) -> bool:
    """Whether an amount is said twice, or right behind *all*."""
    return elements[i].item.does(EACH) or (i > 0 and elements[i - 1].mark == "all" and not elements[i].gap)
