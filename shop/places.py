"""Where a store keeps its goods: the place that orders are served from, and others such as a storeroom."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, select

from models import Product, StockLevel, StockLocation, Store, Tx
from shop.actors import Actor
from shop.errors import NotAValue
from shop.events import record
from shop.names import name_key
from values import Quantity

MOST_NAME: Final = 60


class Held(Struct, frozen=True):
    """How much of a product lies at a place."""

    place: str
    main: bool
    product: str
    unit: str
    quantity: Quantity


def places_of(tx: Tx, store: Store) -> list[StockLocation]:
    """The places of a store, that of the orders first."""
    mine = select(StockLocation).where(col(StockLocation.store_id) == store.id)
    return list(tx.exec(mine.order_by(col(StockLocation.main).desc(), col(StockLocation.id))))


def main_place(tx: Tx, store: Store) -> StockLocation:
    """The place that orders are served from."""
    return places_of(tx, store)[0]


def place_named(tx: Tx, store: Store, name: str) -> StockLocation | None:
    """The place of that name in any spelling of case and spaces."""
    return next((place for place in places_of(tx, store) if name_key(place.name) == name_key(name)), None)


def add_place(tx: Tx, store: Store, name: str, by: Actor, now: datetime) -> StockLocation:
    """The place of that name where the store keeps goods, made if there is none; refused without a name."""
    typed = " ".join(name.split())
    if not name_key(typed) or len(typed) > MOST_NAME:
        raise NotAValue("name")
    known = place_named(tx, store, typed)
    if known is not None:
        return known
    place = tx.save(StockLocation(seller_id=store.seller_id, store_id=store.id, name=typed, main=False))
    record(tx, "place.added", place, by, now, name=typed)
    return place


def held_at(tx: Tx, store: Store, product: Product | None = None) -> list[Held]:
    """What lies where, by place; of one product where it is named."""
    rows = (
        select(StockLevel, StockLocation, Product)
        .join(StockLocation, col(StockLocation.id) == StockLevel.location_id)
        .join(Product, col(Product.id) == StockLevel.product_id)
        .where(col(StockLevel.store_id) == store.id, col(StockLevel.on_hand) > 0)
        .order_by(col(StockLocation.main).desc(), col(StockLocation.id), col(Product.position))
    )
    if product is not None:
        rows = rows.where(col(StockLevel.product_id) == product.id)
    return [
        Held(place.name, place.main, item.name, item.unit, Quantity(level.on_hand))
        for level, place, item in tx.exec(rows)
    ]
