"""What a cart costs. Pure: every line is rounded to what the currency shows, and the subtotal is their sum."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from models import Option, Product, Store
from shop.errors import OptionNeeded, OptionUnavailable, QuantityNotSold
from shop.goods import Goods
from shop.options import Offered
from values import CartLine, ChosenOption, Money, Quantity

MOST = Quantity.of(100_000)


class PricedOption(Struct, frozen=True):
    """A chosen or refused option with its names and what it adds to the price of one base unit."""

    group_id: int
    option_id: int
    group: str
    name: str
    count: int
    qualifier: str
    negated: bool
    price: Money


class PricedLine(Struct, frozen=True):
    """A line with the price of one base unit, options included, and its rounded amount."""

    product_id: int
    name: str
    unit: str
    quantity: Quantity
    options: tuple[PricedOption, ...]
    note: str
    unit_price: Money
    amount: Money


class Sum(Struct, frozen=True):
    """A cart's money; `missing` is what it still lacks to the store's minimum."""

    subtotal: Money
    discount: Money
    fee: Money
    total: Money
    missing: Money | None


def price_line(product: Product | Goods, groups: Sequence[Offered], line: CartLine) -> PricedLine:
    """The price of a line now; refuses quantities and options the product is not sold in."""
    check_quantity(product, line.quantity)
    options = tuple(_priced(product, groups, chosen) for chosen in _with_defaults(groups, line.options))
    unit_price = product.price
    for option in options:
        unit_price += Money(option.price.amount * option.count, option.price.currency)
    amount = unit_price.times(line.quantity)
    unit, note = product.unit, line.note
    return PricedLine(product.id, product.name, unit, line.quantity, options, note, unit_price, amount)


def needed(product: Product | Goods, groups: Sequence[Offered], line: CartLine) -> OptionNeeded | None:
    """The first required choice that a line has not made, if any."""
    chosen = {option.group_id for option in line.options if not option.negated}
    for offer in groups:
        group = offer.group
        if group.required and group.default_option_id is None and group.id not in chosen:
            names = tuple(option.name for option in offer.options.values())
            return OptionNeeded(product.name, group.name, names, product.id, group.id)
    return None


def check_quantity(product: Product | Goods, quantity: Quantity) -> None:
    """Refuse what is not a multiple of the product's smallest quantity, or absurdly much."""
    if not 0 < quantity.thousandths <= MOST.thousandths or quantity.thousandths % product.step:
        raise QuantityNotSold(product.name, quantity, product.smallest, product.unit, MOST)


def subtotal_of(store: Store, lines: Sequence[PricedLine]) -> Money:
    """What the goods cost."""
    return sum((line.amount for line in lines), Money.zero(store.currency))


def total(store: Store, lines: Sequence[PricedLine], fulfilment: str | None, fee: Money, discount: Money) -> Sum:
    """Subtotal, discount, delivery fee (none for pickup, or above the store's free amount) and total."""
    subtotal = subtotal_of(store, lines)
    free = store.free_delivery_from
    charged = fulfilment == "delivery" and (free is None or subtotal < free)
    owed = fee if charged else Money.zero(store.currency)
    missing = store.minimum - subtotal if subtotal < store.minimum else None
    return Sum(subtotal, discount, owed, subtotal - discount + owed, missing)


def _priced(product: Product | Goods, groups: Sequence[Offered], chosen: ChosenOption) -> PricedOption:
    offer, option = _find(product, groups, chosen)
    price = Money(0 if chosen.negated else option.price_amount, product.currency)
    return PricedOption(
        group_id=offer.group.id,
        option_id=option.id,
        group=offer.group.name,
        name=option.name,
        count=max(1, chosen.count),
        qualifier=chosen.qualifier,
        negated=chosen.negated,
        price=price,
    )


def _find(product: Product | Goods, groups: Sequence[Offered], chosen: ChosenOption) -> tuple[Offered, Option]:
    for offer in groups:
        if chosen.option_id in offer.options:
            return offer, offer.options[chosen.option_id]
        refused = offer.refused.get(chosen.option_id)
        # Asking for something to be left out is possible even when there is none of it.
        if refused is not None and chosen.negated:
            return offer, refused
        if refused is not None:
            raise OptionUnavailable(product.name, refused.name)
    raise OptionUnavailable(product.name, str(chosen.option_id))


def _with_defaults(groups: Sequence[Offered], options: Sequence[ChosenOption]) -> tuple[ChosenOption, ...]:
    """A default that costs something is a choice like any other: the customer sees it and pays it."""
    chosen = {option.group_id for option in options if not option.negated}
    defaults = [
        ChosenOption(offer.group.id, default.id)
        for offer in groups
        if offer.group.id not in chosen
        and (default := offer.options.get(offer.group.default_option_id or 0)) is not None
        and default.price_amount != 0
    ]
    return (*options, *defaults)
