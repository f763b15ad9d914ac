"""A name or a total that only heads the list behind it: "3 burgers with cheese: 2 chicken, 1 fish"."""

from __future__ import annotations

from nlp.orders.acts import Actor
from nlp.orders.drafts import Draft
from nlp.text import words_of


def under_heading(actor: Actor, drafts: list[Draft]) -> list[Draft]:
    """ "burgers with cheese: 2 chicken 1 fish": a name of several products heads the list of which of them."""
    actor.heading = frozenset()
    if len(drafts) < 2 or drafts[0].product is None:
        return drafts
    if drafts[0].amount is not None:
        return _under_total(actor, drafts)
    ids = frozenset(actor.resolve(drafts[0]))
    listed = [d for d in drafts[1:] if d.product is not None and ids & {p for p, _ in d.product.item.products}]
    if len(ids) < 2 or len(listed) < len(drafts) - 1:
        return drafts
    actor.heading = ids
    for draft in listed:
        draft.wishes = [*draft.wishes, *drafts[0].wishes]
    return listed


def _under_total(actor: Actor, drafts: list[Draft]) -> list[Draft]:
    """ "3 burgers with cheese: 2 chicken 1 fish": a total of a kind, and which of them they are."""
    head, listed = drafts[0], drafts[1:]
    sizes = [d.amount.value for d in listed if d.amount is not None and d.amount.said and d.product is not None]
    if head.amount is None or head.parts or len(listed) < 2 or len(sizes) < len(listed):
        return drafts
    if sum(sizes) != head.amount.value or not actor.resolve(head):
        return drafts
    actor.heading = frozenset(p for p, _ in head.product.item.products) if head.product is not None else frozenset()
    kinds = [actor.resolve(d) for d in (head, *listed)]
    if not all(kinds):
        return drafts
    shared = frozenset.intersection(*(actor.words(ids[0]) for ids in kinds))
    said = words_of(head.product.item.text) if head.product is not None else ()
    if not shared or not all(any(word.startswith(name) for name in shared) for word in said):
        return drafts
    for draft in listed:
        draft.wishes = [*draft.wishes, *head.wishes]
    return listed
