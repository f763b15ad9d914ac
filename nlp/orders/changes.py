"""How each kind of clause is carried out: orders, removals, replacements, corrections, splits, everything at once."""

from __future__ import annotations

from decimal import Decimal

from nlp.orders.acts import Actor
from nlp.orders.cart import ONE, Line
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft, Part, Wish
from nlp.orders.items import Item


def carry_out(actor: Actor, clause: Clause) -> None:
    """Do to the cart what the clause says."""
    cart = actor.cart
    if clause.does("again") and cart.removed and not clause.names:
        cart.restore()
    elif clause.does("clear") and not clause.amounts:
        cart.clear()
    elif clause.does("replace_before", "replace_after", "instead_of", "in_place", "instead") and _replace(
        actor, clause
    ) or clause.does("scale") and cart.lines and _scale(actor, clause):
        return
    elif clause.does("repeat") and cart.focus and not clause.names:
        _repeat(actor, clause)
    elif _removes(clause) and cart.lines and _remove(actor, clause):
        return
    else:
        _order(actor, clause)


def _removes(clause: Clause) -> bool:
    for item in clause.items:
        if item.is_name or not item.does("remove_before", "remove_after"):
            continue
        return True
    return False


def _scale(actor: Actor, clause: Clause) -> bool:
    item = next(i for i in clause.items if i.does("scale") and not i.is_name)
    factor = item.classes["scale"]
    drafts = actor.drafts(clause)
    if any(d.wishes for d in drafts):
        return False
    lines = [line for d in drafts if d.product is not None for line in actor.spoken_of(d)]
    if not lines:
        everything = clause.does("all") or "all" in item.text or any(d.all for d in drafts) or "every" in item.text
        lines = list(actor.cart.lines) if everything else list(actor.cart.focus)
    for line in lines:
        actor.cart.set(line, line.quantity * factor, "scale")
    return bool(lines)


def _repeat(actor: Actor, clause: Clause) -> None:
    drafts = actor.drafts(clause)
    times = next((d.amount.value for d in drafts if d.amount is not None), None)
    for line in list(actor.cart.focus):
        actor.cart.set(line, line.quantity + (times or line.quantity), "repeat")


def _remove(actor: Actor, clause: Clause) -> bool:
    cart = actor.cart
    drafts = [d for d in actor.drafts(clause) if d.product or not d.is_empty or d.all]
    if not drafts:
        if clause.does("that"):
            cart.remove(cart.focus)
        else:
            cart.clear()
        return True
    done = False
    for draft in drafts:
        done = _remove_draft(actor, draft) or done
    return done


def _remove_draft(actor: Actor, draft: Draft) -> bool:
    cart = actor.cart
    lines = actor.spoken_of(draft)
    if draft.product is not None and draft.wishes and len(cart.lines) > 1:
        named = cart.of(p for p, _ in draft.product.item.products)
        chosen = actor.selected(named, draft.wishes)
        lines = chosen or lines
    if draft.product is None and draft.wishes:
        chosen = [line for line in lines if any(actor.has(line, w) for w in draft.wishes)]
        removable = [(line, w) for line in chosen for w in draft.wishes if _removable(actor, line, w)]
        if removable:
            for line, wish in removable:
                _take_option(actor, line, wish)
            return True
        lines = actor.selected(cart.lines, draft.wishes)
    if not lines:
        return draft.product is not None and not draft.amount
    quantity = actor.quantity(cart.product(lines[-1]), draft.amount) if draft.amount else None
    cart.remove(lines, quantity if quantity is not None else draft.part_of)
    return True


def _removable(actor: Actor, line: Line, wish: Wish) -> bool:
    """An option that may simply be left off: one of several, not the kind of thing that tells lines apart."""
    if len(actor.cart.lines) > 1 and any(x.product == line.product and x is not line for x in actor.cart.lines):
        return False
    return any(o in line.options and actor.index.groups[actor.index.group_of[o]].multi for o, _ in wish.candidates)


