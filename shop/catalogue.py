"""The catalogue as understanding wants it: one snapshot of everything a store sells."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from msgspec import Struct
from sqlmodel import col, select

from models import (
    Option,
    OptionAlias,
    OptionGroup,
    Product,
    ProductAlias,
    ProductOptionGroup,
    ProductUnit,
    Store,
    Tx,
)
from shop.errors import UnknownProduct
from values import THOUSANDTHS, Money


class OptionSnapshot(Struct, frozen=True):
    """An option and the names people give it."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    any_of: tuple[int, ...] = ()
    unit: str = ""
    counted_aliases: tuple[str, ...] = ()


class GroupSnapshot(Struct, frozen=True):
    """A group of options and how it is chosen from."""

    id: int
    name: str
    options: tuple[OptionSnapshot, ...]
    multi: bool
    qualifiable: bool
    negatable: bool
    countable: bool
    default: int | None
    required: bool


class ProductSnapshot(Struct, frozen=True):
    """A product; `units` says how many base units one of another unit is, `unavailable` which options are not sold."""

    id: int
    name: str
    aliases: tuple[str, ...]
    category: str
    unit: str
    units: tuple[tuple[str, Decimal], ...]
    price: Money
    groups: tuple[int, ...]
    unavailable: tuple[int, ...]
    hidden: bool


class CatalogueSnapshot(Struct, frozen=True):
    """Everything a store sells, hidden products included, at one version of its catalogue."""

    store_id: int
    version: int
    products: tuple[ProductSnapshot, ...]
    groups: tuple[GroupSnapshot, ...]


def snapshot(tx: Tx, store: Store) -> CatalogueSnapshot:
    """The store's catalogue at its present version. What is sold out is told when it is ordered, since that ends
    by the clock."""
    aliases, units, links = _aliases(tx, store), _units(tx, store), _links(tx, store)
    mine = select(Product).where(col(Product.store_id) == store.id, col(Product.removed_at).is_(None))
    products = tuple(
        ProductSnapshot(
            id=product.id,
            name=product.name,
            aliases=tuple(aliases[product.id]),
            category=product.category,
            unit=product.unit,
            units=tuple(units[product.id]),
            price=product.price,
            groups=tuple(link.group_id for link in links[product.id]),
            unavailable=tuple(option for link in links[product.id] for option in link.without),
            hidden=product.hidden,
        )
        for product in tx.exec(mine.order_by(col(Product.position), col(Product.id)))
    )
    return CatalogueSnapshot(store.id, store.catalogue_version, products, _groups(tx, store))


def get_product(tx: Tx, store: Store, product_id: int) -> Product:
    """A product of this store, hidden ones included; UnknownProduct for any other id."""
    product = tx.get(Product, product_id)
    if product is None or product.store_id != store.id or product.removed_at is not None:
        raise UnknownProduct(str(product_id))
    return product


def _aliases(tx: Tx, store: Store) -> dict[int, list[str]]:
    aliases: dict[int, list[str]] = defaultdict(list)
    mine = select(ProductAlias).where(col(ProductAlias.store_id) == store.id)
    for alias in tx.exec(mine.order_by(col(ProductAlias.id))):
        aliases[alias.product_id].append(alias.name)
    return aliases


def _units(tx: Tx, store: Store) -> dict[int, list[tuple[str, Decimal]]]:
    units: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    mine = select(ProductUnit).where(col(ProductUnit.store_id) == store.id)
    for unit in tx.exec(mine.order_by(col(ProductUnit.id))):
        units[unit.product_id].append((unit.name, Decimal(unit.thousandths) / THOUSANDTHS))
    return units


def _links(tx: Tx, store: Store) -> dict[int, list[ProductOptionGroup]]:
    links: dict[int, list[ProductOptionGroup]] = defaultdict(list)
    mine = select(ProductOptionGroup).where(col(ProductOptionGroup.store_id) == store.id)
    for link in tx.exec(mine.order_by(col(ProductOptionGroup.position), col(ProductOptionGroup.group_id))):
        links[link.product_id].append(link)
    return links


def _groups(tx: Tx, store: Store) -> tuple[GroupSnapshot, ...]:
    options = _options(tx, store)
    mine = select(OptionGroup).where(col(OptionGroup.store_id) == store.id)
    return tuple(
        GroupSnapshot(
            id=group.id,
            name=group.name,
            options=tuple(options[group.id]),
            multi=group.multi,
            qualifiable=group.qualifiable,
            negatable=group.negatable,
            countable=group.countable,
            default=group.default_option_id,
            required=group.required,
        )
        for group in tx.exec(mine.order_by(col(OptionGroup.position), col(OptionGroup.id)))
    )


def _options(tx: Tx, store: Store) -> dict[int, list[OptionSnapshot]]:
    names: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for alias in tx.exec(select(OptionAlias).where(col(OptionAlias.store_id) == store.id)):
        names[alias.option_id, alias.counted].append(alias.name)
    options: dict[int, list[OptionSnapshot]] = defaultdict(list)
    mine = select(Option).where(col(Option.store_id) == store.id)
    for row in tx.exec(mine.order_by(col(Option.position), col(Option.id))):
        plain, counted = tuple(names[row.id, False]), tuple(names[row.id, True])
        option = OptionSnapshot(row.id, row.name, plain, tuple(row.any_of), row.unit, counted)
        options[row.group_id].append(option)
    return options
