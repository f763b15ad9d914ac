"""How each kind of clause is carried out: orders, removals, replacements, corrections, everything at once."""

from __future__ import annotations

from decimal import Decimal

from nlp.orders import removing, replacing
from nlp.orders.acts import Actor
from nlp.orders.cart import ONE, Line
from nlp.orders.choosing import redirect
from nlp.orders.clauses import Clause
from nlp.orders.drafts import Draft, Part, one_more
from nlp.orders.focus import about_focus, measured_otherwise, one_more_said
from nlp.orders.headings import under_heading
from nlp.orders.renaming import only_told_of, renames
from nlp.orders.result import Unknown
from nlp.quantities import Amount


def carry_out(actor: Actor, clause: Clause) -> None:
    """Do to the cart what the clause says."""
    cart = actor.cart
    if clause.does("again") and cart.removed and not clause.names:
        cart.restore()
    elif clause.does("clear") and clause.names:
        if cart.lines:
            removing.remove(actor, clause)  # "the tea, never mind": that alone
    elif clause.does("clear") and not clause.amounts:
        cart.clear()
    elif replacing.replace(actor, clause):
        return
    elif removing.repeats(actor, clause):
        removing.repeat(actor, clause)
    elif not _takes_out_or_scales(actor, clause):
        _order(actor, clause)


def _takes_out_or_scales(actor: Actor, clause: Clause) -> bool:
    if not actor.cart.lines:
        return False
    if clause.does("scale", "double") and removing.scale(actor, clause):
        return True
    return removing.removes(clause) and removing.remove(actor, clause)


def _order(actor: Actor, clause: Clause) -> None:
    cart = actor.cart
    drafts = under_heading(actor, actor.drafts(clause)) or _nothing_named(actor, clause)
    made: list[Line] = []
    line: Line | None
    gone: Line | None = None
    refused: list[tuple[Draft, list[Line]]] = []
    if _takes_back(clause, drafts) and cart.focus:
        gone = cart.focus[-1]
        cart.remove([gone])
    for draft, said in zip(drafts, _regions(clause, drafts), strict=True):
        if draft.product is not None and draft.negated:
            gone = _refused_product(actor, draft) or gone
            refused += [(draft, made[-1:])] if gone is None else []
            continue
        if _unwanted(actor, draft, said):
            continue
        if gone is not None and draft.product is not None and actor.resolve(draft):
            line = _in_place_of(actor, draft, gone)
            gone = None
        else:
            redirect(actor, draft, made)
            line = _one(actor, draft, said)
        if line is not None:
            made.append(line)
    _for_all(actor, drafts, made)
    _keep_refusals(actor, refused, made)


def _nothing_named(actor: Actor, clause: Clause) -> list[Draft]:
    """What is ordered without a name or an amount: what was asked about ("I'll take it"), or one more of the last."""
    elsewhere = any(x.is_unknown or x.does("address") or (x.ignored and not x.separator) for x in clause.items)
    if clause.does("want") and actor.cart.mentioned and not elsewhere:  # "send it to flat 302" orders nothing
        return [Draft(None, Amount(ONE, "", said=False))]
    if one_more_said(actor, clause):
        last = actor.cart.focus[-1]
        actor.cart.set(last, last.quantity + ONE, "add")
    return []


def _keep_refusals(actor: Actor, refused: list[tuple[Draft, list[Line]]], made: list[Line]) -> None:
    """ "without crackers" where nobody ordered any is a wish about what was ordered: it goes with that as a note."""
    for draft, before in refused:
        about = [line for line in before or made or actor.cart.focus if line in actor.cart.lines][-1:]
        element = draft.product
        actor.change_options(about, [wish for wish in draft.wishes if wish.refused])
        kept = element is not None and element.refusal is not None and not element.refusal.does("not_alone")
        for words in (element.refused_as, *draft.notes) if about and element is not None and kept else ():
            actor.cart.note(about[-1], words)


