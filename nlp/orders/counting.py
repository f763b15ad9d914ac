"""Whether an amount beside an option counts it: "two pumps of vanilla", "with 2 eggs"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from nlp.catalogue import ProductSpec
from nlp.index import Index
from nlp.orders.elements import Element
from nlp.orders.items import DOUBTFUL, nearest
from nlp.packs import Pack, unit_sizes
from nlp.quantities import Amount, in_base_unit, in_small, unit_id

_HALF: Final = 1.2


def counts(amount: Element, name: Element, index: Index) -> bool:
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
    return [option for option, _ in nearest(name.item.options, 0.05)]


def counts_in_unit(amount: Element, name: Element, index: Index) -> bool:
    """Whether the amount is said in a unit that the option is counted in."""
    if amount.amount is None or not amount.amount.unit or amount.amount.value != int(amount.amount.value):
        return False
    return not name.item.products and any(index.options[option].unit for option in likeliest(name))


def counts_after(amount: Element, name: Element, index: Index) -> bool:
    """As `counts`, after the product: "latte with vanilla, two shots", "with a shot"."""
    if counts(amount, name, index):
        return True
    if name.kind != "name" or name.item.products or name.linked or amount.amount is None:
        return False
    return not amount.amount.said or any(index.options[option].unit for option in likeliest(name))


def rather_half(element: Element, others: Sequence[Element], index: Index) -> float:
    """How unlikely "half" or "half a litre" counts something: more where a product that is named can be had as that,
    and does not come by the litre."""
    amount = element.item.amount
    if amount is None or (not amount.unit and amount.value >= 1):
        return 0.0
    groups = {index.group_of[option] for option, cost in element.item.options if cost < DOUBTFUL}
    named = [index.products[product] for e in others if e.kind == "name" for product, _ in e.item.products[:3]]
    fits = [product for product in named if not groups.isdisjoint(product.groups)]
    counted = amount.unit and all(_comes_by(product, amount, index.pack) for product in fits)
    return _HALF if fits and not counted else 0.0


def _comes_by(product: ProductSpec, amount: Amount, pack: Pack) -> bool:
    """Whether a product is sold by the unit of an amount, or by one of the same kind."""
    own = {unit_id(name, pack) for name in (product.unit, *(unit for unit, _ in product.units))}
    known = amount.unit in own or amount.unit in unit_sizes()
    return known and in_unit_of(product, amount, pack) is not None


def in_unit_of(product: ProductSpec, amount: Amount, pack: Pack) -> Decimal | None:
    """An amount in the unit a product is sold by; None when that cannot measure it."""
    units = {unit_id(name, pack): size for name, size in product.units}
    base = unit_id(product.unit, pack)
    return in_base_unit(in_small(amount, base), base, units)


def whole(element: Element) -> int:
    """The whole number an amount says."""
    return int(element.amount.value) if element.amount else 1


def with_counts(elements: Sequence[Element], index: Index) -> list[Element]:
    """The elements with amounts in an option's own unit taken into the option: "two pumps of vanilla"."""
    found: list[Element] = []
    for element in elements:
        last = found[-1] if found else None
        counted = last is not None and last.amount is not None and last.amount.unit and element.kind == "name"
        if last is not None and last.amount is not None and counted and counts_in_unit(last, element, index):
            found.pop()
            count = int(last.amount.value)
            element = replace(element, count=count, gap=last.gap, linked=last.linked, joined=last.joined)
        found.append(element)
    return found


def measures_others(product: ProductSpec, amount: Amount, index: Index) -> bool:
    """Whether an amount is in a unit that only other products are sold by: "a bunch" is no pound of tomatoes."""
    fits = not amount.unit or in_unit_of(product, amount, index.pack) is not None
    units = () if fits else (other.unit for other in index.spec.products)
    return any(unit and unit_id(unit, index.pack) == amount.unit for unit in units)
