"""Opening another store, and changing a store by telling how it is to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from models import Store, Tx, User
from shop.actors import Actor
from shop.errors import NotAValue
from shop.registration import NewStore, NewWay, open_store
from shop.stores import set_fee, set_field, set_minimum
from values import Money

FIELDS: Final = ("name", "description", "address", "delivers", "pickup")


def open_another(tx: Tx, like: Store, name: str, cash: str, user: User, now: datetime) -> Store:
    """Another store of the same seller, in the country, currency and zone of one that he has."""
    ways = (NewWay("cash", cash),)
    new = NewStore(name, like.country, like.currency, like.zone, like.language, user.name, ways)
    return open_store(tx, new, user, now).store


def change_store(tx: Tx, store: Store, changes: dict[str, Any], by: Actor, now: datetime) -> Store:
    """Set what is among the changes and differs; `fee` and `minimum` are money. Each can be taken back alone.

    NotAValue for a name that is none, and for a store that would neither deliver nor hand over.
    """
    by.need("manager")
    if "name" in changes and not 2 <= len(changes["name"].strip()) <= 60:
        raise NotAValue("name")
    if not (changes.get("delivers", store.delivers) or changes.get("pickup", store.pickup)):
        raise NotAValue("fulfilment")
    for field in FIELDS:
        if field in changes and changes[field] != getattr(store, field):
            set_field(tx, store, field, changes[field], by, now)
    for name, current, write in (("fee", store.delivery_fee, set_fee), ("minimum", store.minimum, set_minimum)):
        wanted: Money | None = changes.get(name)
        if wanted is not None and wanted != current:
            write(tx, store, wanted, by, now)
    return store
