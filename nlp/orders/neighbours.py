"""What drafts side by side share: an amount ("chicken and duck, 10 of each", "onions and potatoes 2-2 kilo"), or a word
that is said once for two products ("2 chicken and 1 mutton biryani")."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nlp.index import Index
from nlp.orders.drafts import Draft
from nlp.orders.elements import Element
from nlp.orders.items import DOUBTFUL, EACH
from nlp.packs import Pack


def share(drafts: Sequence[Draft], elements: Sequence[Element]) -> None:
    """Give the drafts before one whose amount is said of each the same amount, as far back as none has its own."""
    shared = [e.amount for i, e in enumerate(elements) if e.amount is not None and _of_each(elements, i)]
    for i, draft in enumerate(drafts):
        if not any(draft.amount is amount for amount in shared):
            continue
        for before in reversed(drafts[:i]):
            if before.product is None or before.negated or before.amount or before.parts or before.money is not None:
                break
            before.amount = draft.amount


def _of_each(elements: Sequence[Element], i: int) -> bool:
    """Whether an amount is said twice, or right behind *all*."""
    return elements[i].item.does(EACH) or (i > 0 and elements[i - 1].mark == "all" and not elements[i].gap)


def with_heads(drafts: Sequence[Draft], index: Index, pack: Pack) -> list[Draft]:
    """The drafts, where a name said in part is of the kind of its neighbour: the next one where what a thing is comes
    last in its name, the one before where it comes first."""
    found = list(drafts)
    at = -1 if pack.adjective_before else 0
    for i, draft in enumerate(found):
        other = i + 1 if pack.adjective_before else i - 1
        if draft.product is not None and 0 <= other < len(found) and _in_part(draft):
            _narrow(draft, _ends(found[other], index, at), index, at)
    return found


def _in_part(draft: Draft) -> bool:
    item = draft.product.item if draft.product is not None else None
    return item is not None and len(item.products) > 1 and item.products[0][1] >= DOUBTFUL


def _ends(draft: Draft, index: Index, at: int) -> frozenset[str]:
    """The words that the names of a product begin or end with, where its whole name was said."""
    if draft.product is None or not draft.product.item.products or draft.product.item.products[0][1] >= DOUBTFUL:
        return frozenset()
    return _words(draft.product.item.products[0][0], index, at)


def _words(product: int, index: Index, at: int) -> frozenset[str]:
    return frozenset(name.words[at] for name in index.names(("product", product)) if len(name.words) > 1)


def _narrow(draft: Draft, heads: frozenset[str], index: Index, at: int) -> None:
    if draft.product is None or not heads:
        return
    item = draft.product.item
    kin = tuple((p, cost) for p, cost in item.products if heads & _words(p, index, at))
    if kin and not heads & set(item.text.split()):
        draft.product = replace(draft.product, item=replace(item, products=kin))


def headed(products: Sequence[int], text: str, index: Index, pack: Pack) -> frozenset[int]:
    """Those of the products that one of the words said is the kind of, rather than what they are like."""
    said, at = set(text.split()), -1 if pack.adjective_before else 0
    return frozenset(product for product in products if said & _words(product, index, at))
