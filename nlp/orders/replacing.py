"""One thing in place of another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from nlp.orders.acts import Actor
from nlp.orders.cart import ONE, Line
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft, Part
from nlp.orders.items import Item

VERBS = ("replace_before", "replace_after", "instead_of", "in_place")
WORDS = (*VERBS, "instead")


def replace(actor: Actor, clause: Clause) -> bool:
    """Something instead of something else; False when the clause turns out not to say so."""
    if not clause.does(*WORDS):
        return _becomes(actor, clause)
    source, target = _sides(actor, clause)
    if not any(d.product or d.wishes for d in target):
        return False
    if clause.does("instead") and not clause.does(*VERBS) and _all_counted_anew(actor, source, target):
        return False
    old = _replaced(actor, clause, source)
    if not old:
        return False
    count = next((how_many(d) for d in source), None)
    for i, draft in enumerate(target):
        if i and draft.product is not None and draft.product.joined and draft.product.gap:
            actor.order(draft)  # "…, and 2 teas as well"
        else:
            put_instead(actor, draft, old, count)
        count = None
    return True


def _becomes(actor: Actor, clause: Clause) -> bool:
    """ "make that tea a coffee": what is in the cart becomes the other product named, which is not."""
    if not actor.cart.lines or not clause.does("set"):
        return False
    if _told_becomes(actor, clause):
        return True
    drafts = [d for d in actor.drafts(clause) if d.product or not d.is_empty]
    if len(drafts) != 2 or any(d.product is None or (d.amount and d.amount.said) for d in drafts):
        return False
    old, new = drafts
    lines = actor.spoken_of(old)
    if old.wishes or not lines or actor.spoken_of(new) or not actor.resolve(new) or new.product is None:
        return False
    put_instead(actor, new, lines, how_many(old))
    return True


def _told_becomes(actor: Actor, clause: Clause) -> bool:
    """ "the small one should be chicken", "2 of the teas must be coffee": what is told of the cart becomes what stands
    behind the verb."""
    at = _find(clause.items, "set") or 0
    told, new = (
        [d for d in _drafts(actor, items) if d.product or not d.is_empty]
        for items in (clause.items[:at], clause.items[at + 1 :])
    )
    if len(told) != 1 or len(new) != 1 or told[0].amount is not None or new[0].amount is not None:
        return False
    described = told[0].product is None and bool(told[0].wishes) and not told[0].parts
    if new[0].product is None and described:
        return _described_changes(actor, told[0], new[0])
    if clause.items[at].does("that") or not (described or told[0].part_of is not None):
        return False
    old = _replaced(actor, clause, told)
    if old:
        put_instead(actor, new[0], old, how_many(told[0]))
    return bool(old)


def _described_changes(actor: Actor, told: Draft, new: Draft) -> bool:
    """ "the small one, make it iced": whether options tell some lines from others of their product, which change."""
    old = actor.exactly(actor.cart.lines, told.wishes)
    others = [line for line in actor.cart.of(x.product for x in old) if line not in old]
    if not others or new.parts or told.part_of is not None:
        return False
    actor.change_options(old, new.wishes, instead=True)
    return True


def _all_counted_anew(actor: Actor, source: list[Draft], target: list[Draft]) -> bool:
    """Whether so many are told of what the cart has: "better 2 green ones and 1 red" puts neither in place of the
    other."""
    if not source:
        return any(_counts_anew(actor, draft) for draft in target)
    counted = (draft.amount is not None and draft.amount.said for draft in (*source, *target))
    return all(counted) and all(_counts_anew(actor, draft) for draft in (*source, *target))


def _counts_anew(actor: Actor, draft: Draft) -> bool:
    """ "better 3 of what I have", "better 2 red ones" where there are red ones."""
    if draft.product is not None:
        return bool(actor.spoken_of(draft))
    return draft.amount is not None and bool(draft.wishes and actor.exactly(actor.cart.lines, draft.wishes))


def _replaced(actor: Actor, clause: Clause, source: list[Draft]) -> list[Line]:
    """The lines that make room."""
    cart = actor.cart
    gone = clause.does("in_place") or bool(cart.changes and cart.changes[-1].kind == "remove")
    if not source and gone and cart.removed and cart.changes:
        cart.lines += cart.removed
        return list(cart.removed)
    old = [line for d in source for line in actor.spoken_of(d)] if source else list(cart.focus)
    wishes = [w for d in source for w in d.wishes]
    if source and all(d.product is None for d in source):
        exact = actor.exactly(cart.focus, wishes) or actor.exactly(cart.lines, wishes)
        loose = actor.selected(cart.focus, wishes) or actor.selected(cart.lines, wishes)
        old = exact or loose or list(cart.focus)
    return actor.selected(old, wishes) or old


def how_many(draft: Draft) -> Decimal | None:
    """How many of what it names a draft speaks of."""
    sizes = [p.size for p in draft.parts if p.size is not None and not p.wishes]
    if draft.part_of is not None or sizes:
        return draft.part_of or sizes[0]
    return draft.amount.value if draft.amount is not None and draft.amount.said else None


def put_instead(actor: Actor, draft: Draft, old: list[Line], count: Decimal | None) -> None:
    """Put what a draft says in place of lines, or of `count` of the last of them."""
    cart = actor.cart
    ids = actor.resolve(draft)
    if not ids:
        _put_options(actor, draft, old, count)
        return
    product = actor.index.products[ids[0]]
    said = actor.wanted(draft, product) if draft.amount is not None and draft.amount.said else None
    for line in old:
        if line in cart.lines:
            fresh = cart.replace(line, product.id, count, draft.wishes)
            fresh.quantity = fresh.quantity if said is None else said


def _put_options(actor: Actor, draft: Draft, old: list[Line], count: Decimal | None) -> None:
    cart = actor.cart
    if count is not None and count < old[-1].quantity and draft.wishes:
        cart.split(old[-1], [Part(count, draft.wishes)])
        return
    actor.change_options(old, draft.wishes, instead=True)
    if draft.amount is not None and draft.amount.said:
        for line in old:
            cart.set(line, actor.quantity(cart.product(line), draft.amount) or ONE)


def _sides(actor: Actor, clause: Clause) -> tuple[list[Draft], list[Draft]]:
    """What is replaced and what takes its place."""
    items = clause.items
    instead, place = _find(items, "instead_of"), _find(items, "in_place")
    verb = _find(items, "replace_before", "replace_after")
    if instead is not None:
        left, right = _drafts(actor, items[:instead]), _drafts(actor, items[instead + 1 :])
        if actor.pack.verb_last:
            return left, right
        return (right, left) if left else _first_and_rest(right)
    if place is not None:
        return _drafts(actor, items[:place]), _drafts(actor, items[place + 1 :])
    if verb is not None:
        return _around_verb(actor, items, verb)
    drafts = [d for d in _drafts(actor, items) if d.product or d.unknown or not d.is_empty]
    return _first_and_rest(drafts) if len(drafts) > 1 else ([], drafts)


def _find(items: Sequence[Item], *names: str) -> int | None:
    return next((i for i, x in enumerate(items) if x.does(*names)), None)


def _around_verb(actor: Actor, items: list[Item], verb: int) -> tuple[list[Draft], list[Draft]]:
    before, after = items[:verb], items[verb + 1 :]
    left = [d for d in _drafts(actor, before) if d.product or not d.is_empty]
    to = next((i for i, x in enumerate(after) if x.does("to") and _is_arrow(after, i)), None)
    counted = len(left) == 1 and left[0].product is None and not left[0].wishes
    if counted and to is not None and any(x.is_name for x in after[:to]):
        source = _drafts(actor, after[:to])
        source[0].part_of = how_many(left[0])  # "on one of them change the rice for beans"
        return source, _drafts(actor, after[to + 1 :])
    if left:
        return left, _drafts(actor, after)
    if to is not None:
        source = [d for d in _drafts(actor, after[:to]) if d.product or not d.is_empty]
        return source, _drafts(actor, after[to + 1 :])
    drafts = _drafts(actor, after)
    return _first_and_rest(drafts) if len(drafts) > 1 else ([], drafts)


def _is_arrow(items: list[Item], i: int) -> bool:
    return any(x.is_name or x.amount is not None for x in items[i + 1 :])


def _first_and_rest(drafts: list[Draft]) -> tuple[list[Draft], list[Draft]]:
    return drafts[:1], drafts[1:]


def _drafts(actor: Actor, items: list[Item]) -> list[Draft]:
    return actor.drafts(Clause(items)) if items else []