def _take_option(actor: Actor, line: Line, wish: Wish) -> None:
    for option, _ in wish.candidates:
        line.options.pop(option, None)
    actor.cart.touched = True


def _replace(actor: Actor, clause: Clause) -> bool:
    """Something instead of something else; False when the clause turns out not to say so."""
    source, target = _sides(actor, clause)
    cart = actor.cart
    if not any(d.product or d.wishes for d in target):
        return False
    if clause.does("instead_of") and not any(d.product for d in (*source, *target)):
        return False
    if not source and clause.does("in_place") and cart.removed and cart.changes:
        cart.lines += cart.removed
        old = list(cart.removed)
    else:
        old = [line for d in source for line in actor.spoken_of(d)] if source else list(cart.focus)
    count = next((_how_many(d) for d in source), None)
    if source and not old:
        old = list(cart.focus) if all(d.product is None for d in source) else []
    if not old:
        return False
    wishes = [w for d in source for w in d.wishes]
    old = actor.selected(old, wishes) or old
    for draft in target:
        _put_instead(actor, draft, old, count)
        count = None
    return True


def _how_many(draft: Draft) -> Decimal | None:
    """How many of what it names a draft speaks of."""
    sizes = [p.size for p in draft.parts if p.size is not None and not p.wishes]
    if draft.part_of is not None or sizes:
        return draft.part_of or sizes[0]
    return draft.amount.value if draft.amount is not None and draft.amount.said else None


def _put_instead(actor: Actor, draft: Draft, old: list[Line], count: Decimal | None) -> None:
    cart = actor.cart
    ids = actor.resolve(draft)
    if not ids:
        if count is not None and count < old[-1].quantity and draft.wishes:
            cart.split(old[-1], [Part(count, draft.wishes)])
        else:
            actor.change_options(old, draft.wishes)
            if draft.amount is not None and draft.amount.said:
                for line in old:
                    cart.set(line, actor.quantity(cart.product(line), draft.amount) or ONE)
        return
    product = actor.index.products[ids[0]]
    said = actor.wanted(draft, product) if draft.amount is not None and draft.amount.said else None
    for line in old:
        if line not in cart.lines:
            continue
        fresh = cart.replace(line, product.id, count, draft.wishes)
        if said is not None and count is None or said is not None and count is not None:
            fresh.quantity = said


def _sides(actor: Actor, clause: Clause) -> tuple[list[Draft], list[Draft]]:
    """What is replaced and what takes its place."""
    items = clause.items
    verb = next((i for i, x in enumerate(items) if x.does("replace_before", "replace_after") and not x.is_name), None)
    instead = next((i for i, x in enumerate(items) if x.does("instead_of") and not x.is_name), None)
    place = next((i for i, x in enumerate(items) if x.does("in_place") and not x.is_name), None)
    if instead is not None:
        left, right = _drafts(actor, items[:instead]), _drafts(actor, items[instead + 1 :])
        if actor.pack.language.startswith("hi"):
            return left, right
        return (right, left) if left else _first_and_rest(right)
    if place is not None:
        return _drafts(actor, items[:place]), _drafts(actor, items[place + 1 :])
    if verb is not None:
        return _around_verb(actor, clause, verb)
    drafts = _drafts(actor, items)
    return _first_and_rest(drafts) if len(drafts) > 1 else ([], drafts)


def _around_verb(actor: Actor, clause: Clause, verb: int) -> tuple[list[Draft], list[Draft]]:
    items = clause.items
    before, after = items[:verb], items[verb + 1 :]
    left = [d for d in _drafts(actor, before) if d.product or not d.is_empty]
    if left:
        return left, _drafts(actor, after)
    to = next((i for i, x in enumerate(after) if x.does("to") and not x.is_name and _is_arrow(after, i)), None)
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


