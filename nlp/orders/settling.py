"""What a name is when it could be a product or an option, decided by what stands around it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from nlp.index import Index
from nlp.orders.drafts import accepted
from nlp.orders.elements import Element
from nlp.orders.items import DOUBTFUL


def settle(elements: list[Element], index: Index, focus: frozenset[int]) -> None:
    """Decide, in the elements of one clause, between products and options of the same name; `focus` are the option
    groups of the lines spoken of before.

    A whole option name that is also a part of some product's name is the option, if a product here has it.
    """
    groups = set(focus)
    for e in elements:
        if e.kind == "name" and e.item.products and (e.item.products[0][1] < DOUBTFUL or not e.item.options):
            groups.update(g for p, _ in e.item.products[:3] for g in index.products[p].groups)
    headed, heading = _headed(elements), any(_names_several(e) for e in elements)
    for i, e in enumerate(elements):
        item = e.item
        if headed and i and elements[i - 1].amount and any(p in headed for p, _ in item.products):
            item.options = ()  # "burgers with cheese: 2 chicken 1 cheese"
        if e.kind == "name" and item.options and item.products and item.products[0][1] >= DOUBTFUL > item.options[0][1]:
            implied = not groups and not heading and len(_whole_options(elements)) > 1
            if implied or any(index.group_of[o] in groups for o, _ in item.options):
                item.products = ()
    named = {p for e in elements for p, _ in e.item.products[:3]}
    _imply_products(elements, index, groups | {g for p in named for g in index.products[p].groups})


def pointed_at(
    elements: Sequence[Element], index: Index, focus: frozenset[int], held: Collection[int]
) -> frozenset[int]:
    """The groups of the one product that options alone point at, where it is not one of those `held` in the cart."""
    named = {index.group_of[o] for e in elements for o, cost in e.item.options[:1] if cost < DOUBTFUL}
    if not named or not focus.isdisjoint(named) or any(e.item.products for e in elements):
        return frozenset()
    owner = index.only_owner.get(min(named))
    return frozenset() if owner is None or owner in held else frozenset(index.products[owner].groups)


def _names_several(element: Element) -> bool:
    item = element.item
    return element.kind == "name" and len(item.products) > 1 and all(cost >= DOUBTFUL for _, cost in item.options)


def _headed(elements: Sequence[Element]) -> frozenset[int]:
    """The products that a list after their common name is of."""
    first = next((e for e in elements if e.kind == "name"), None)
    listed = [e for e in elements[1:] if e.kind == "name" and e.item.products and e is not first]
    several = first is not None and _names_several(first) and len(listed) > 1
    return frozenset(p for p, _ in first.item.products) if first is not None and several else frozenset()


def _imply_products(elements: list[Element], index: Index, groups: set[int]) -> None:
    """ "a burger and 2 colas": an amount of an option that only one product has, and none spoken of, orders it."""
    pairs = _pairs(elements)
    for i, e in enumerate(elements):
        if e.kind != "name" or e.item.products or e.refused or e.qualifier:
            continue
        before = elements[i - 1].item.amount if i and e.of else None
        if e.linked and not (before and before.unit):
            continue  # a kilo of what is only an option is of the product that has it
        named = {index.group_of[o] for o, cost in e.item.options if cost < DOUBTFUL}
        owner = index.only_owner.get(min(named)) if len(named) == 1 else None
        owner = _owner_behind(elements[i + 1 : i + 2], named, index) if owner is None and e.item.options else owner
        start = _described(elements, i, index.products[owner].groups, index) if owner is not None else i
        if owner is None or not groups.isdisjoint(named):
            continue
        if i < pairs or _counted(elements, start, i) or _bears_name(e, owner, index) or _alone(elements, start, i):
            item = replace(e.item, products=((owner, e.item.options[0][1]),))
            elements[i] = replace(e, item=item, implies=True)


def _alone(elements: Sequence[Element], start: int, i: int) -> bool:
    """ "…, can of root beer": whether several options of one product stand together, apart from others."""
    ends = i + 1 >= len(elements) or elements[i + 1].apart
    return start < i and ends and start > 0 and elements[start].apart


def _bears_name(element: Element, product: int, index: Index) -> bool:
    """ "full rack" of what is also called rack: whether an option is said with the name of its product in it."""
    words = element.item.text.split()
    return len(words) > 1 and any(("product", product) in index.phrase((word,)) for word in words)


def _owner_behind(following: Sequence[Element], named: set[int], index: Index) -> int | None:
    """ "a cola of 2 litres": the one product that has what is said right behind an option that several can have."""
    for e in following:
        if e.kind == "name" and e.item.options and not e.item.products and not e.apart:
            owner = index.only_owner.get(index.group_of[e.item.options[0][0]])
            return owner if owner is not None and named & set(index.products[owner].groups) else None
    return None


def _pairs(elements: Sequence[Element]) -> int:
    """How many elements at the beginning are names without a product, each with its amount behind it."""
    size = 0
    while size + 1 < len(elements) and elements[size].kind == "name" and not elements[size].item.products:
        if elements[size + 1].kind != "amount" or elements[size + 1].apart:
            break
        size += 2
    return size if size > 2 else 0


def _described(elements: Sequence[Element], i: int, groups: Sequence[int], index: Index) -> int:
    """Where what describes an element begins: "small" of "2 small colas"."""
    while i and not elements[i].apart and elements[i - 1].kind == "name" and not elements[i - 1].item.products:
        if accepted(index, groups, elements[i - 1]) is None:
            break
        i -= 1
    return i


def _counted(elements: Sequence[Element], start: int, i: int) -> bool:
    """Whether an amount stands right before the words from `start` to an element, or right after it and before no
    other."""
    before = elements[start - 1] if start else None
    after = elements[i + 1 : i + 3]
    if before is not None and before.amount is not None and not elements[start].apart:
        earlier = elements[max(0, start - 3) : start - 1]
        unnumbered = bool(earlier) and earlier[-1].kind == "name" and earlier[0].amount is None
        return not unnumbered or before.apart or before.joined
    follows = bool(after) and after[0].amount is not None and after[0].amount.said and not after[0].apart
    return follows and elements[i].apart and (len(after) < 2 or after[1].apart)


def _whole_options(elements: Sequence[Element]) -> list[Element]:
    return [e for e in elements if e.kind == "name" and e.item.options and e.item.options[0][1] < DOUBTFUL]
