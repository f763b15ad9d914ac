"""A product with everything said of it, and how it reads: how many, which options, which parts differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from nlp.index import Index
from nlp.names import EXTRA, LIGHT, NO
from nlp.orders.elements import Element
from nlp.quantities import Amount

ONE = Decimal(1)


@dataclass(slots=True)
class Wish:
    """One option wanted, refused or qualified; `candidates` are option ids with their cost."""

    candidates: tuple[tuple[int, float], ...]
    refused: bool = False
    qualifier: str = ""
    count: int = 0
    text: str = ""
    signed: bool = False
    plain: tuple[tuple[int, float], ...] = ()
    sign: str = ""
    recipe: int | None = None

    def without_sign(self) -> Wish:
        """The wish read as an option that is refused or qualified instead of one by that very name."""
        qualifier = {EXTRA: "extra", LIGHT: "light"}.get(self.sign, self.qualifier)
        return Wish(self.plain, self.refused or self.sign == NO, qualifier, self.count, self.text)

    @property
    def rank(self) -> tuple[bool, float]:
        """Wishes that contradict each other are heard in this order: refusals by name last, doubtful readings last."""
        return self.signed, min((cost for _, cost in self.candidates), default=1.0)


@dataclass(slots=True)
class Part:
    """So many of a line with options of their own; `size` None is what remains, `plain` says without any."""

    size: Decimal | None
    wishes: list[Wish] = field(default_factory=list)
    plain: bool = False
    half: bool = False
    other: bool = False
    sibling: bool = False


@dataclass(slots=True)
class Draft:
    """What one product mention orders, before it meets the cart. Without a product it speaks of lines named before."""

    product: Element | None
    amount: Amount | None = None
    money: Decimal | None = None
    wishes: list[Wish] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    all: bool = False
    part_of: Decimal | None = None
    unknown: Element | None = None
    definite: bool = False
    negated: bool = False
    notes: list[str] = field(default_factory=list)
    penalty: float = 0.0
    shared: list[Wish] = field(default_factory=list)
    bare_no: bool = False
    other: bool = False
    amount_follows: bool = False
    start: int = 0
    end: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said but perhaps a product."""
        return not (self.amount or self.wishes or self.parts or self.money is not None or self.part_of or self.other)


def accepted(index: Index, groups: Sequence[int], element: Element) -> float | None:
    """The cost of the element's cheapest option that a product with these groups has."""
    known = (*element.item.options, *element.item.inner)
    costs = [cost for option, cost in known if index.group_of[option] in groups]
    if not costs and element.item.recipe is not None:
        bundle = index.recipes[element.item.recipe].options
        costs = [0.3 for chosen in bundle[:1] if chosen.group_id in groups]
    return min(costs) if costs else None


def wish_of(element: Element, count: int = 0) -> Wish:
    """The wish a name element expresses; `count` if an amount before it counts it."""
    item = element.item
    return Wish(
        item.options,
        element.refused,
        element.qualifier,
        count or element.count,
        item.text,
        item.signed,
        item.inner,
        item.inner_sign,
        item.recipe,
    )


def read_draft(product: Element | None, before: Sequence[Element], after: Sequence[Element], index: Index) -> Draft:
    """What the elements before and after a product mention say together."""
    draft = Draft(product)
    if product is not None:
        draft.definite = product.definite or product.item.text.endswith("nya")
        draft.negated = product.refused
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
            if following is not None and _counts(element, following, index):
                counted = _whole(element)
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
            draft.notes.append(element.item.text)
        counted = 0


def _mark_before(draft: Draft, element: Element) -> None:
    if element.mark == "all":
        draft.all = True
    elif element.mark == "part":
        draft.part_of = element.value
    elif element.mark in ("other", "others"):
        draft.other = True


def _counts(amount: Element, name: Element, index: Index) -> bool:
    """Whether an amount in front of an option counts it: in the option's own unit, or after *with*."""
    if name.kind != "name" or amount.amount is None or amount.amount.value != int(amount.amount.value):
        return False
    if counts_in_unit(amount, name, index):
        return True
    if not amount.linked or name.linked or name.item.products:
        return False
    return any(index.groups[index.group_of[option]].countable for option in likeliest(name))