def _order(actor: Actor, clause: Clause) -> None:
    cart = actor.cart
    drafts = actor.drafts(clause)
    made: list[Line] = []
    gone: Line | None = None
    if _takes_back(clause, drafts) and cart.focus:
        gone = cart.focus[-1]
        cart.remove([gone])
    for draft, said in zip(drafts, _regions(clause, drafts), strict=True):
        if draft.product is not None and draft.negated:
            gone = _refused_product(actor, draft) or gone
            continue
        if gone is not None and draft.product is not None and actor.resolve(draft):
            line = _in_place_of(actor, draft, gone)
            gone = None
        else:
            line = _one(actor, draft, said, made)
        if line is not None:
            made.append(line)
    _for_all(actor, drafts, made)


def _regions(clause: Clause, drafts: list[Draft]) -> list[Clause]:
    """For each draft the words around it, up to its neighbours: what they do, they do to it alone."""
    regions = []
    for i, draft in enumerate(drafts):
        begin = drafts[i - 1].end if i else 0
        end = drafts[i + 1].start if i + 1 < len(drafts) else 1 << 30
        items = [x for x in clause.items if x.start >= begin and x.end <= end]
        comma = [k for k, x in enumerate(items) if x.separator == "comma" and x.start >= draft.end]
        items = items[: comma[0]] if comma else items
        regions.append(Clause(items, clause.asked, clause.corrects, clause.condition))
    return regions


def _takes_back(clause: Clause, drafts: list[Draft]) -> bool:
    """Whether a correction begins with a refusal of what was said before it: "eh jangan, … 2"."""
    if not clause.corrects or not any(d.product is not None and not d.negated for d in drafts):
        return False
    first = next((x for x in clause.items if not x.does("fill") or x.does("not_alone")), None)
    return first is not None and first.does("not_alone") and not first.is_name


def _refused_product(actor: Actor, draft: Draft) -> Line | None:
    lines = actor.spoken_of(draft)
    if lines:
        actor.cart.remove(lines)
        return lines[-1]
    return None


def _in_place_of(actor: Actor, draft: Draft, gone: Line) -> Line:
    cart = actor.cart
    product = actor.index.products[actor.resolve(draft)[0]]
    quantity = actor.wanted(draft, product) if draft.amount and draft.amount.said else None
    cart.lines.append(gone)
    return (
        cart.replace(gone, product.id, None, draft.wishes)
        if quantity is None
        else _sized(actor, gone, product.id, quantity, draft)
    )


def _sized(actor: Actor, gone: Line, product: int, quantity: Decimal, draft: Draft) -> Line:
    line = actor.cart.replace(gone, product, None, draft.wishes)
    line.quantity = quantity
    return line


def _one(actor: Actor, draft: Draft, clause: Clause, made: list[Line]) -> Line | None:
    if draft.product is None and draft.unknown is None:
        return _about_focus(actor, draft, clause, made)
    cart = actor.cart
    lines = actor.spoken_of(draft)
    if lines and draft.unknown is None:
        return _known_line(actor, draft, clause, lines)
    renames = any(x.does("set") and x.does("that") and x.start < draft.start for x in clause.items)
    renames = renames and not clause.does("add_before", "more")
    if renames and cart.focus and actor.resolve(draft):
        _put_instead(actor, draft, [cart.focus[-1]], None)
        return None
    if clause.does("part_of") and cart.focus and draft.amount is not None and actor.resolve(draft):
        _put_instead(actor, draft, [max(cart.focus, key=lambda x: x.quantity)], draft.amount.value)
        return None
    return actor.order(draft)


