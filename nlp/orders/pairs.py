"""Kinds of a product of which each has its amount behind it: "small 2 large 1", "3: red 1, blue 2"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from nlp.index import Index
from nlp.orders.chunks import Chunk
from nlp.orders.counting import in_unit_of
from nlp.orders.drafts import ONE, Draft, Part, Wish
from nlp.orders.elements import Element
from nlp.orders.kinds import groups_of
from nlp.quantities import Amount


def total_of_pairs(draft: Draft, chunks: list[Chunk], index: Index) -> Element | None:
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
    if draft.amount is None and groups_of(chunks[0].wishes, index) & groups_of(named[0].wishes, index):
        return None  # "black L 2 XL 1 white S 1"
    return heads[0] if sum(sizes) in (whole.value, _pieces(draft, whole, index)) else None


def _pieces(draft: Draft, amount: Amount, index: Index) -> Decimal | None:
    """An amount in the unit its product is sold by: 6 where a box of them holds 6."""
    products = draft.product.item.products if draft.product is not None else ()
    return in_unit_of(index.products[products[0][0]], amount, index.pack) if products else None


def take_in_front(draft: Draft, chunks: list[Chunk], index: Index) -> None:
    """ "brown bread 2 white 1": what stands before the product is the first of the kinds whose amounts stand behind."""
    if draft.amount is not None or not draft.wishes or chunks[0].wishes or len(chunks) < 3 or chunks[-1].wishes:
        return
    if groups_of(draft.wishes, index) & groups_of(chunks[1].wishes, index):
        chunks[0].wishes, draft.wishes = draft.wishes, []


def pairs_backwards(draft: Draft, chunks: list[Chunk], index: Index) -> bool:
    """ "steam 1 plate fry 1 plate": each amount follows its options; more may be said behind the last where the kinds
    exclude each other."""
    if draft.amount or len(chunks) < 3 or not chunks[0].wishes:
        return False
    if chunks[-1].wishes and not _are_kinds(chunks, index):
        return False
    return all(c.head is not None and c.head.kind == "amount" for c in chunks[1:]) and all(
        c.wishes for c in chunks[1:-1]
    )


def _are_kinds(chunks: list[Chunk], index: Index) -> bool:
    """Whether what stands behind each amount but the last excludes what is said first."""
    first, heads = groups_of(chunks[0].wishes, index), [chunk.head for chunk in chunks[1:]]
    joined = any(head is not None and (head.joined or head.linked) for head in heads)
    return not joined and all(first & groups_of(chunk.wishes, index) for chunk in chunks[1:-1])


def backward_parts(chunks: list[Chunk], index: Index) -> list[Part]:
    """The parts of which each is followed by its amount."""
    parts = [Part(behind.size, chunk.wishes, unit=behind.unit) for chunk, behind in pairwise(chunks)]
    for before, part in pairwise(parts):  # what stands behind an amount and before a comma is of what it counts
        commas = [k for k, wish in enumerate(part.wishes) if wish.apart]
        before.wishes, part.wishes = _cut(before.wishes, part.wishes, commas[0] if commas else 0)
    parts[-1].wishes = [*parts[-1].wishes, *chunks[-1].wishes]
    for part in parts[1:]:
        part.wishes = [*said_of_both(parts[0].wishes, part, index), *part.wishes]
    return parts


def _cut(before: list[Wish], wishes: list[Wish], at: int) -> tuple[list[Wish], list[Wish]]:
    return [*before, *wishes[:at]], wishes[at:]


def said_of_both(first: Sequence[Wish], part: Part, index: Index) -> list[Wish]:
    """ "black leggings, 2 small and 1 large": what was said before the kinds that exclude each other."""
    mine = groups_of(part.wishes, index)
    kept: list[Wish] = []
    for wish in first:
        groups = groups_of([wish], index)
        if groups & mine:
            return kept
        kept += [wish] if groups else []
    return []
