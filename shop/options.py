"""Options of products: adding groups, and reading what products offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select as select_any
from sqlmodel import col

from models import Option, OptionAlias, OptionGroup, Product, ProductOptionGroup, Store, Tx, among
from shop.stores import bump_catalogue, store_of
from values import Money


class NewOption(Struct, frozen=True):
    """An option to add: its name, what it adds to the price, and other names of it."""

    name: str
    price: Money
    aliases: tuple[str, ...] = ()
    counted_aliases: tuple[str, ...] = ()
    unit: str = ""


class NewGroup(Struct, frozen=True):
    """A group to add; `default` is the name of one of its options."""

    name: str
    options: tuple[NewOption, ...]
    required: bool = False
    multi: bool = False
    qualifiable: bool = False
    negatable: bool = False
    countable: bool = False
    default: str = ""


class Offered(Struct, frozen=True):
    """A group as one product offers it: the options that can be chosen now, by id."""

    group: OptionGroup
    options: dict[int, Option]
    refused: dict[int, Option]


def add_group(tx: Tx, store: Store, new: NewGroup, position: int = 0) -> OptionGroup:
    """Add a group with its options to a store; products offer it once it is linked to them."""
    group = tx.save(
        OptionGroup(
            seller_id=store.seller_id,
            store_id=store.id,
            name=new.name,
            required=new.required,
            multi=new.multi,
            qualifiable=new.qualifiable,
            negatable=new.negatable,
            countable=new.countable,
            position=position,
        )
    )
    for place, option in enumerate(new.options):
        row = add_option(tx, group, option, place)
        if option.name == new.default:
            group.default_option_id = row.id
    tx.save(group)
    bump_catalogue(tx, store)
    return group


def add_option(tx: Tx, group: OptionGroup, new: NewOption, position: int) -> Option:
    """Another option of a group; every product that offers the group offers it."""
    belongs: dict[str, Any] = {"seller_id": group.seller_id, "store_id": group.store_id}
    row = tx.save(
        Option(
            **belongs,
            group_id=group.id,
            name=new.name,
            price_amount=new.price.amount,
            unit=new.unit,
            position=position,
        )
    )
    for counted, names in ((False, new.aliases), (True, new.counted_aliases)):
        for name in names:
            tx.add(OptionAlias(**belongs, option_id=row.id, name=name, counted=counted))
    return row


def offer_groups(tx: Tx, product: Product, groups: Sequence[OptionGroup]) -> None:
    """Let a product offer these groups, in this order, besides those it offers already."""
    belongs: dict[str, Any] = {"seller_id": product.seller_id, "store_id": product.store_id, "product_id": product.id}
    for position, group in enumerate(groups):
        tx.add(ProductOptionGroup(**belongs, group_id=group.id, position=position))
    tx.flush()
    bump_catalogue(tx, store_of(tx, product))


_OFFERED = (
    select_any(ProductOptionGroup, OptionGroup, Option)
    .select_from(ProductOptionGroup)
    .join(OptionGroup)
    .outerjoin(Option, col(Option.group_id) == col(OptionGroup.id))
    .where(among(ProductOptionGroup.product_id, "products"))
    .order_by(col(ProductOptionGroup.position), col(OptionGroup.id), col(Option.position), col(Option.id))
)


def offered(tx: Tx, product_ids: Iterable[int]) -> dict[int, list[Offered]]:
    """What each of these products offers, groups and options in their order."""
    ids = sorted(set(product_ids))
    offers: dict[tuple[int, int], Offered] = {}
    for link, group, option in tx.session.execute(_OFFERED, {"products": ids}) if ids else ():
        offer = offers.setdefault((link.product_id, group.id), Offered(group, {}, {}))
        if option is not None:
            sold = option.available and option.id not in link.without
            (offer.options if sold else offer.refused)[option.id] = option
    found: dict[int, list[Offered]] = {product_id: [] for product_id in ids}
    for (product_id, _), offer in offers.items():
        found[product_id].append(offer)
    return found