def _known_line(actor: Actor, draft: Draft, clause: Clause, lines: list[Line]) -> Line | None:
    """A draft whose product is in the cart already: change it, or order more of it."""
    cart = actor.cart
    product = cart.product(lines[-1])
    amount = (
        draft.amount if draft.amount is not None and (draft.amount.said or clause.does("more", "add_before")) else None
    )
    adds = clause.does("more", "add_before", "add_after")
    if draft.part_of is not None or (draft.parts and draft.amount is None):
        target = max(lines, key=lambda x: x.quantity)
        parts = draft.parts or [_part(draft)]
        cart.split(target, parts)
        return None
    if draft.amount is None and draft.money is None:
        if draft.wishes:
            actor.change_options(lines, draft.wishes, clause.does("set", "set_after") or clause.corrects)
        elif clause.does("add_before", "more"):
            cart.set(lines[-1], lines[-1].quantity + ONE, "add")
        else:
            cart.focus = lines
        return None
    quantity = actor.wanted(draft, product)
    sets = clause.does("set", "set_after", "meant") or clause.corrects
    restates = draft.product is not None and draft.amount_follows and not any(line.fresh for line in lines)
    if restates and (not draft.wishes or draft.all) and not clause.does("more", "add_before", "add_after"):
        sets, adds = True, False
    if quantity is not None and sets and not (adds and not clause.corrects):
        chosen = actor.selected(lines, draft.wishes) or lines
        cart.set(chosen[-1], quantity)
        actor.change_options([chosen[-1]], draft.wishes)
        if draft.parts:
            cart.split(chosen[-1], draft.parts)
        return None
    if quantity is not None and adds and amount is not None and not draft.parts:
        twin = next((x for x in lines if not draft.wishes or len(actor.selected([x], draft.wishes)) == len([x])), None)
        if twin is not None:
            cart.set(twin, twin.quantity + quantity, "add")
            return None
    return actor.order(draft)


def _part(draft: Draft) -> Part:
    return Part(draft.part_of, draft.wishes)


def _about_focus(actor: Actor, draft: Draft, clause: Clause, made: list[Line]) -> Line | None:
    """A draft without a product: an amount, options or parts for what was spoken of last."""
    cart = actor.cart
    if draft.is_empty and not draft.all:
        return None
    if cart.mentioned and (draft.amount is not None or draft.parts or draft.wishes) and actor.order_mentioned(draft):
        return None
    if not cart.focus:
        return _order_implied(actor, draft, clause)
    bare_other = draft.other and draft.amount is not None and not draft.wishes
    if not bare_other and (draft.other or (draft.parts and all(p.other for p in draft.parts))):
        _other(actor, draft)
        return None
    if draft.parts or draft.part_of is not None:
        _split_focus(actor, draft)
        return None
    if draft.amount is not None and draft.wishes and not draft.all:
        _amount_and_options(actor, draft, clause)
        return None
    if (
        draft.amount is not None
        and any(x.is_unknown for x in clause.items)
        and not clause.does("set", "set_after", "more", "add_before")
    ):
        return None
    if draft.amount is not None:
        _amount_only(actor, draft, clause)
        return None
    _options_only(actor, draft, clause)
    return None


def _order_implied(actor: Actor, draft: Draft, clause: Clause) -> Line | None:
    """Options ordered without saying of what: the only product that has them all."""
    if not draft.wishes or not (draft.amount is not None or clause.does("want")):
        return None
    ids = actor.implied(draft)
    if len(ids) != 1:
        return None
    product = actor.index.products[ids[0]]
    return actor.cart.add(product.id, actor.wanted(draft, product) or ONE, draft.wishes)


def _other(actor: Actor, draft: Draft) -> None:
    """ "the other with egg": what a split left over, or else one more of the same."""
    cart = actor.cart
    wishes = [*draft.wishes, *(w for p in draft.parts for w in p.wishes)]
    if cart.rest is not None and cart.rest in cart.lines:
        actor.change_options([cart.rest], wishes)
    elif cart.focus and cart.focus[-1].quantity == 1:
        cart.add(cart.focus[-1].product, ONE, wishes)
    elif cart.focus:
        cart.split(cart.focus[-1], [Part(ONE, wishes)])