def _regions(clause: Clause, drafts: list[Draft]) -> list[Clause]:
    """For each draft the words around it, up to its neighbours: what they do, they do to it alone."""
    regions = []
    for i, draft in enumerate(drafts):
        begin = drafts[i - 1].end if i else 0
        end = drafts[i + 1].start if i + 1 < len(drafts) else 1 << 30
        items = [x for x in clause.items if x.start >= begin and x.end <= end]
        comma = [k for k, x in enumerate(items) if x.separator == "comma" and x.start >= draft.end]
        items = items[: comma[0]] if comma else items
        apart = [k for k, x in enumerate(items) if x.separator == "comma" and x.end <= draft.start]
        items = items[apart[-1] + 1 :] if i and apart else items  # "only 1 tea, the other a coffee"
        regions.append(Clause(items, clause.asked, clause.corrects, clause.condition, meant=clause.meant))
    return regions


def _takes_back(clause: Clause, drafts: list[Draft]) -> bool:
    """Whether a correction begins with a refusal of what was said before it: "eh jangan, … 2"."""
    if not clause.corrects or not any(d.product is not None and not d.negated for d in drafts):
        return False
    first = next((x for x in clause.items if not x.does("fill") or x.does("not_alone")), None)
    return first is not None and first.does("not_alone")


def _unwanted(actor: Actor, draft: Draft, said: Clause) -> bool:
    """Whether something is to be taken out that was never in: that orders nothing."""
    names = draft.product is not None and draft.is_empty
    return names and not actor.cart.lines and said.does("remove_before", "remove_after") and not said.does("want")


def _refused_product(actor: Actor, draft: Draft) -> Line | None:
    lines = actor.spoken_of(draft)
    if lines:
        actor.cart.remove(lines)
        return lines[-1]
    return None


def _in_place_of(actor: Actor, draft: Draft, gone: Line) -> Line:
    """The draft's product in place of a line just taken out."""
    product = actor.index.products[actor.resolve(draft)[0]]
    quantity = actor.wanted(draft, product) if draft.amount and draft.amount.said else None
    actor.cart.lines.append(gone)
    line = actor.cart.replace(gone, product.id, None, draft.wishes)
    line.quantity = line.quantity if quantity is None else quantity
    return line


def _one(actor: Actor, draft: Draft, clause: Clause) -> Line | None:
    """Carry out one draft; the line if it made a new one."""
    draft = one_more(draft)
    if measured_otherwise(actor, draft):
        actor.unknown += [Unknown(wish.text, ()) for wish in draft.wishes[:1]]
        return None
    if draft.product is None and draft.unknown is None:
        about_focus(actor, draft, clause)
        return None
    lines = actor.spoken_of(draft)
    if draft.is_empty and draft.product is not None and only_told_of(draft.product, clause, lines):
        return None
    if lines and draft.unknown is None:
        return _known_line(actor, draft, clause, lines)
    if not renames(actor, draft, clause):
        return actor.order(draft)
    return None


def _known_line(actor: Actor, draft: Draft, clause: Clause, lines: list[Line]) -> Line | None:
    """A draft whose product is in the cart already: change it, or order more of it."""
    actor.measure_parts(draft, actor.cart.product(lines[-1]))
    if draft.part_of is not None or (draft.parts and draft.amount is None):
        if draft.parts and draft.wishes:
            actor.change_options(lines, draft.wishes)
        parts = draft.parts or [Part(draft.part_of, draft.wishes)]
        actor.cart.split(max(lines, key=lambda x: x.quantity), parts)
    elif draft.plain and not draft.wishes and _is_all_of(actor, draft, lines):
        actor.make_plain(lines)
    elif draft.amount is None and draft.money is None:
        return _without_amount(actor, draft, clause, lines)
    elif not _new_amount(actor, draft, clause, lines):
        return actor.order(draft)
    return None


def _is_all_of(actor: Actor, draft: Draft, lines: list[Line]) -> bool:
    """Whether a draft speaks of a line with options as it stands: without an amount, or with the one it has."""
    wanted = actor.wanted(draft, actor.cart.product(lines[-1]))
    return wanted in (None, lines[-1].quantity) and any(line.options for line in lines)


def _another(actor: Actor, draft: Draft, clause: Clause, lines: list[Line]) -> bool:
    """ "beef pie, steak pie": whether a product named again with another kind of it is one more."""
    changes = clause.corrects or draft.definite or draft.all or clause.does("set", "set_after", "part_of")
    return not changes and all(line.fresh and any(actor.excludes(line, [w]) for w in draft.wishes) for line in lines)