def likeliest(name: Element) -> list[int]:
    """The option ids an element most likely means."""
    best = name.item.options[0][1] if name.item.options else 0.0
    return [option for option, cost in name.item.options if cost <= best + 0.05]


def counts_in_unit(amount: Element, name: Element, index: Index) -> bool:
    """Whether the amount is said in a unit that the option is counted in."""
    if amount.amount is None or not amount.amount.unit or amount.amount.value != int(amount.amount.value):
        return False
    return not name.item.products and any(index.options[option].unit for option in likeliest(name))


def _counts_after(amount: Element, name: Element, index: Index) -> bool:
    """As `_counts`, after the product: "latte with vanilla, two shots", "with a shot"."""
    if _counts(amount, name, index):
        return True
    if name.kind != "name" or name.item.products or name.linked or amount.amount is None:
        return False
    return not amount.amount.said or any(index.options[option].unit for option in likeliest(name))


def _whole(element: Element) -> int:
    return int(element.amount.value) if element.amount else 1


@dataclass(slots=True)
class _Chunk:
    """An amount or part mark and the elements after it."""

    head: Element | None
    wishes: list[Wish] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    plain: bool = False
    all: bool = False


def _read_after(draft: Draft, after: Sequence[Element], index: Index) -> None:
    chunks = _chunks(draft, after, index)
    for chunk in [c for c in chunks if c.head is not None and c.head.mark == "all"]:
        draft.wishes += chunk.wishes
        draft.shared += chunk.wishes
        chunks.remove(chunk)
    first, rest = chunks[0], chunks[1:]
    if _pairs_backwards(draft, chunks):
        for chunk, following in zip(chunks, rest, strict=False):
            draft.parts.append(Part(_size(following), chunk.wishes))
        return
    draft.wishes += first.wishes
    draft.all = draft.all or first.all
    if rest and not draft.amount and _is_main(rest):
        draft.amount = rest[0].head.amount if rest[0].head else None
        draft.amount_follows = True
        draft.wishes += rest[0].wishes
        draft.all = draft.all or rest[0].all
        rest = rest[1:]
    _read_siblings(draft, rest, index)
    for chunk in rest:
        _read_part(draft, chunk, index)
    for part in draft.parts:
        part.sibling = part.sibling or _excludes(draft, part, index)


def _chunks(draft: Draft, after: Sequence[Element], index: Index) -> list[_Chunk]:
    chunks = [_Chunk(None)]
    counted = 0
    for i, element in enumerate(after):
        following = after[i + 1] if i + 1 < len(after) else None
        current = chunks[-1]
        if element.kind == "amount" and following is not None and _counts_after(element, following, index):
            counted = _whole(element)
            continue
        elif element.kind == "amount" and _counts_back(
            draft, chunks, after[i - 1] if i else None, element, following, index
        ):
            current.wishes[-1].count = _whole(element)
        elif element.kind == "amount" or (
            element.kind == "mark" and element.mark in ("part", "other", "others", "half_part")
        ):
            chunks.append(_Chunk(element))
        elif element.kind == "money":
            draft.money = element.value
        elif element.kind == "name":
            current.wishes.append(wish_of(element, counted))
            current.elements.append(element)
        elif element.kind == "mark":
            _mark_after(draft, chunks, element, following)
        elif element.kind == "note":
            draft.notes.append(element.item.text)
        counted = 0
    return chunks


def _mark_after(draft: Draft, chunks: list[_Chunk], element: Element, following: Element | None) -> None:
    current = chunks[-1]
    if element.mark == "all":
        leads = following is not None and following.kind == "name" and following.gap < 0.3
        if current.head is None or not current.wishes or leads:
            current.all = True
            draft.all = True
            chunks.append(_Chunk(element))
        else:
            draft.all = True
            draft.shared.append(current.wishes[-1])
            draft.wishes.append(current.wishes.pop())
    elif element.mark == "plain":
        current.plain = True
    elif element.mark == "no":
        draft.bare_no = True
        if len(chunks) > 2 and current.head is not None and not current.wishes:  # "one with pearls, the other without"
            current.wishes = [Wish(w.candidates, True, text=w.text) for w in chunks[-2].wishes]


