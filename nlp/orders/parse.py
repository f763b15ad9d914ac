"""From a message and a cart to the cart after the message."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nlp.index import Index
from nlp.orders.acts import Actor
from nlp.orders.asking import mention, name_missing
from nlp.orders.cart import Cart
from nlp.orders.changes import carry_out
from nlp.orders.clauses import Clause, comma_parts, split_clauses
from nlp.orders.items import Item
from nlp.orders.lattice import expand, read_items
from nlp.orders.result import Memory, OrderParse, Span
from nlp.orders.strangers import strangers
from nlp.packs import load_pack
from nlp.text import MAX_CHARS, normalise
from values import CartLine

MAX_TOKENS = 500


def parse_order(
    text: str, cart: Sequence[CartLine], index: Index, language: str, memory: Memory | None = None
) -> OrderParse:
    """What a message orders or changes, as the whole cart after it.

    `language` chooses the pack; English and the shop's own words are understood beside it. `memory` is that of the
    chat's message before. A message that is no order leaves the cart as it is, with kind `none`.
    """
    pack = load_pack(language)
    tokens = expand(normalise(text), index, pack)[:MAX_TOKENS]
    items = read_items(tokens, index, pack)
    work = Cart(cart, memory or Memory(), index)
    actor = Actor(work, index, pack)
    actor.people = next((item.people for item in items if item.people is not None), None)
    if not _is_talk(items):
        _run(actor, split_clauses(items))
        actor.unknown += strangers(items, actor)
    lines, after = work.frozen()
    if work.changes and memory is not None and after.mentioned == memory.mentioned:
        after = replace(after, mentioned=())  # what was asked about is over once something else is ordered
    changed = work.touched and lines != tuple(cart)
    kind = "none" if not (changed or actor.questions or actor.unknown) else "edit" if cart else "order"
    return OrderParse(
        lines=lines if changed else tuple(cart),
        kind=kind,
        sure=_sure(actor, items),
        changes=tuple(work.changes) if changed else (),
        questions=tuple(actor.questions),
        unknown=tuple(actor.unknown),
        spans=tuple(_span(item, tokens) for item in items if not item.separator),
        memory=after,
        cut=len(text) > MAX_CHARS or len(tokens) == MAX_TOKENS,
    )


def _run(actor: Actor, clauses: list[Clause]) -> None:
    asked, told = Clause(), Clause()
    tells = any(clause.does("notorder") for clause in clauses)
    for clause in clauses:
        if _goes_without(actor, clause, asked):
            continue
        for part in [half for cut in _parts(clause) for half in _before_back_verb(cut)]:
            asks = _is_question(part)
            if (part.does("notorder") or (tells and not part.amounts and not asks)) and not _wants(part):
                told = part
                continue
            if told.names and part.does("want") and part.amounts and not _sells(part) and not actor.cart.lines:
                mention(actor, told)  # "the last tomatoes were bad, send 2 kg"
            if asks:
                mention(actor, part)
                asked = part
            else:
                carry_out(actor, part)


def _goes_without(actor: Actor, clause: Clause, asked: Clause) -> bool:
    """Whether a clause falls away: what to do otherwise where what was asked for is there, or if it is where it is
    not."""
    if clause.otherwise and (actor.known_before or actor.cart.changes):
        if asked.amounts and not actor.cart.changes:
            carry_out(actor, asked)  # "are there 5 kg? if not, …": there are
        return True
    if actor.missing and clause.condition and not clause.names:
        name_missing(actor, asked)  # "is there any …? if so, 3": there is none
        return True
    return False


def _sells(part: Clause) -> bool:
    """Whether a part of a message names a product."""
    return any(item.products for item in part.items)


def _wants(part: Clause) -> bool:
    """Whether something is wanted beside what is told; "yesterday I took some" wants nothing."""
    return part.does("want") and (part.amounts or not part.does("notorder"))


def _parts(clause: Clause) -> list[Clause]:
    """A clause that also asks something, cut so that what it orders is told from what it asks."""
    if clause.does("notorder"):
        return comma_parts(clause)
    if not _is_question(clause):
        return [clause]
    parts = []
    for part in comma_parts(clause):
        at = next((i for i, item in enumerate(part.items) if item.does("question")), 0)
        front = Clause(part.items[:at], corrects=part.corrects, condition=part.condition)
        orders = front.does("want", "modal", "set_after", "set")
        if at and front.names and orders and not _supposes(part):
            parts += [front, Clause(part.items[at:], asked=part.asked)]
        else:
            parts.append(part)
    return parts


def _before_back_verb(clause: Clause) -> list[Clause]:
    """A clause whose verb stands at its end, cut at the last comma: it speaks of what follows the comma."""
    if not clause.items or not clause.items[-1].does("remove_after", "set_after"):
        return [clause]
    commas = [i for i, item in enumerate(clause.items) if item.separator == "comma"]
    if not commas:
        return [clause]
    at = commas[-1]
    front = Clause(clause.items[:at], corrects=clause.corrects, condition=clause.condition)
    return [front, Clause(clause.items[at + 1 :], clause.asked, clause.corrects)]


def _is_question(clause: Clause) -> bool:
    if clause.does("bargain"):
        return True
    if _supposes(clause):
        return True
    if clause.does("question"):
        return not (clause.amounts and clause.does("want", "modal"))
    if clause.asked and clause.does("have") and not clause.does("want", "modal", "if"):
        return True
    if clause.amounts or clause.does("want"):
        return False
    return clause.asked and not clause.does("add_before", "set", "set_after", "replace_before", "modal")


def _supposes(clause: Clause) -> bool:
    """ "if I take 20 how much is it": whether a condition with an amount leads to a question."""
    if not clause.condition:
        return False
    asks = [i for i, item in enumerate(clause.items) if item.does("question")]
    counts = [i for i, item in enumerate(clause.items) if item.amount is not None and item.amount.said]
    return bool(asks and counts) and asks[-1] > counts[-1]


def _is_talk(items: list[Item]) -> bool:
    """Whether the message speaks of an earlier order, a payment or a complaint, and asks for nothing."""
    if not any(item.does("notorder") for item in items):
        return False
    if any(item.does("want") and not item.does("notorder", "fill") for item in items):
        return False
    parts = [part for clause in split_clauses(items) for part in comma_parts(clause)]
    if any(part.amounts and part.does("more", "add_before") and not part.does("notorder") for part in parts):
        return False  # "that was very good, 2 more please"
    for part in parts:
        if part.does("notorder"):
            return True
        if _orders(part):
            return False
    return True


def _orders(part: Clause) -> bool:
    """Whether a part of a message names a product and how many, and does not speak of the past."""
    return _sells(part) and part.amounts and not part.does("notorder", "question")


def _sure(actor: Actor, items: list[Item]) -> float:
    known = sum(1 for item in items if not item.is_unknown)
    share = known / len(items) if items else 0.0
    doubts = len(actor.questions) + len(actor.unknown)
    fuzzy = [item.products[0][1] for item in items if item.products] or [0.0]
    return round(max(0.0, min(1.0, share * (0.6**doubts) * (1 - 0.3 * max(fuzzy)))), 3)


def _span(item: Item, tokens: Sequence[object]) -> Span:
    if item.products:
        return Span(item.start, item.end, item.text, "product", tuple(p for p, _ in item.products[:3]))
    if item.options:
        return Span(item.start, item.end, item.text, "option", tuple(o for o, _ in item.options[:3]))
    roles = (("amount", item.amount is not None), ("money", item.money is not None), ("ignored", item.ignored))
    role = next((name for name, is_so in roles if is_so), "word" if item.classes else "unknown")
    return Span(item.start, item.end, item.text, role)