def _without_amount(actor: Actor, draft: Draft, clause: Clause, lines: list[Line]) -> Line | None:
    more = draft.other and clause.does("more")
    if _another(actor, draft, clause, lines) or (more and draft.wishes):
        return actor.order(draft)  # "another coke, but a small one"
    if draft.wishes:
        actor.change_options(lines, draft.wishes, clause.does("set", "set_after") or clause.corrects)
    elif more or clause.does("add_before", "more"):
        actor.cart.set(lines[-1], lines[-1].quantity + ONE, "add")
    else:
        actor.cart.focus = lines
    return None


def _new_amount(actor: Actor, draft: Draft, clause: Clause, lines: list[Line]) -> bool:
    """Set a line's amount or add to it; False when the draft is an order of its own."""
    quantity = actor.wanted(draft, actor.cart.product(lines[-1]))
    adds = _adds(clause)
    if quantity is None:
        return False
    if clause.does("part_of") and draft.wishes and not draft.parts and quantity < lines[-1].quantity:
        actor.cart.split(lines[-1], [Part(quantity, draft.wishes)])  # "of the teas one without sugar"
        return True
    if _restates(actor, draft, clause, lines, adds) or (_sets(clause) and (clause.corrects or not adds)):
        if _sets(clause) and _counts_all(draft, lines):
            _set_total(actor, lines, quantity)
            return True
        line = (actor.selected(lines, draft.wishes) or lines)[-1]
        if quantity < line.quantity and not clause.corrects and actor.differs(line, draft.wishes):
            actor.cart.split(line, [Part(quantity, draft.wishes)])  # "make 1 shirt blue"
            return True
        actor.cart.set(line, quantity)
        actor.change_options([line], draft.wishes)
        if draft.parts:
            actor.cart.split(line, draft.parts)
        return True
    twin = next((x for x in lines if actor.selected([x], draft.wishes)), None)
    if adds and twin is not None and not draft.parts:
        actor.cart.set(twin, twin.quantity + quantity, "add")
        return True
    return False


def _counts_all(draft: Draft, lines: list[Line]) -> bool:
    """Whether a new amount speaks of several lines of one product together."""
    alike = len(lines) > 1 and len({line.product for line in lines}) == 1
    return alike and not (draft.wishes or draft.parts or any(line.fresh for line in lines))


def _set_total(actor: Actor, lines: list[Line], total: Decimal) -> None:
    """So many of all lines together: more of the first, fewer of the last ones."""
    more = total - sum((line.quantity for line in lines), Decimal(0))
    if more > 0:
        actor.cart.set(lines[0], lines[0].quantity + more)
    for line in reversed(lines) if more < 0 else ():
        less = min(line.quantity, -more)
        more += less
        if less:
            actor.cart.set(line, line.quantity - less)


def _sets(clause: Clause) -> bool:
    return clause.does("set", "set_after", "meant") or clause.corrects


def _adds(clause: Clause) -> bool:
    """Whether more is wanted; an "and" that also says so ("aur") does not, where so many are said to be kept."""
    sets = clause.does("set", "set_after")
    words = [x for x in clause.items if x.does("more", "add_before", "add_after")]
    return any(not (sets and x.does("and")) for x in words)


def _restates(actor: Actor, draft: Draft, clause: Clause, lines: list[Line], adds: bool) -> bool:
    """Whether an earlier line is said again with another amount behind it ("es teh juga 4")."""
    plain = not draft.wishes or draft.all or (clause.does("only") and bool(actor.exactly(lines, draft.wishes)))
    only = clause.does("only") or (draft.definite and any(line.fresh for line in lines))
    if only and not adds and plain:
        return True  # "2 sausages 1 nugget, the sausages just 1"
    return draft.amount_follows and plain and not adds and not any(line.fresh for line in lines)


def _for_all(actor: Actor, drafts: list[Draft], made: list[Line]) -> None:
    """Options said of *all* in a clause that ordered several lines."""
    if len(made) < 2:
        return
    fresh = [line for line in actor.cart.lines if line.fresh]
    for draft in drafts:
        if draft.all and draft.wishes and draft.product is not None:
            actor.change_options(fresh, draft.shared or draft.wishes)
