"""What a question is about: it orders nothing, but what follows may speak of it."""

from __future__ import annotations

from nlp.orders.acts import Actor
from nlp.orders.cart import ONE, Line
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft
from nlp.orders.result import Unknown


def mention(actor: Actor, clause: Clause) -> None:
    """Remember what a question was about, and whether it was about something that there is not."""
    cart, found = actor.cart, []
    for draft in actor.drafts(clause):
        ids = actor.resolve(draft)
        other = _of_something_else(draft, clause)
        several = draft.product is not None and len(draft.product.item.products) > 1
        if (other and several) or (ids and actor.index.products[ids[0]].sold_out):
            actor.missing = True
        elif ids:
            actor.known_before = actor.known_before or not other
            line = Line(ids[0], ONE)
            for wish in draft.wishes:
                cart.wish(line, wish)
            cart.touched = cart.touched and bool(cart.changes)
            found.append(line.frozen())
    strange = not clause.names and clause.does("have") and any(item.is_stranger for item in clause.items)
    actor.missing = actor.missing or strange
    cart.mentioned = found or cart.mentioned


def name_missing(actor: Actor, clause: Clause) -> None:
    """Say that what was asked for on condition that it is there is not: "any lemonade? if so 2"."""
    words = [item for item in clause.items if item.is_stranger]
    if words and not actor.unknown:
        actor.unknown.append(Unknown(" ".join(item.typed for item in words), ()))


def _of_something_else(draft: Draft, clause: Clause) -> bool:
    """Whether a part of a name stands next to a word that nothing here is called by: "silk paper"."""
    item = draft.product.item if draft.product is not None else None
    if item is None or not item.partial:
        return False
    return any(x.is_unknown and (x.end == item.start or x.start == item.end) for x in clause.items)