def _counts_back(
    draft: Draft,
    chunks: list[_Chunk],
    previous: Element | None,
    after_amount: Element,
    following: Element | None,
    index: Index,
) -> bool:
    """ "cekernya 3": an amount right after a countable option of a line that has its own amount."""
    known = draft.amount is not None or len(chunks) > 1
    if previous is None or previous.kind != "name" or not chunks[-1].wishes or not known:
        return False
    amount = after_amount.amount
    if following is not None and following.kind == "name" and not following.refused and not (amount and amount.unit):
        return False
    return any(index.groups[index.group_of[o]].countable for o, _ in previous.item.options)


def _groups(wishes: Sequence[Wish], index: Index) -> set[int]:
    """The groups of which only one option can be had and has been said."""
    found = {index.group_of[w.candidates[0][0]] for w in wishes if w.candidates and not w.refused}
    return {g for g in found if not index.groups[g].multi}


def _read_siblings(draft: Draft, rest: list[_Chunk], index: Index) -> None:
    """ "lux soap 4 and dettol 2": an option that excludes one said before, with an amount of its own behind it."""
    if draft.amount is None or len(rest) != 1 or rest[0].wishes or rest[0].head is None or len(draft.wishes) < 2:
        return
    last = draft.wishes[-1]
    if _groups([last], index) & _groups(draft.wishes[:-1], index):
        draft.wishes = draft.wishes[:-1]
        draft.parts.append(Part(_size(rest[0]), [last], sibling=True))
        rest.clear()


def _excludes(draft: Draft, part: Part, index: Index) -> bool:
    """Whether a part wants what the whole has otherwise: then it is no part of it."""
    return draft.amount is not None and bool(_groups(part.wishes, index) & _groups(draft.wishes, index))


def _size(chunk: _Chunk) -> Decimal | None:
    head = chunk.head
    if head is None or head.mark in ("others",):
        return None
    return head.amount.value if head.amount else head.value


def _pairs_backwards(draft: Draft, chunks: list[_Chunk]) -> bool:
    """ "steam 1 plate fry 1 plate": each amount follows its options."""
    if draft.amount or len(chunks) < 3 or not chunks[0].wishes or chunks[-1].wishes:
        return False
    return all(c.head is not None and c.head.kind == "amount" for c in chunks[1:]) and all(
        c.wishes for c in chunks[1:-1]
    )


def _is_main(rest: list[_Chunk]) -> bool:
    head = rest[0].head
    if head is None or head.amount is None:
        return False
    sizes = [_size(c) for c in rest[1:] if c.head and c.head.mark != "all"]
    if not sizes or not rest[0].wishes:
        return True
    if any(size is None for size in sizes) or rest[1].head is not None and rest[1].head.kind == "mark":
        return sum((s or ONE) for s in sizes) <= head.amount.value and head.amount.value > 1
    return False


def _read_part(draft: Draft, chunk: _Chunk, index: Index) -> None:
    head = chunk.head
    if head is not None and head.mark == "all":
        draft.wishes += chunk.wishes
        return
    if not chunk.wishes and not chunk.plain and not (head is not None and head.kind == "mark"):
        draft.penalty += 1.2
        if draft.amount is None and head is not None:
            draft.amount = head.amount
        return
    half = head is not None and (
        head.mark == "half_part"
        or (head.amount is not None and head.amount.value == Decimal("0.5") and not head.amount.unit)
    )
    other = head is not None and head.mark == "other"
    part = Part(_size(chunk), chunk.wishes, chunk.plain, half, other)
    draft.parts.append(part)
    if draft.amount is not None and not half:
        total = sum((p.size or ONE) for p in draft.parts if not p.half)
        if total > draft.amount.value * 12 or (total > draft.amount.value and draft.amount.unit in ("", "piece")):
            draft.penalty += 1.5
