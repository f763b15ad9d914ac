"""Options that are taken off what has them: "take the cheese off the burgers"."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nlp.orders.acts import Actor
from nlp.orders.cart import Line
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft, Wish
from nlp.orders.items import Item


def leave_off(actor: Actor, clause: Clause, drafts: Sequence[Draft]) -> bool:
    """Take options off the lines they are said to go from, or refuse them there; False when none is said to."""
    if not _says_from_what(clause, actor.pack.verb_last):
        return False
    told = [(draft.wishes, actor.spoken_of(draft)) for draft in drafts if draft.wishes and draft.product is not None]
    for wishes, lines in told:
        for wish in (replace(wish, refused=False) for wish in wishes):
            having = [line for line in lines if actor.has(line, wish)]
            for line in having:
                take_option(actor, line, wish)
            if not having:
                actor.change_options(lines, [replace(wish, refused=True)])
    return any(lines for _, lines in told)


def take_option(actor: Actor, line: Line, wish: Wish) -> None:
    """Leave a line without an option it has."""
    for option, _ in wish.candidates:
        line.options.pop(option, None)
    actor.cart.touched = True


def _says_from_what(clause: Clause, verb_last: bool) -> bool:
    """Whether an option goes from a product, in the order of the language: "burger se cheese", "cheese off burgers"."""
    told = "".join(_sign(item) for item in clause.items if item.is_name or item.does("out_of"))
    return ("p<o" if verb_last else "o<p") in told


def _sign(item: Item) -> str:
    """One sign each for a product, an option, another name, and a word that says what something goes from."""
    if not item.is_name:
        return "<"
    return "p" if item.products else "o" if item.options else "-"
