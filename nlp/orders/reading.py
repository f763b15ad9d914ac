"""How a product mention and what stands around it read together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from nlp.index import Index
from nlp.orders.chunks import Chunk, Chunker
from nlp.orders.counting import counts, whole
from nlp.orders.drafts import ONE, Draft, Part, Wish, wish_among, wish_of
from nlp.orders.elements import Element
from nlp.orders.kinds import groups_of, read_one_each
from nlp.orders.pairs import backward_parts, pairs_backwards, said_of_both, take_in_front, total_of_pairs
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
    _read_after(draft, before, after, index)
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
            draft.wishes.append(wish_among(element, counted, draft.groups(index), index))
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


def _read_after(draft: Draft, before: Sequence[Element], after: Sequence[Element], index: Index) -> None:
    chunks = Chunker(draft, after, index).read()
    for chunk in [c for c in chunks if c.head is not None and c.head.mark == "all"]:
        draft.wishes += chunk.wishes
        draft.shared += chunk.wishes
        chunks.remove(chunk)
    first, rest = chunks[0], chunks[1:]
    draft.plain = first.plain
    total = total_of_pairs(draft, chunks, index)
    if total is not None:
        draft.amount = draft.amount or total.amount
        chunks = chunks if chunks[0].wishes else chunks[1:]
        draft.parts += [Part(behind.size, chunk.wishes, unit=behind.unit) for chunk, behind in pairwise(chunks)]
        behind = bool(before) and before[0].amount is not None and before[0].gap == 0 and before[0].item.start > 0
        draft.penalty -= 0 if behind else 2 * ADDS_UP  # "rice 5 chicken leg 3 wing 2": five of what stands before it
        return
    take_in_front(draft, chunks, index)
    if pairs_backwards(draft, chunks, index):
        draft.parts += backward_parts(chunks, index)
        return
    draft.wishes += first.wishes
    rest = _read_main(draft, rest, index)
    _read_siblings(draft, rest, index)
    for chunk in rest:
        _read_part(draft, chunk)
    _read_later(draft, [wish for chunk in rest for wish in chunk.later])
    whole = _adds_up(draft)
    _read_last(draft, index)
    for part in [p for p in draft.parts if p.sibling or (not whole and _excludes(draft, p, index))]:
        part.sibling, part.wishes = True, [*said_of_both(draft.wishes, part, index), *part.wishes]
    draft.penalty -= ADDS_UP if _adds_up(draft) else 0.0
    read_one_each(draft, index)


def _read_last(draft: Draft, index: Index) -> None:
    """ "10: 6 with meat, 4 plain, extra sauce": what stands behind a comma after all parts is said of all of them."""
    last = draft.parts[-1] if _adds_up(draft) else None
    at = next((i for i, w in enumerate(last.wishes) if i and w.apart and w.qualifier), None) if last else None
    if last is not None and at is not None and not groups_of(last.wishes[at:], index):
        draft.wishes += last.wishes[at:]
        last.wishes = last.wishes[:at]


def _read_later(draft: Draft, later: list[Wish]) -> None:
    """What is said of things known, after parts that are the whole together, is said of all of them."""
    told = [part for part in draft.parts if any(_same(wish, other) for wish in part.wishes for other in later)]
    if told:  # "2 hot 2 mild, more sauce on the hot ones"
        for part in told:
            part.wishes += [wish for wish in later if not any(_same(wish, other) for other in part.wishes)]
    elif _adds_up(draft) or not draft.parts:
        draft.wishes += later
        draft.shared += later
    else:
        draft.parts[-1].wishes += later


def _same(wish: Wish, other: Wish) -> bool:
    """Whether two wishes want the same option."""
    return bool(wish.candidates) and wish.candidates[:1] == other.candidates[:1] and wish.refused == other.refused


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
    if not _is_main(rest, index) or _tells_part(draft, rest[0]):
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


def _tells_part(draft: Draft, chunk: Chunk) -> bool:
    """ "the burgers with bacon, one without onions": whether one of the known things is told apart from them all."""
    apart = chunk.head is not None and chunk.head.apart
    return draft.definite and apart and bool(draft.wishes and chunk.wishes)


def _is_main(rest: list[Chunk], index: Index) -> bool:
    head = rest[0].head
    if head is None or head.amount is None:
        return False
    sizes = [c.size for c in rest[1:] if c.head and c.head.mark != "all"]
    if not sizes or not rest[0].wishes:
        return True
    if any(size is None for size in sizes) or rest[1].head is not None and rest[1].head.kind == "mark":
        return sum((s or ONE) for s in sizes) <= head.amount.value and head.amount.value > 1
    return len(sizes) > 1 and sum(s or ONE for s in sizes) == head.amount.value and _of_other_groups(rest, index)


def _of_other_groups(chunks: list[Chunk], index: Index) -> bool:
    """ "3 of them wholemeal: 1 jam, 1 cheese, 1 plain": whether the first says nothing of the kind the others say."""
    kinds = [{index.group_of[o] for wish in chunk.wishes for o, _ in wish.candidates} for chunk in chunks]
    return all(kinds[0].isdisjoint(kind) for kind in kinds[1:])


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
    if whole is None or more is None or not more.said or whole.unit or more.unit:
        return False
    again = more.value >= whole.value and bool(draft.wishes)  # "1 with cheese, 1 with bacon"
    if not (head.joined or again) or not all(part.sibling for part in draft.parts):
        return False
    return more.value >= whole.value or bool(draft.wishes)


def _too_many(draft: Draft) -> bool:
    """Whether the parts are more than the whole; a whole in dozens is given the benefit of the doubt."""
    total = sum((p.size or ONE) for p in draft.parts if not p.half)
    whole_amount = draft.amount
    if whole_amount is None:
        return False
    return total > whole_amount.value * (1 if whole_amount.unit in ("", "piece") else 12)
