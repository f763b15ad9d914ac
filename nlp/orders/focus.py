"""What a message says of lines without naming their product: amounts, options and parts for what was spoken of last."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from nlp.catalogue import ProductSpec
from nlp.index import Index
from nlp.orders.acts import Actor
from nlp.orders.adding import adds, adds_so_many, adds_up, as_it_is, goes_on, kept, one_more_without
from nlp.orders.cart import ONE, Line
from nlp.orders.choosing import chosen_by
from nlp.orders.clauses import Clause
from nlp.orders.counting import in_unit_of, measures_others
from nlp.orders.drafts import Draft, Part, Wish
from nlp.orders.items import DOUBTFUL
from nlp.packs import unit_sizes
from nlp.quantities import unit_id
from nlp.text import words_of


def about_focus(actor: Actor, draft: Draft, clause: Clause) -> None:
    """Apply a draft without a product to what was asked about or spoken of last."""
    draft = _another_amount(draft)
    # "add a …" of something unknown is of that, not one more of what was spoken of.
    strange = clause.does("add_before") and any(x.is_unknown for x in clause.items)
    if draft.is_empty:
        _nothing_said(actor, draft, clause)
    elif (
        strange or _resets(actor, clause) or not actor.order_mentioned(draft, clause.does("want", "add_after", "more"))
    ):
        _apply(actor, draft, clause)


def measured_otherwise(actor: Actor, draft: Draft) -> bool:
    """ "a kilo of sugar" where sugar is only what goes into the tea: nothing that has it is measured so."""
    amount, pack = draft.amount, actor.pack
    if amount is None or not draft.wishes or (draft.product is not None and not draft.product.implies):
        return False
    if unit_sizes().get(amount.unit, ("count",))[0] == "count":
        return False
    options = {option for wish in draft.wishes for option, _ in wish.candidates}
    groups = {actor.index.group_of[option] for option in options}
    having = [product for product in actor.index.spec.products if groups & set(product.groups)]
    lines = [actor.cart.product(line) for line in actor.cart.focus]
    return not any(in_unit_of(product, amount, pack) is not None for product in (*having, *lines))


def _resets(actor: Actor, clause: Clause) -> bool:
    """ "make it ten" of what was asked about and is in the cart already: so many there are to be."""
    lines = actor.cart.of(m.product_id for m in actor.cart.mentioned[-1:]) if clause.does("set", "set_after") else []
    if lines:
        actor.cart.focus, actor.cart.mentioned = lines[-1:], []
    return bool(lines)


def _apply(actor: Actor, draft: Draft, clause: Clause) -> None:
    if not actor.cart.focus or (draft.wishes and not _accepted(actor, draft)):
        if not _order_implied(actor, draft, clause) and actor.cart.focus:
            _to_focus(actor, draft, clause)
    else:
        _to_focus(actor, draft, clause)


def _accepted(actor: Actor, draft: Draft) -> bool:
    """Whether anything in the cart can have one of the options said."""
    return any(actor.cart.accepts(line, wish) is not None for wish in draft.wishes for line in actor.cart.lines)


def _to_focus(actor: Actor, draft: Draft, clause: Clause) -> None:
    if _of_another(draft):
        _other(actor, draft, clause)
    elif draft.parts or draft.part_of is not None:
        _split_focus(actor, draft)
    elif draft.amount is None:
        if not _one_of_another_kind(actor, draft, clause):
            _options_only(actor, draft, clause)
    elif draft.wishes and not draft.all:
        _amount_and_options(actor, draft, clause)
    elif clause.does("set", "set_after", "more") or not any(x.is_unknown for x in clause.items):
        _amount_only(actor, draft, clause)


def _nothing_said(actor: Actor, draft: Draft, clause: Clause) -> None:
    """Neither an amount nor an option: "one more", or nothing at all."""
    for words in draft.notes if actor.cart.focus else ():
        actor.cart.note(actor.cart.focus[-1], words)
    if actor.cart.focus and one_more_said(actor, clause) and not draft.all:
        actor.cart.set(actor.cart.focus[-1], actor.cart.focus[-1].quantity + ONE, "add")


def _another_amount(draft: Draft) -> Draft:
    """The draft, with "another half" read as an amount rather than as a part."""
    bare = bool(draft.parts) and all(p.other and not p.wishes for p in draft.parts)
    return replace(draft, parts=[], other=True) if draft.amount is not None and bare and not draft.wishes else draft


def _of_another(draft: Draft) -> bool:
    return draft.other or (bool(draft.parts) and all(p.other for p in draft.parts))


def _order_implied(actor: Actor, draft: Draft, clause: Clause) -> bool:
    """Options ordered without saying of what: the only product that has them all; whether there is one."""
    if not any(not wish.refused for wish in draft.wishes):
        return False
    if draft.amount is None and not clause.does("want", "add_before", "add_after"):
        return False
    product = _only_one_with(actor.index, [*draft.wishes, *(w for part in draft.parts for w in part.wishes)])
    if product is not None:
        actor.cart.add(product.id, actor.wanted(draft, product) or ONE, draft.wishes)
    return product is not None


def _only_one_with(index: Index, wishes: Sequence[Wish]) -> ProductSpec | None:
    """The product that options alone point at: the only one that can take every one of them."""
    fits = (
        product
        for product in index.spec.products
        if all(any(index.group_of[o] in product.groups and cost < DOUBTFUL for o, cost in w.candidates) for w in wishes)
    )
    found = next(fits, None)
    return found if next(fits, None) is None else None


def _says_one(actor: Actor, clause: Clause) -> bool:
    says = [x for x in clause.items if x.does("more")]
    return any(x.does("other") or actor.pack.numbers.entries.get(words_of(x.text)[:1]) for x in says)


def _one_of_another_kind(actor: Actor, draft: Draft, clause: Clause) -> bool:
    """ "and one more with tofu": add one of another kind than what was ordered last; whether that was said."""
    if not _says_one(actor, clause):
        return False
    near = next((x for x in reversed(actor.cart.lines) if actor.excludes(x, draft.wishes)), None)
    if near is not None:
        actor.cart.add(near.product, ONE, [*kept(actor, near, draft), *draft.wishes])
    return near is not None


def one_more_said(actor: Actor, clause: Clause) -> bool:
    """Whether a clause says "one more" of what was spoken of last, and nothing else."""
    rest = [x for x in clause.items if not x.does("more", "fill", "that", "part_of", "of", "want", "and", "definite")]
    one = bool(actor.cart.focus) and _says_one(actor, clause)
    return one and not any(x.is_unknown or x.is_name or x.classes for x in rest)


def _other(actor: Actor, draft: Draft, clause: Clause) -> None:
    """ "the other with egg": what a split left over, or else one more of the same."""
    cart = actor.cart
    wishes = [*draft.wishes, *(w for p in draft.parts for w in p.wishes)]
    kin = [line for line in cart.of(x.product for x in cart.focus) if wishes and actor.selected([line], wishes)]
    if clause.does("more") and (kin or not wishes):
        line = (kin or cart.focus)[-1]
        cart.set(line, line.quantity + ONE, "add")
    elif cart.rest is not None and cart.rest in cart.lines:
        actor.change_options([cart.rest], wishes)
    elif cart.focus and (cart.focus[-1].quantity == 1 or clause.does("more")):
        cart.add(cart.focus[-1].product, ONE, [*kept(actor, cart.focus[-1], replace(draft, wishes=wishes)), *wishes])
    elif cart.focus:
        cart.split(cart.focus[-1], [Part(ONE, wishes)])


def _split_focus(actor: Actor, draft: Draft) -> None:
    cart = actor.cart
    target = max(cart.focus, key=lambda x: x.quantity)
    actor.measure_parts(draft, cart.product(target))
    sizes = [p.size for p in draft.parts if p.size is not None]
    if cart.rest is not None and cart.rest in cart.lines and sizes and sum(sizes) <= cart.rest.quantity:
        target = cart.rest
    parts = list(draft.parts)
    if len(parts) == 1 and not parts[0].wishes and not parts[0].plain:
        if not draft.wishes:
            _restate(actor, target, parts[0])
            return
        parts = [replace(parts[0], wishes=draft.wishes)]  # "warm 2 of them"
        draft.wishes = []
    some = draft.amount.value if draft.amount is not None and any(p.size is None for p in draft.parts) else None
    if draft.part_of is not None or (some and some < target.quantity and draft.wishes):
        parts.insert(0, Part(draft.part_of or some, draft.wishes))  # "12 white, the rest black"
    elif draft.wishes and draft.parts:
        actor.change_options([target], draft.wishes)
    if draft.amount is not None and draft.amount.said and draft.amount.value >= target.quantity:
        cart.set(target, draft.amount.value)
    if parts:
        cart.split(target, parts)


def _restate(actor: Actor, target: Line, part: Part) -> None:
    """ "two of those": so many, when it is more than there are; otherwise only what is spoken of next."""
    if part.size is not None and part.size > target.quantity:
        actor.cart.set(target, part.size)


def _amount_and_options(actor: Actor, draft: Draft, clause: Clause) -> None:
    cart = actor.cart
    target = _line_meant(actor, draft, clause, max(cart.focus, key=lambda x: x.quantity))
    value = _share(actor, target, draft) or actor.quantity(cart.product(target), draft.amount) or ONE
    nearest = draft.wishes[-1 if draft.amount_follows else 0]
    more = clause.does("and", "more", "add_before", "add_after") and not clause.does("set", "set_after")
    if more and as_it_is(actor, target, draft):
        cart.set(target, target.quantity + value, "add")
    elif adds_so_many(clause):
        cart.add(target.product, value, [*kept(actor, target, draft), *draft.wishes])
    elif all(actor.counts(target, wish, value) for wish in draft.wishes):
        nearest.count = int(value) + (actor.count_of(target, nearest) if clause.does("more", "add_before") else 0)
        actor.change_options([target], draft.wishes)
    elif clause.corrects and (clause.does("only") or all(actor.has(target, wish) for wish in draft.wishes)):
        cart.set(target, value)
        actor.change_options([target], draft.wishes)
    elif (actor.excludes(target, draft.wishes) or one_more_without(actor, draft, clause, target)) and adds_up(
        clause, value, target
    ):
        cart.add(target.product, value, [*kept(actor, target, draft), *draft.wishes])
    elif value > target.quantity or (clause.corrects and value == target.quantity):
        cart.set(target, value)
        actor.change_options([target], draft.wishes)
    elif value < target.quantity:
        cart.split(target, [Part(value, draft.wishes)])
    else:
        actor.change_options([target], draft.wishes)


def _line_meant(actor: Actor, draft: Draft, clause: Clause, line: Line) -> Line:
    """The line an amount is said of: this one, unless another is what it is measured in or is corrected by name."""
    cart = actor.cart
    sets = clause.corrects or (draft.amount_follows and clause.does("set", "set_after"))  # "the small ones make 3"
    if sets and draft.wishes and actor.excludes(line, draft.wishes):
        return next(iter(actor.exactly(cart.of([line.product]), draft.wishes)), line)
    amount, near = draft.amount, [line, *reversed(cart.lines)]
    fits = (x for x in near if amount is None or in_unit_of(cart.product(x), amount, actor.pack) is not None)
    return next(fits, line)


def _share(actor: Actor, line: Line, draft: Draft) -> Decimal | None:
    """ "half of them spicy": how many of what is counted a fraction is; None where it is an amount of its own."""
    amount, unit = draft.amount, unit_id(actor.cart.product(line).unit, actor.pack)
    weighed = unit_sizes().get(unit, ("count",))[0] != "count"
    if amount is None or amount.unit or amount.value >= 1 or weighed:
        return None
    part = line.quantity * amount.value
    return part if part and part == int(part) else None


def _amount_only(actor: Actor, draft: Draft, clause: Clause) -> None:
    cart = actor.cart
    if draft.amount is None or not cart.focus:
        return
    target = _line_meant(actor, draft, clause, cart.focus[-1])
    if measures_others(cart.product(target), draft.amount, actor.index):
        return
    value = actor.quantity(cart.product(target), draft.amount) or ONE
    if clause.does("fewer"):
        cart.remove([target], value)
    elif adds(clause) or draft.other or goes_on(clause):
        for line in list(cart.lines) if draft.all else [target]:
            cart.set(line, line.quantity + value, "add")
    elif draft.amount.said or (clause.corrects and draft.amount.unit):
        for line in list(cart.lines) if draft.all else [target]:
            cart.set(line, value)


def _options_only(actor: Actor, draft: Draft, clause: Clause) -> None:
    cart = actor.cart
    if draft.all:
        fresh = [line for line in cart.lines if line.fresh]
        actor.change_options(fresh or cart.lines, draft.wishes)
        return
    sets = clause.does("set", "set_after", "replace_before", "replace_after")
    instead = sets or (clause.corrects and not clause.does("add_before", "add_after"))
    wishes = list(draft.wishes)
    if clause.does("part_of") and not sets:  # "of the cheese ones …" only tells which
        cart.focus = actor.selected(cart.lines, wishes) or cart.focus
        return
    chosen, others = chosen_by(actor, [] if clause.does("set") and clause.does("that") else wishes)
    if chosen:
        actor.change_options(chosen, others, instead)
        return
    if clause.does("add_before", "more") and cart.focus:
        for wish in wishes:
            wish.count += actor.count_of(cart.focus[-1], wish) if wish.count else 0
    if actor.change_options(cart.focus, wishes, instead):
        wishes = [w for w in wishes if all(cart.accepts(line, w) is None for line in cart.focus)]
    for wish in wishes:
        _to_nearest(actor, wish)


def _to_nearest(actor: Actor, wish: Wish) -> None:
    """An option for the newest line that can have it; a refusal of what none has goes along as a note."""
    cart = actor.cart
    near = next((line for line in reversed(cart.lines) if cart.accepts(line, wish) is not None), None)
    if near is not None:
        cart.wish(near, wish)
    elif wish.said and cart.focus:
        cart.note(cart.focus[-1], wish.said)
