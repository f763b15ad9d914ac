"""Options that say which line is meant rather than what is wished for it."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.orders.acts import Actor
from nlp.orders.cart import Line
from nlp.orders.drafts import Draft, Wish
from nlp.orders.items import DOUBTFUL


def chosen_by(actor: Actor, wishes: list[Wish]) -> tuple[list[Line], list[Wish]]:
    """ "no cheese on the chicken one": the lines that some of the options tell from others of their product, and the
    other options, which are wished for them."""
    cart = actor.cart
    for wish in wishes if len(wishes) > 1 else ():
        kin = [line for line in cart.of(x.product for x in cart.focus) if cart.accepts(line, wish) is not None]
        having = [line for line in kin if actor.has(line, wish)]
        if having and len(having) < len(kin) and not (wish.refused or wish.qualifier):
            return having, [other for other in wishes if other is not wish]
    return [], wishes


def redirect(actor: Actor, draft: Draft, made: Sequence[Line]) -> None:
    """ "1 kids cod 3 chips, no vinegar on the kids one": give what is said of a line made before to that line, where an
    option that it has and the draft's own product cannot have points at it; and what only that line can have."""
    product = next(iter(actor.resolve(draft)), None) if made and draft.wishes else None
    if product is None:
        return
    groups = actor.index.products[product].groups
    for at, wish in enumerate(draft.wishes):
        known = any(actor.index.group_of[option] in groups for option, _ in wish.candidates)
        lines = [] if known or wish.refused else [line for line in made if actor.has(line, wish)]
        told = [w for w in draft.wishes[max(0, at - 1) : at] if w.refused or w.qualifier]
        if lines and told:
            actor.change_options(lines, told)
            draft.wishes = [w for w in draft.wishes if w is not wish and w not in told]
            return
    _give_back(actor, draft, groups, made)


def _give_back(actor: Actor, draft: Draft, groups: Sequence[int], made: Sequence[Line]) -> None:
    """ "2 noodles and 3 teas, extra chilli": give the last thing said to the line before, if that alone can have it."""
    wish = draft.wishes[-1]
    clear = bool(wish.candidates) and wish.candidates[0][1] < DOUBTFUL and not draft.parts
    clear = clear and (wish.apart or not wish.refused)
    if not clear or any(actor.index.group_of[option] in groups for option, _ in (*wish.candidates, *wish.plain)):
        return
    near = next((line for line in reversed(made) if actor.cart.accepts(line, wish) is not None), None)
    if near is not None:
        actor.change_options([near], [wish])
        draft.wishes = draft.wishes[:-1]
