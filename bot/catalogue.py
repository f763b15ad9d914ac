"""Catalogue indexes for understanding, kept by store and refreshed when the catalogue changes."""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict

from models import Store, Tx, database
from nlp.catalogue import CatalogueSpec, GroupSpec, OptionSpec, ProductSpec
from nlp.index import Index, build_index
from nlp.packs import load_pack
from shop import catalogue

MOST_KEPT = 400
LARGE = 300
_kept: OrderedDict[tuple[int, int, str, bool], tuple[int, Index]] = OrderedDict()
_guard = threading.Lock()


def index_of(tx: Tx, store: Store | None, language: str, hidden: bool = False) -> Index:
    """The index of a store's catalogue as it is now, for one language; an empty one where there is no store.

    Hidden products are in it for those who work there, and not for customers.
    """
    if store is None:
        return build_index(CatalogueSpec((), ()), load_pack(language))
    key = (database.serial(), store.id, language, hidden)
    with _guard:
        version, index = _kept.get(key, (0, None))
        if index is not None and version == store.catalogue_version:
            _kept.move_to_end(key)
            return index
    spec = _spec(catalogue.snapshot(tx, store), hidden, store.currency)
    fresh = index.refresh(spec) if index is not None else build_index(spec, load_pack(language))
    with _guard:
        _kept[key] = (store.catalogue_version, fresh)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    _spare(fresh)
    return fresh


def _spare(index: Index) -> None:
    """Keep the collector of garbage from walking through a large index again and again: that takes tens of ms."""
    if len(index.products) >= LARGE:
        gc.collect(1)
        gc.freeze()


def _spec(snapshot: catalogue.CatalogueSnapshot, hidden: bool, currency: str) -> CatalogueSpec:
    return CatalogueSpec(
        products=tuple(_product(product, hidden) for product in snapshot.products),
        groups=tuple(_group(group) for group in snapshot.groups),
        currency=currency,
    )


def _product(product: catalogue.ProductSnapshot, hidden: bool) -> ProductSpec:
    return ProductSpec(
        id=product.id,
        name=product.name,
        aliases=product.aliases,
        category=product.category,
        unit=product.unit,
        units=product.units,
        price=product.price,
        groups=product.groups,
        unavailable=product.unavailable,
        hidden=product.hidden and not hidden,
    )


def _group(group: catalogue.GroupSnapshot) -> GroupSpec:
    return GroupSpec(
        id=group.id,
        name=group.name,
        options=tuple(_option(option) for option in group.options),
        multi=group.multi,
        qualifiable=group.qualifiable,
        negatable=group.negatable,
        countable=group.countable,
        default=group.default,
        required=group.required,
    )


def _option(option: catalogue.OptionSnapshot) -> OptionSpec:
    return OptionSpec(
        id=option.id,
        name=option.name,
        aliases=option.aliases,
        any_of=option.any_of,
        unit=option.unit,
        counted_aliases=option.counted_aliases,
    )
