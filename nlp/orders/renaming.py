"""A product that is named without being ordered: something is said of it, or what is in the cart becomes it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nlp.orders import replacing
from nlp.orders.acts import Actor
from nlp.orders.cart import Line
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft
from nlp.orders.elements import Element

STORY = 3  # so many unknown words beside a bare product tell something of it


def only_told_of(product: Element, clause: Clause, lines: Sequence[Line]) -> bool:
    """Whether a product is not wanted, but something is said of it: "plenty of rice please", "nasinya keras"."""
    how = product.qualifier and not product.joined
    unknown = sum(x.is_unknown for x in clause.items)
    strange = not lines and (unknown >= STORY or (product.known and unknown > 0))
    return bool(how or strange) and not clause.does("want")


def renames(actor: Actor, draft: Draft, clause: Clause) -> bool:
    """ "make that a latte", "2 of the 5 coffee instead": what was spoken of last becomes another product."""
    focus = actor.cart.focus
    if not focus or not actor.resolve(draft) or clause.does("add_before"):
        return False
    named = any(x.does("set") and x.does("that") and x.start < draft.start for x in clause.items)
    if named or ((clause.meant or _rather(clause)) and not (draft.amount and draft.amount.said)):
        replacing.put_instead(actor, draft, [focus[-1]], None)
        return True
    if clause.does("set", "set_after") and draft.product is not None and actor.alike(draft, focus[-1]):
        count = draft.amount.value if draft.amount is not None and draft.amount.value < focus[-1].quantity else None
        replacing.put_instead(actor, replace(draft, amount=draft.amount if count is None else None), [focus[-1]], count)
        return True
    if clause.does("part_of") and draft.amount is not None:
        replacing.put_instead(actor, draft, [max(focus, key=lambda x: x.quantity)], draft.amount.value)
        return True
    return False


def _rather(clause: Clause) -> bool:
    """ "oh, just a refill": a correction that says what alone is wanted, and nothing more."""
    return clause.corrects and clause.does("only") and not clause.does("and", "more", "add_before", "add_after")
