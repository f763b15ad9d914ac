"""A new store, with everything it needs to take its first order."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import col, select

from models import PaymentWay, Seller, Staff, StockLocation, Store, Tx, User
from shop.actors import Actor
from shop.errors import NotAValue
from shop.events import record
from shop.opening import replace_hours
from shop.people import stores_of_user, user_for
from shop.schedules import plan_summary, plan_usual
from shop.terms import Span
from values import Address

LONGEST_CODE: Final = 12


class NewWay(Struct, frozen=True):
    """A way to pay that a store begins with, in its language."""

    kind: str
    name: str
    instruction: str = ""


class NewStore(Struct, frozen=True):
    """What is asked of somebody who opens a store.

    `location` names where the goods are kept, `latin` is the name in Latin letters, which the code is made of.
    """

    name: str
    country: str
    currency: str
    zone: str
    language: str
    owner: str = ""
    ways: tuple[NewWay, ...] = ()
    hours: tuple[Span, ...] = ()
    location: str = ""
    summary_at: time | None = time(21, 0)
    latin: str = ""


class Registered(Struct, frozen=True):
    """The seller, his store and himself."""

    seller: Seller
    store: Store
    user: User


def register_store(tx: Tx, new: NewStore, address: Address, now: datetime) -> Registered:
    """Open a store for the person at an address, who becomes its owner. Somebody who owns a store already opens another
    one of the same seller."""
    new = _checked(new)
    return open_store(tx, new, user_for(tx, address, new.owner, new.language, now), now)


def open_store(tx: Tx, new: NewStore, user: User, now: datetime) -> Registered:
    """The same for somebody who is known already."""
    new = _checked(new)
    own = [store for store, role in stores_of_user(tx, user) if role == "owner"]
    if own:
        seller = tx.session.get_one(Seller, own[0].seller_id)
    else:
        seller = tx.save(Seller(name=new.name, country=new.country, language=new.language, created_at=now))
    store = tx.save(_store(seller, new, free_code(tx, new.latin or new.name), now))
    _furnish(tx, store, new)
    tx.save(Staff(seller_id=seller.id, store_id=store.id, user_id=user.id, role="owner", created_at=now))
    plan_summary(tx, store, new.summary_at, now)
    if new.summary_at is not None:
        plan_usual(tx, store, now)
    record(tx, "store.registered", store, Actor.user(user.id, "owner"), now, name=store.name, code=store.code)
    return Registered(seller, store, user)


def _checked(new: NewStore) -> NewStore:
    name = " ".join(new.name.split())
    if not 2 <= len(name) <= 60:
        raise NotAValue("name")
    if not re.fullmatch("[A-Z]{3}", new.currency):
        raise NotAValue("currency")
    try:
        ZoneInfo(new.zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise NotAValue("zone") from unknown
    return replace(new, name=name)


def _store(seller: Seller, new: NewStore, code: str, now: datetime) -> Store:
    return Store(
        seller_id=seller.id,
        name=new.name,
        code=code,
        country=new.country,
        currency=new.currency,
        zone=new.zone,
        language=new.language,
        summary_at=new.summary_at,
        sums_days=True,
        created_at=now,
    )


def _furnish(tx: Tx, store: Store, new: NewStore) -> None:
    belongs = {"seller_id": store.seller_id, "store_id": store.id}
    tx.add(StockLocation(**belongs, name=new.location or store.name, main=True))
    for position, way in enumerate(new.ways):
        tx.add(
            PaymentWay(
                seller_id=store.seller_id,
                store_id=store.id,
                kind=way.kind,
                name=way.name,
                instruction=way.instruction,
                position=position,
            )
        )
    replace_hours(tx, store, new.hours)


def free_code(tx: Tx, name: str) -> str:
    """A code that no store has, made of the name's letters: short enough to type, numbered if it is taken."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    parts = re.findall("[A-Z0-9]+", ascii_name) or ["STORE"]
    code = ""
    for part in parts:
        if code and len(code) + len(part) > LONGEST_CODE:
            break
        code += part
    code = code[:LONGEST_CODE]
    taken = set(tx.exec(select(Store.code).where(col(Store.code).startswith(code))))
    candidates = (code, *(f"{code}{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
