"""Whether an amount comes on top of what there is, rather than out of it or in its place."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from nlp.orders.acts import Actor
from nlp.orders.cart import Line
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft, Wish, as_wish


def adds_so_many(clause: Clause) -> bool:
    """Whether a number says how many more there are to be, with options of their own: "2 more with cheese", or right
    behind a verb and before a comma: "add 1, without onions"."""
    said = [x for x in clause.items if x.is_name or x.separator or x.amount is not None or x.does("add_before")]
    triples = zip(said, said[1:], said[2:], strict=False)
    more = any(a.amount is not None and a.amount.said and b.does("more") for a, b in pairwise(clause.items))
    return more or any(a.does("add_before") and b.amount is not None and c.separator == "comma" for a, b, c in triples)


def as_it_is(actor: Actor, target: Line, draft: Draft) -> bool:
    """Whether a line has all that is wished for already, and nothing that can be counted."""
    groups = [actor.index.groups[actor.index.group_of[o]] for wish in draft.wishes for o, _ in wish.candidates[:1]]
    return all(actor.has(target, wish) for wish in draft.wishes) and not any(group.countable for group in groups)


def kept(actor: Actor, line: Line, draft: Draft) -> list[Wish]:
    """What another kind of a line still has of it: "and a large one" is of the same flavour."""
    said = {actor.index.group_of[o] for wish in draft.wishes for o, _ in wish.candidates}
    kept = [c for c in line.options.values() if c.group_id not in said and not actor.index.groups[c.group_id].multi]
    return [as_wish(option) for option in kept]


def one_more_without(actor: Actor, draft: Draft, clause: Clause, target: Line) -> bool:
    """ "2 with cheese", then "and 1 without": on top of those, where they were told to have it."""
    return clause.items[0].does("and") and actor.differs(target, draft.wishes)


def adds_up(clause: Clause, value: Decimal, target: Line) -> bool:
    """Whether so many of another kind come on top of a line rather than out of it."""
    if clause.corrects or clause.does("set", "set_after", "part_of"):
        return False
    return value > target.quantity or clause.does("and", "more", "add_before", "add_after")


def adds(clause: Clause) -> bool:
    """Whether so many come on top: a word for it stands nearer to the amount than one for how many there are to be."""
    last = ""
    for item in clause.items:
        if item.amount is not None and item.amount.said and last == "set":
            return False  # "make it 150, more are coming"
        last = "set" if item.does("set") else "more" if item.does("more", "add_before") else last
    return clause.does("more", "add_before", "add_after")


def goes_on(clause: Clause) -> bool:
    """Whether so many come on top, after an "and" that does not say how many there are to be."""
    return clause.items[0].does("and") and not clause.does("set", "set_after")
