"""How a product mention and what stands around it read together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from nlp.index import Index
from nlp.orders.chunks import Chunk, Chunker
from nlp.orders.counting import counts, in_unit_of, whole
from nlp.orders.drafts import ONE, Draft, Part, Wish, wish_of
from nlp.orders.elements import Element
from nlp.orders.kinds import groups_of, read_one_each
from nlp.packs import unit_sizes
from nlp.quantities import Amount

HALF = Decimal("0.5")
ADDS_UP = 1.0  # what speaks for parts that are the whole together


def read_draft(product: Element | None, before: Sequence[Element], after: Sequence[Element], index: Index) -> Draft:
    """What the elements before and after a product mention say together."""
    draft = Draft(product)
    if product is not None:
        draft.definite = product.is_definite
        draft.negated = product.refused
        draft.wishes += [wish_of(product)] if product.implies else []
    _read_before(draft, before, index)
    _read_after(draft, after, index)
    spoken = [e.item for e in (*before, *((product,) if product else ()), *after)]
    draft.start = min((item.start for item in spoken), default=0)
    draft.end = max((item.end for item in spoken), default=0)
    return draft


def _read_before(draft: Draft, before: Sequence[Element], index: Index) -> None:
    counted = 0
    for i, element in enumerate(before):
        following = before[i + 1] if i + 1 < len(before) else None
        if element.kind == "amount":
            if following is not None and counts(element, following, index):
                counted = whole(element)
                continue
            draft.penalty += 2.0 if draft.amount and draft.amount.said else 0.0
            draft.amount = element.amount
        elif element.kind == "money":
            draft.money = element.value
        elif element.kind == "name":
            draft.wishes.append(wish_of(element, counted))
        elif element.kind == "mark":
            _mark_before(draft, element)
        elif element.kind == "note":
            draft.notes.append(element.item.raw)
        counted = 0


def _mark_before(draft: Draft, element: Element) -> None:
    if element.mark == "all":
        draft.all = True
    elif element.mark == "part":
        draft.part_of = element.value
    elif element.mark in ("other", "others"):
        draft.other = True
    elif element.mark == "one_each":
        draft.each = True


def _read_after(draft: Draft, after: Sequence[Element], index: Index) -> None:
    chunks = Chunker(draft, after, index).read()
    for chunk in [c for c in chunks if c.head is not None and c.head.mark == "all"]:
        draft.wishes += chunk.wishes
        draft.shared += chunk.wishes
        chunks.remove(chunk)
    first, rest = chunks[0], chunks[1:]
    draft.plain = first.plain
    total = _total_of_pairs(draft, chunks, index)
    if total is not None:
        draft.amount = draft.amount or total.amount
        chunks = chunks if chunks[0].wishes else chunks[1:]
        draft.parts += [Part(behind.size, chunk.wishes, unit=behind.unit) for chunk, behind in pairwise(chunks)]
        draft.penalty -= 2 * ADDS_UP
        return
    if _pairs_backwards(draft, chunks):
        draft.parts += _backward_parts(chunks, index)
        return
    draft.wishes += first.wishes
    rest = _read_main(draft, rest, index)
    _read_siblings(draft, rest, index)
    for chunk in rest:
        _read_part(draft, chunk)
    _read_later(draft, [wish for chunk in rest for wish in chunk.later])
    for part in [p for p in draft.parts if p.sibling or _excludes(draft, p, index)]:
        part.sibling, part.wishes = True, [*_said_of_both(draft.wishes, part, index), *part.wishes]
    draft.penalty -= ADDS_UP if _adds_up(draft) else 0.0
    read_one_each(draft, index)


def _backward_parts(chunks: list[Chunk], index: Index) -> list[Part]:
    """The parts of which each is followed by its amount."""
    parts = [Part(behind.size, chunk.wishes, unit=behind.unit) for chunk, behind in pairwise(chunks)]
    for part in parts[1:]:
        part.wishes = [*_said_of_both(parts[0].wishes, part, index), *part.wishes]
    return parts


def _read_later(draft: Draft, later: list[Wish]) -> None:
    """What is said of things known, after parts that are the whole together, is said of all of them."""
    if _adds_up(draft) or not draft.parts:
        draft.wishes += later
        draft.shared += later
    else:
        draft.parts[-1].wishes += later


def _said_of_both(first: Sequence[Wish], part: Part, index: Index) -> list[Wish]:
    """ "black leggings, 2 small and 1 large": what was said before the kinds that exclude each other."""
    mine = groups_of(part.wishes, index)
    kept: list[Wish] = []
    for wish in first:
        groups = groups_of([wish], index)
        if groups & mine:
            return kept
        kept += [wish] if groups else []
    return []


def _adds_up(draft: Draft) -> bool:
    """Whether the parts are the whole together: 6, "2 red 2 blue 2 white"."""
    whole = draft.amount.value if draft.amount is not None else None
    return len(draft.parts) > 1 and sum(p.size or ONE for p in draft.parts) == whole


def _read_siblings(draft: Draft, rest: list[Chunk], index: Index) -> None:
    """ "lux soap 4 and dettol 2": an option that excludes one said before, with an amount of its own behind it."""
    if draft.amount is None or len(rest) != 1 or rest[0].head is None or len(draft.wishes) < 2:
        return
    last = draft.wishes[-1]
    kind = groups_of([last], index)
    if kind & groups_of(draft.wishes[:-1], index) and not kind & groups_of(rest[0].wishes, index):
        draft.wishes = draft.wishes[:-1]
        draft.parts.append(Part(rest[0].size, [last, *rest[0].wishes], sibling=True, unit=rest[0].unit))
        rest.clear()


def _excludes(draft: Draft, part: Part, index: Index) -> bool:
    """Whether a part wants what the whole has otherwise: then it is no part of it."""
    return draft.amount is not None and bool(groups_of(part.wishes, index) & groups_of(draft.wishes, index))


def _total_of_pairs(draft: Draft, chunks: list[Chunk], index: Index) -> Element | None:
    """ "burgers 3: veggie 1, fish 2": the head with the whole amount, where those that follow their options add up."""
    heads = [chunk.head for chunk in chunks if chunk.head is not None]
    counted = len(heads) > 1 and all(head.amount is not None and head.amount.said for head in heads)
    if not counted or chunks[-1].wishes or chunks[-1].plain:
        return None
    whole = heads[0].amount if draft.amount is None else draft.amount
    named = chunks[1:-1] if draft.amount is None else chunks[:-1]
    sizes = [chunk.size or ONE for chunk in chunks[-len(named) :]]
    if whole is None or not all(chunk.wishes for chunk in named) or len(named) < 2:
        return None
    return heads[0] if sum(sizes) in (whole.value, _pieces(draft, whole, index)) else None


def _pieces(draft: Draft, amount: Amount, index: Index) -> Decimal | None:
    """An amount in the unit its product is sold by: 6 where a box of them holds 6."""
    products = draft.product.item.products if draft.product is not None else ()
    return in_unit_of(index.products[products[0][0]], amount, index.pack) if products else None


def _pairs_backwards(draft: Draft, chunks: list[Chunk]) -> bool:
    """ "steam 1 plate fry 1 plate": each amount follows its options."""
    if draft.amount or len(chunks) < 3 or not chunks[0].wishes or chunks[-1].wishes:
        return False
    return all(c.head is not None and c.head.kind == "amount" for c in chunks[1:]) and all(
        c.wishes for c in chunks[1:-1]
    )


def _read_main(draft: Draft, rest: list[Chunk], index: Index) -> list[Chunk]:
    """The chunks that remain when the first, if it says how many of all there are to be, is read."""
    if not rest or draft.amount:
        return rest
    if _another_kind(draft, rest[0], index):
        draft.amount = Amount(ONE, "", said=False)
        return rest
    if _of_other_goods(draft, rest[0], index):
        draft.wishes += rest[0].wishes
        return rest[1:]
    if not _is_main(rest):
        return rest
    draft.amount = rest[0].head.amount if rest[0].head else None
    draft.amount_follows = True
    draft.wishes += rest[0].wishes
    return rest[1:]


def _of_other_goods(draft: Draft, chunk: Chunk, index: Index) -> bool:
    """ "fries and 2 ranch": whether an amount counts options that the product cannot have."""
    if draft.product is None or chunk.head is None or not chunk.head.joined or not chunk.wishes:
        return False
    groups = {g for p, _ in draft.product.item.products[:4] for g in index.products[p].groups}
    return not any(index.group_of[option] in groups for wish in chunk.wishes for option, _ in wish.candidates)


def _another_kind(draft: Draft, chunk: Chunk, index: Index) -> bool:
    """ "a shake with mango and one with lime", "another with lime": whether another of the same product begins."""
    head = chunk.head
    counted = head is not None and (head.mark == "other" or (head.joined and head.amount is not None))
    return counted and bool(groups_of(chunk.wishes, index) & groups_of(draft.wishes, index))


def _is_main(rest: list[Chunk]) -> bool:
    head = rest[0].head
    if head is None or head.amount is None:
        return False
    sizes = [c.size for c in rest[1:] if c.head and c.head.mark != "all"]
    if not sizes or not rest[0].wishes:
        return True
    if any(size is None for size in sizes) or rest[1].head is not None and rest[1].head.kind == "mark":
        return sum((s or ONE) for s in sizes) <= head.amount.value and head.amount.value > 1
    return False


def _read_part(draft: Draft, chunk: Chunk) -> None:
    head = chunk.head
    if head is None:
        return
    if not chunk.wishes and not chunk.plain and head.kind != "mark":
        draft.penalty += 1.2
        measured = head.amount is not None and head.amount.unit in unit_sizes() and head.amount.unit != "piece"
        alone = draft.amount is not None and draft.amount.value == ONE and not draft.amount.unit
        if draft.amount is None or (alone and measured):
            draft.amount = head.amount  # "1 melon of about 3 kilos"
        return
    halves = head.amount is not None and head.amount.value == HALF and not head.amount.unit
    half = head.mark == "half_part" or halves
    beside = not half and _beside(draft, head)
    other = head.mark == "other"
    draft.parts.append(Part(chunk.size, chunk.wishes, chunk.plain, half, other, beside, chunk.unit))
    if draft.amount is not None and not half and not beside and _too_many(draft):
        draft.penalty += 1.5


def _beside(draft: Draft, head: Element) -> bool:
    """ "1 with cheese and 1 with bacon": whether so many come on top of the whole, rather than out of it."""
    whole, more = draft.amount, head.amount
    if whole is None or more is None or not (more.said and head.joined) or whole.unit or more.unit:
        return False
    return not draft.parts and (more.value >= whole.value or bool(draft.wishes))


def _too_many(draft: Draft) -> bool:
    """Whether the parts are more than the whole; a whole in dozens is given the benefit of the doubt."""
    total = sum((p.size or ONE) for p in draft.parts if not p.half)
    whole_amount = draft.amount
    if whole_amount is None:
        return False
    return total > whole_amount.value * (1 if whole_amount.unit in ("", "piece") else 12)
