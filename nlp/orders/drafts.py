"""A product with everything said of it: how many, which options, which parts differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from nlp.index import Index
from nlp.names import EXTRA, LIGHT, NO
from nlp.orders.elements import Element
from nlp.orders.items import nearest
from nlp.quantities import Amount
from values import ChosenOption

ONE = Decimal(1)
WHOLE = 0.05


class Wish(Struct):
    """One option wanted, refused or qualified; `candidates` are option ids with their cost.

    `said` is how a refusal was typed: it is kept as a note where the product has nothing like it; `apart` whether a
    comma or the like stood before it.
    """

    candidates: tuple[tuple[int, float], ...]
    refused: bool = False
    qualifier: str = ""
    count: int = 0
    text: str = ""
    signed: bool = False
    plain: tuple[tuple[int, float], ...] = ()
    sign: str = ""
    recipe: int | None = None
    said: str = ""
    apart: bool = False

    def without_sign(self) -> Wish:
        """The wish read as an option that is refused or qualified instead of one by that very name."""
        qualifier = {EXTRA: "extra", LIGHT: "light"}.get(self.sign, self.qualifier)
        return Wish(self.plain, self.refused or self.sign == NO, qualifier, self.count, self.text, said=self.said)

    @property
    def is_whole(self) -> bool:
        """Whether the whole name of an option was said, and nothing else it could be."""
        return bool(self.candidates) and self.candidates[0][1] < WHOLE and not self.signed

    @property
    def rank(self) -> tuple[bool, float]:
        """Wishes that contradict each other are heard in this order: refusals by name last, doubtful readings last."""
        return self.signed, min((cost for _, cost in self.candidates), default=1.0)


class Part(Struct):
    """So many of a line with options of their own; `size` None is what remains, `plain` says without any.

    The size is in `unit`, or in the unit of the product where that is empty."""

    size: Decimal | None
    wishes: list[Wish] = field(default_factory=list)
    plain: bool = False
    half: bool = False
    other: bool = False
    sibling: bool = False
    unit: str = ""


class Draft(Struct):
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
    plain: bool = False
    each: bool = False
    kinds: frozenset[int] | None = None
    other: bool = False
    amount_follows: bool = False
    start: int = 0
    end: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said but perhaps a product."""
        return not (self.amount or self.wishes or self.parts or self.money is not None or self.part_of or self.other)

    def groups(self, index: Index) -> Sequence[int]:
        """The groups of options that the product most likely meant has."""
        products = self.product.item.products if self.product is not None else ()
        return index.products[products[0][0]].groups if products else ()


def one_more(draft: Draft) -> Draft:
    """The draft of "the cards, one more", where "one more" is not a part that differs, but an amount."""
    if draft.product is None or draft.amount is not None or not draft.parts:
        return draft
    if any(part.wishes or part.plain or not part.other or part.size not in (None, ONE) for part in draft.parts):
        return draft
    return replace(draft, parts=[], amount=Amount(ONE, "", False), other=True)


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
        element.refused_as,
        element.apart,
    )


def wish_among(element: Element, count: int, groups: Collection[int], index: Index) -> Wish:
    """As `wish_of`; of options that are called alike those of some groups come first."""
    wish = wish_of(element, count)
    if len(wish.candidates) > 1 and groups:
        near = len(nearest(wish.candidates, WHOLE))
        first = sorted(wish.candidates[:near], key=lambda pair: index.group_of[pair[0]] not in groups)
        wish.candidates = (*first, *wish.candidates[near:])
    return wish


def as_wish(option: ChosenOption) -> Wish:
    """The wish for an option as it was chosen before."""
    return Wish(((option.option_id, 0.0),), option.negated, option.qualifier, option.count if option.count > 1 else 0)