def _split_focus(actor: Actor, draft: Draft) -> None:
    cart = actor.cart
    target = max(cart.focus, key=lambda x: x.quantity)
    sizes = [p.size for p in draft.parts if p.size is not None]
    if cart.rest is not None and cart.rest in cart.lines and sizes and sum(sizes) <= cart.rest.quantity:
        target = cart.rest
    parts = list(draft.parts)
    if draft.part_of is not None:
        parts.insert(0, _part(draft))
    elif draft.wishes and draft.parts:
        actor.change_options([target], draft.wishes)
    if draft.amount is not None and draft.amount.said and draft.amount.value >= target.quantity:
        cart.set(target, draft.amount.value)
    if parts:
        cart.split(target, parts)


def _amount_and_options(actor: Actor, draft: Draft, clause: Clause) -> None:
    cart = actor.cart
    target = max(cart.focus, key=lambda x: x.quantity)
    value = actor.quantity(cart.product(target), draft.amount) or ONE
    counted = [w for w in draft.wishes if actor.counts(target, w, value)]
    if len(counted) == len(draft.wishes):
        for wish in counted:
            wish.count = int(value) + (actor.count_of(target, wish) if clause.does("more", "add_before") else 0)
        actor.change_options([target], counted)
    elif actor.excludes(target, draft.wishes) and _adds_up(clause, value, target):
        cart.add(target.product, value, draft.wishes)
    elif value > target.quantity or (clause.corrects and value == target.quantity):
        cart.set(target, value)
        actor.change_options([target], draft.wishes)
    elif value < target.quantity:
        cart.split(target, [Part(value, draft.wishes)])
    else:
        actor.change_options([target], draft.wishes)


def _adds_up(clause: Clause, value: Decimal, target: Line) -> bool:
    """Whether so many of another kind come on top of a line rather than out of it."""
    if clause.corrects or clause.does("set", "set_after", "part_of"):
        return False
    return value > target.quantity or clause.does("and", "more", "add_before")


def _amount_only(actor: Actor, draft: Draft, clause: Clause) -> None:
    cart = actor.cart
    if draft.amount is None or not cart.focus:
        return
    target = cart.focus[-1]
    value = actor.quantity(cart.product(target), draft.amount) or ONE
    if clause.does("fewer"):
        cart.remove([target], value)
    elif clause.does("more", "add_before", "add_after") or draft.other:
        cart.set(target, target.quantity + value, "add")
    elif draft.amount.said:
        for line in list(cart.lines) if draft.all else [target]:
            cart.set(line, value)


def _options_only(actor: Actor, draft: Draft, clause: Clause) -> None:
    cart = actor.cart
    if draft.all:
        fresh = [line for line in cart.lines if line.fresh]
        actor.change_options(fresh or cart.lines, draft.wishes)
        return
    instead = clause.does("set", "set_after", "replace_before", "replace_after") or clause.corrects
    wishes = list(draft.wishes)
    if clause.does("add_before", "more") and cart.focus:
        for wish in wishes:
            wish.count += actor.count_of(cart.focus[-1], wish) if wish.count else 0
    if actor.change_options(cart.focus, wishes, instead):
        wishes = [w for w in wishes if all(cart.accepts(line, w) is None for line in cart.focus)]
    for wish in wishes:
        near = [line for line in reversed(cart.lines) if cart.accepts(line, wish) is not None][:1]
        for line in near:
            cart.wish(line, wish)


def _for_all(actor: Actor, drafts: list[Draft], made: list[Line]) -> None:
    """Options said of *all* in a clause that ordered several lines."""
    if len(made) < 2:
        return
    fresh = [line for line in actor.cart.lines if line.fresh]
    for draft in drafts:
        if draft.all and draft.wishes and draft.product is not None:
            actor.change_options([x for x in fresh], draft.wishes)
