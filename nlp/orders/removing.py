"""Taking things out of a cart, making everything more, and the same again."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nlp.orders.acts import Actor
from nlp.orders.asking import name_missing
from nlp.orders.cart import ONE, Line
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft, Wish, as_wish
from nlp.orders.leaving_off import leave_off, take_option
from nlp.orders.replacing import how_many


def removes(clause: Clause) -> bool:
    """Whether the clause takes something out."""
    return any(
        item.does("remove_before", "remove_after") and not _refuses(clause, at) for at, item in enumerate(clause.items)
    )


def _refuses(clause: Clause, at: int) -> bool:
    """ "tea, no sugar please": whether words that also take out refuse the option right before them."""
    before = clause.items[at - 1] if at else None
    refused = before is not None and bool(before.options) and not before.products
    return refused and clause.items[at].does("not_after") and any(item.products for item in clause.items[:at])


def scale(actor: Actor, clause: Clause) -> bool:
    """Make lines so many times what they are; False when the clause rather speaks of an option."""
    item = next(i for i in clause.items if i.does("scale", "double"))
    factor = item.classes.get("scale", item.classes.get("double", ONE))
    drafts = actor.drafts(clause)
    if any(d.wishes or d.parts or d.amount for d in drafts) or any(x.is_unknown for x in clause.items):
        return False
    lines = [line for d in drafts if d.product is not None for line in actor.spoken_of(d)]
    if not lines:
        everything = clause.does("all") or "all" in item.text or any(d.all for d in drafts) or "every" in item.text
        lines = list(actor.cart.lines) if everything else list(actor.cart.focus)
    for line in lines:
        actor.cart.set(line, line.quantity * factor, "scale")
    return bool(lines)


def repeats(actor: Actor, clause: Clause) -> bool:
    """Whether the same again is wanted: of what was spoken of last, or of a line that is named."""
    if not clause.does("repeat") or clause.does("others", "address") or not actor.cart.focus:
        return False  # "the same address as before"
    named = [d for d in actor.drafts(clause) if d.product is not None] if clause.names else []
    if not named:
        return not any(item.products for item in clause.items)
    lines = actor.spoken_of(named[0]) if len(named) == 1 and not clause.amounts else []
    actor.cart.focus = lines or actor.cart.focus
    return bool(lines)


def repeat(actor: Actor, clause: Clause) -> None:
    """The same again: as many more of what was spoken of last, or the number said, perhaps with other options."""
    drafts = actor.drafts(clause)
    wishes = [w for d in drafts for w in (*d.wishes, *(w for p in d.parts for w in p.wishes))]
    if wishes:
        _repeat_but(actor, wishes)
        return
    times = next((d.amount.value for d in drafts if d.amount is not None), None)
    times = ONE if times is None and clause.does("other") else times  # "same, one more"
    for line in list(actor.cart.focus):
        actor.cart.set(line, line.quantity + (times or line.quantity), "repeat")


def _repeat_but(actor: Actor, wishes: Sequence[Wish]) -> None:
    """ "same for my wife but mild": what was spoken of last again, with options of its own."""
    copies = []
    for line in list(actor.cart.focus):
        options = [as_wish(chosen) for chosen in line.options.values()]
        copies.append(actor.cart.add(line.product, line.quantity, options, line.note))
    actor.change_options(copies, wishes, instead=True)


def remove(actor: Actor, clause: Clause) -> bool:
    """Take out what the clause names, part of it, or what was spoken of last; False when there is nothing like it."""
    cart = actor.cart
    drafts = [d for d in actor.drafts(clause) if d.product or not d.is_empty or d.all]
    if not drafts:
        return _remove_unnamed(actor, clause)
    if any(part.wishes and all(wish.refused for wish in part.wishes) for draft in drafts for part in draft.parts):
        return False  # "on one of them take off the cheese"
    if len(drafts) == 1 and clause.does("only") and _says_how_many(drafts[0]) and cart.focus:
        actor.cart.set(cart.focus[-1], actor.quantity(cart.product(cart.focus[-1]), drafts[0].amount) or ONE)
        return True
    if leave_off(actor, clause, drafts):
        return True
    done = False
    for draft in drafts:
        wanted = _counted(draft) or clause.does("want")
        if done and draft.product is not None and wanted and not actor.spoken_of(draft):
            actor.order(draft)  # "no melon after all, 2 kg of mango"
        else:
            done = _remove_draft(actor, draft) or done
    return done


def _remove_unnamed(actor: Actor, clause: Clause) -> bool:
    """Take out what was spoken of last, or everything, where nothing that is sold is named."""
    if clause.does("that"):
        actor.cart.remove(actor.cart.focus)
        return True
    if any(item.is_unknown for item in clause.items) and not clause.does("all"):
        if actor.cart.lines:
            name_missing(actor, clause)
        return False  # something is to go that this shop has not heard of: surely not everything
    if clause.does("address", "distract_before", "distract_after"):
        return False  # an address or a number is to go, which is no matter of the cart
    actor.cart.clear()
    return True


def _counted(draft: Draft) -> bool:
    return draft.amount is not None and draft.amount.said


def _says_how_many(draft: Draft) -> bool:
    """ "no, just 20": what is left is told, rather than what goes."""
    return draft.product is None and _counted(draft) and not draft.wishes


def _remove_draft(actor: Actor, draft: Draft) -> bool:
    cart = actor.cart
    lines = actor.spoken_of(draft)
    if not draft.wishes and len(draft.parts) == 1:  # "take out one of the cheese ones"
        draft.wishes, draft.part_of, draft.parts = draft.parts[0].wishes, draft.parts[0].size, []
    draft.wishes = [replace(w, refused=False) for w in draft.wishes]  # what goes is what is there
    if draft.product is not None and draft.wishes and len(cart.lines) > 1:
        named = cart.of(p for p, _ in draft.product.item.products)
        chosen = actor.selected(named, draft.wishes)
        lines = chosen or lines
    if draft.product is None and draft.wishes and draft.part_of is not None:
        lines = actor.selected(cart.lines, draft.wishes)
    elif draft.product is None and draft.wishes:
        chosen = [line for line in lines if any(actor.has(line, w) for w in draft.wishes)]
        removable = [(line, w) for line in chosen for w in draft.wishes if _removable(actor, line, w)]
        if removable:
            for line, wish in removable:
                take_option(actor, line, wish)
            return True
        lines = actor.selected(cart.lines, draft.wishes)
    if not lines:
        return draft.product is not None and not draft.amount
    quantity = actor.quantity(cart.product(lines[-1]), draft.amount) if draft.amount else how_many(draft)
    cart.remove(lines, quantity)
    return True


def _removable(actor: Actor, line: Line, wish: Wish) -> bool:
    """An option that may simply be left off: one of several, not the kind of thing that tells lines apart."""
    if len(actor.cart.lines) > 1 and any(x.product == line.product and x is not line for x in actor.cart.lines):
        return False
    return any(o in line.options and actor.index.groups[actor.index.group_of[o]].multi for o, _ in wish.candidates)
