"""Delivery zones: what delivery costs where, by a name in the address or by the distance to the store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

from sqlmodel import col, delete, select

from models import DeliveryZone, Store, Tx
from shop.actors import Actor
from shop.changes import Write, log_write
from shop.errors import NotAValue
from shop.errors_people import OutsideZones, UnknownZone
from shop.events import plain
from shop.names import name_key
from values import Money

EARTH: Final = 6_371_000
MOST_NAME: Final = 80
_WORDS: Final = re.compile(r"[\w\u0900-\u097f]+")
Pin = tuple[float, float]
Kept = dict[str, Any]
KIND: Final = "zone"


def zones_of(tx: Tx, store: Store) -> list[DeliveryZone]:
    """The zones of a store: named ones by the alphabet, then those by distance, the nearest first."""
    rows = tx.exec(select(DeliveryZone).where(col(DeliveryZone.store_id) == store.id))
    return sorted(rows, key=lambda zone: (zone.metres or 0, zone.name))


def set_zone(
    tx: Tx, store: Store, where: str | int, fee: Money, by: Actor, now: datetime
) -> tuple[Money | None, DeliveryZone]:
    """Let delivery to an area, or within so many metres of the store, cost that much.

    The fee before comes back, None for a new one, and the zone. NotAValue without a name; distances need the store's
    own location.
    """
    if fee.amount < 0 or fee.currency != store.currency:
        raise NotAValue("money")
    metres = where if isinstance(where, int) else None
    if metres is not None and (store.lat is None or store.lon is None):
        raise NotAValue("store_location")
    name = _name(where)
    if not name_key(name) or len(name) > MOST_NAME:
        raise NotAValue("name")
    mine = (col(DeliveryZone.store_id) == store.id, col(DeliveryZone.key) == name_key(name))
    zone = tx.exec(select(DeliveryZone).where(*mine)).first()
    old = None if zone is None else Money(zone.fee_amount, store.currency)
    before = _kept(store, zone)
    zone = zone or DeliveryZone(
        seller_id=store.seller_id, store_id=store.id, key=name_key(name), name=name, fee_amount=0
    )
    zone.metres, zone.fee_amount = metres, fee.amount
    tx.save(zone)
    log_write(tx, store, Write(KIND, zone.id, name, before, _kept(store, zone)), by, now)
    return old, zone


def remove_zone(tx: Tx, store: Store, where: str | int, by: Actor, now: datetime) -> DeliveryZone:
    """Forget a zone, by its name or its metres; UnknownZone if there is none."""
    name = _name(where)
    zone = next((zone for zone in zones_of(tx, store) if zone.key == name_key(name)), None)
    if zone is None:
        raise UnknownZone(name)
    log_write(tx, store, Write(KIND, zone.id, zone.name, _kept(store, zone), None), by, now)
    tx.changed(delete(DeliveryZone).where(col(DeliveryZone.id) == zone.id))
    return zone


def restore_zone(tx: Tx, store: Store, seen: Kept | None, wanted: Kept | None) -> bool:
    """Let a zone be as it was before a write that left it as seen; False, and nothing done, where it is no more so."""
    name = str((seen or wanted or {})["name"])
    mine = (col(DeliveryZone.store_id) == store.id, col(DeliveryZone.key) == name_key(name))
    zone = tx.exec(select(DeliveryZone).where(*mine)).first()
    if _kept(store, zone) != seen:
        return False
    if wanted is None:
        tx.changed(delete(DeliveryZone).where(*mine))
        return True
    zone = zone or DeliveryZone(
        seller_id=store.seller_id, store_id=store.id, key=name_key(name), name=name, fee_amount=0
    )
    zone.metres, zone.fee_amount = wanted["metres"], wanted["fee"]["amount"]
    tx.save(zone)
    return True


def _name(where: str | int) -> str:
    """What a zone is called: as it was said, or by its distance."""
    return f"{where / 1000:g} km" if isinstance(where, int) else " ".join(where.split())


def _kept(store: Store, zone: DeliveryZone | None) -> Kept | None:
    """A zone as JSON; None where there is none."""
    if zone is None:
        return None
    return {"name": zone.name, "metres": zone.metres, "fee": plain(Money(zone.fee_amount, store.currency))}


def fee_for(tx: Tx, store: Store, address: str, pin: Pin | None) -> Money:
    """What delivery to an address costs: its zone's fee, the nearest one's by distance, else the store's flat fee."""
    zones = tx.once(("zones", store.id), lambda: zones_of(tx, store))
    found = _named(zones, address) or _around(store, zones, pin)
    return store.delivery_fee if found is None else Money(found.fee_amount, store.currency)


def check_reach(tx: Tx, store: Store, address: str, pin: Pin | None) -> None:
    """Refuse a shared location beyond every distance that the store delivers to, unless its area is named."""
    zones = zones_of(tx, store)
    distances = [zone.metres for zone in zones if zone.metres]
    if distances and pin and store.lat is not None and not _named(zones, address) and not _around(store, zones, pin):
        raise OutsideZones(store.name, max(distances))


def metres_between(one: Pin, other: Pin) -> float:
    """The distance of two places as the crow flies."""
    (lat, lon), (to_lat, to_lon) = [tuple(map(radians, pin)) for pin in (one, other)]
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def _named(zones: Sequence[DeliveryZone], address: str) -> DeliveryZone | None:
    """The zone whose name stands in the address, the longest of several."""
    said = " ".join(["", *_WORDS.findall(name_key(address)), ""])
    named = [zone for zone in zones if zone.metres is None and f" {zone.key} " in said]
    return max(named, key=lambda zone: len(zone.key), default=None)


def _around(store: Store, zones: Sequence[DeliveryZone], pin: Pin | None) -> DeliveryZone | None:
    if pin is None or store.lat is None or store.lon is None:
        return None
    far = metres_between((store.lat, store.lon), pin)
    return next((zone for zone in zones if zone.metres is not None and far <= zone.metres), None)
