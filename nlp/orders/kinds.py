"""One of each kind of a thing: "2 ramen, shrimp and beef", "3 melts, one of each"."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.index import Index
from nlp.orders.drafts import ONE, Draft, Part, Wish
from nlp.orders.items import nearest

CLEARLY = 0.2
CLOSE = 0.05
MOST = 6  # kinds that nobody has named


def groups_of(wishes: Sequence[Wish], index: Index) -> set[int]:
    """The groups of which only one option can be had and has been said."""
    found = {index.group_of[w.candidates[0][0]] for w in wishes if w.candidates and not w.refused}
    return {g for g in found if not index.groups[g].multi}


def read_one_each(draft: Draft, index: Index) -> None:
    """Make parts of a draft that wants one of each kind: as many options that exclude each other as there are pieces
    are one of each ("2 ramen, shrimp and beef"), and so are those named with those very words, or all there are."""
    if draft.each and not draft.parts:
        _read_each(draft, index)
        return
    if draft.amount is None or draft.parts or draft.amount.value < 2 or draft.amount.unit not in ("", "piece"):
        return
    kinds = [wish for wish in draft.wishes if wish not in draft.shared and groups_of([wish], index)]
    if len(kinds) != draft.amount.value or len(groups_of(kinds, index)) != 1 or any(_unclear(wish) for wish in kinds):
        return
    if any(_of_several(wish, draft, index) for wish in kinds):
        return
    if len({wish.candidates[0][0] for wish in kinds}) == len(kinds):
        _make_parts(draft, kinds)


def _read_each(draft: Draft, index: Index) -> None:
    kinds = [wish for wish in draft.wishes if groups_of([wish], index) and not _unclear(wish)]
    if not kinds:
        kinds = _all_kinds(draft, index)
    if len(kinds) > 1 and (draft.amount is None or draft.amount.value == len(kinds)):
        _make_parts(draft, kinds)


def _make_parts(draft: Draft, kinds: Sequence[Wish]) -> None:
    draft.wishes = [wish for wish in draft.wishes if wish not in kinds]
    draft.parts = [Part(ONE, [wish]) for wish in kinds]


def _all_kinds(draft: Draft, index: Index) -> list[Wish]:
    """Every option of the first group of which a product has one, where nobody has said another."""
    products = draft.product.item.products if draft.product is not None else ()
    groups = [index.groups[g] for p, _ in products[:1] for g in index.products[p].groups]
    single = next((group for group in groups if not group.multi), None)
    options = [option for option in single.options if not option.any_of] if single is not None else []
    return [Wish(((option.id, 0.0),)) for option in options] if len(options) <= MOST else []


def _of_several(wish: Wish, draft: Draft, index: Index) -> bool:
    """Whether a word stands in several groups of a product: "2 waffles with strawberry and strawberry ice cream"."""
    products = draft.product.item.products[:1] if draft.product is not None else ()
    groups = {g for p, _ in products for g in index.products[p].groups}
    return len({index.group_of[o] for o, _ in nearest(wish.candidates, CLOSE)} & groups) > 1


def _unclear(wish: Wish) -> bool:
    return wish.signed or wish.candidates[0][1] >= CLEARLY
