"""What understanding needs to know of a shop's catalogue: names, options and units, the same for every shop."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Final

from msgspec import Struct

from values import ChosenOption, Money

SAMPLE: Final = 40


class OptionSpec(Struct, frozen=True):
    """One value of an option group.

    `any_of`: ids of the values this generic one stands for ("beans" is black or pinto). `unit`: what it is counted in
    ("pump"); `extra` when "an extra shot" is one shot. `counted_aliases`: names used only with a count.
    """

    id: int
    name: str
    aliases: tuple[str, ...]
    any_of: tuple[int, ...] = ()
    unit: str = ""
    counted_aliases: tuple[str, ...] = ()


class GroupSpec(Struct, frozen=True):
    """A group of options: how many may be chosen, and whether they can be refused, qualified or counted."""

    id: int
    name: str
    options: tuple[OptionSpec, ...]
    multi: bool
    qualifiable: bool
    negatable: bool
    countable: bool
    default: int | None = None
    required: bool = False


class ProductSpec(Struct, frozen=True):
    """A product: `unit` is its base unit, `units` say how many base units one of another unit is.

    `unavailable` are option ids it is not sold with. Hidden products are never understood; a sold-out one is.
    """

    id: int
    name: str
    aliases: tuple[str, ...]
    category: str
    unit: str
    units: tuple[tuple[str, Decimal], ...]
    price: Money
    groups: tuple[int, ...]
    unavailable: tuple[int, ...] = ()
    hidden: bool = False
    sold_out: bool = False


class RecipeSpec(Struct, frozen=True):
    """A name for things taken together: a product with options, or options alone ("one and one")."""

    name: str
    aliases: tuple[str, ...]
    options: tuple[ChosenOption, ...]
    product_id: int | None = None
    quantity: Decimal = Decimal(1)


class CatalogueSpec(Struct, frozen=True, dict=True):
    """Everything a shop sells, in the words it is ordered by."""

    products: tuple[ProductSpec, ...]
    groups: tuple[GroupSpec, ...]
    recipes: tuple[RecipeSpec, ...] = ()
    currency: str = ""  # that of the prices when there is no product yet to tell it

    @cached_property
    def usual_price(self) -> Money | None:
        """The middle price of the first products, to tell prices from quantities; None where there are none."""
        prices = sorted(product.price for product in self.products[:SAMPLE])
        return prices[len(prices) // 2] if prices else None


def only_owners(spec: CatalogueSpec) -> dict[int, int]:
    """Group → the product that has it, where only one has."""
    owners: dict[int, list[int]] = {}
    for product in spec.products:
        for group in () if product.hidden else product.groups:
            owners.setdefault(group, []).append(product.id)
    return {group: found[0] for group, found in owners.items() if len(found) == 1}
