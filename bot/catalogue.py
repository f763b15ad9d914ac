"""Catalogue indexes that the understanding of words works on, kept by store and refreshed when the catalogue changes."""

from __future__ import annotations

import threading
from collections import OrderedDict

from nlp.index import Index, build_index

from models import Store, Tx, database
from nlp.catalogue import CatalogueSpec
from shop import catalogue

MOST_STORES = 200
_kept: OrderedDict[tuple[int, int], tuple[int, Index]] = OrderedDict()
_guard = threading.Lock()


def index_of(tx: Tx, store: Store | None) -> Index:
    """The index of a store's catalogue as it is now; an empty one where there is no store."""
    if store is None:
        return build_index(CatalogueSpec((), ()))
    key = (database.serial(), store.id)
    with _guard:
        version, index = _kept.get(key, (0, None))
        if index is not None and version == store.catalogue_version:
            _kept.move_to_end(key)
            return index
    spec = _spec(catalogue.snapshot(tx, store))
    fresh = index.refresh(spec) if index is not None else build_index(spec)
    with _guard:
        _kept[key] = (store.catalogue_version, fresh)
        while len(_kept) > MOST_STORES:
            _kept.popitem(last=False)
    return fresh


def _spec(snapshot: catalogue.CatalogueSnapshot) -> CatalogueSpec:
    raise NotImplementedError
