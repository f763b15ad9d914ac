"""Finding the customers of a seller by what they are called, however roughly it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from rapidfuzz import fuzz, process
from sqlmodel import col, func, select

from models import Customer, Store, Tx
from shop.actors import Actor
from shop.errors import NotAValue, UnknownPerson
from shop.events import record
from shop.names import name_key

MOST: Final = 5
MOST_NAME: Final = 60
SHORTEST: Final = 3
COMPARED: Final = 3000
NEAR: Final = 82.0


def find_customers(tx: Tx, store: Store, name: str, told: str = "", most: int = MOST) -> list[Customer]:
    """Whom a name may mean: who is called exactly so, else who bears it as a part, else who bears one of the words that
    tell it from others (`told`: "bu rina" is Rina)."""
    said = name_key(name)
    found = _containing(tx, store, said)
    exact = [one for one in found if name_key(one.name) in (said, told)]
    if exact or found:
        return (exact or found)[:most]
    words = {word for word in (told or said).split() if len(word) >= SHORTEST}
    sharing = [one for word in sorted(words) for one in _containing(tx, store, word)]
    sharing = [one for one in sharing if words & set(name_key(one.name).split())]
    exact = [one for one in sharing if name_key(one.name) == told]
    return list({one.id: one for one in exact or sharing}.values())[:most]


def near_customers(
    tx: Tx, store: Store, told: str, key: Callable[[str], str], most: int = 3
) -> list[tuple[Customer, float]]:
    """Those whose name is spelt nearly so, the nearest first, from 0 to 100; `key` gives the telling part of a name."""
    mine = select(Customer).where(col(Customer.seller_id) == store.seller_id, col(Customer.name) != "")
    rows = tx.exec(mine.order_by(col(Customer.id).desc()).limit(COMPARED)).all()
    names = [key(row.name) for row in rows]
    found = process.extract(told, names, scorer=fuzz.token_set_ratio, score_cutoff=NEAR, limit=most)
    return [(rows[place], score) for _, score, place in found]


def customer_by_id(tx: Tx, store: Store, key: int) -> Customer:
    """The seller's customer of that id; UnknownPerson for any other."""
    customer = tx.get(Customer, key)
    if customer is None or customer.seller_id != store.seller_id:
        raise UnknownPerson(str(key))
    return customer


def new_customer(tx: Tx, store: Store, name: str, by: Actor, now: datetime) -> Customer:
    """Somebody who has never written, known by his name alone; NotAValue for a name that is none."""
    called = " ".join(name.split())
    if not 2 <= len(called) <= MOST_NAME or not any(sign.isalpha() for sign in called):
        raise NotAValue("name")
    customer = tx.save(Customer(seller_id=store.seller_id, name=called, created_at=now))
    record(tx, "customer.added", customer, by, now, name=called)
    return customer


def _containing(tx: Tx, store: Store, part: str) -> list[Customer]:
    wanted = part.replace("\\", "").replace("%", "").replace("_", "")
    if not wanted:
        return []
    mine = select(Customer).where(col(Customer.seller_id) == store.seller_id)
    mine = mine.where(func.lower(col(Customer.name)).like(f"%{wanted}%"))
    return list(tx.exec(mine.order_by(col(Customer.id).desc()).limit(4 * MOST)))
