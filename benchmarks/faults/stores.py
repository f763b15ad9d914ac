"""The stores that people order from while things go wrong, and the phones of everybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models import Store, Tx, transaction
from shop.actors import Actor
from shop.products import NewProduct, add_product
from shop.registration import NewStore, NewWay, register_store
from shop.terms import ALL_DAY
from values import Address, Money, Quantity

# Name, price, stock (None: not counted), other names.
Dish = tuple[str, int, int | None, tuple[str, ...]]
MENU: tuple[Dish, ...] = (
    ("Nasi Goreng", 20_000, None, ("nasgor",)),
    ("Mie Goreng", 18_000, None, ("migor",)),
    ("Ayam Geprek", 22_000, 40, ("geprek",)),
    ("Sate Ayam", 25_000, 40, ("sate",)),
    ("Es Teh", 5_000, None, ()),
    ("Es Jeruk", 7_000, 60, ()),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A store with its business address, its seller's phone and the phones of its customers."""

    store_id: int
    business: str
    seller: str
    customers: tuple[str, ...]

    @property
    def phones(self) -> tuple[str, ...]:
        """Everybody's phone."""
        return (self.seller, *self.customers)


def open_stores(count: int, customers: int, menu: Sequence[Dish] = MENU) -> list[Place]:
    """Open stores of different sellers, each with a business number of its own."""
    with transaction() as tx:
        return [_open(tx, number, customers, menu) for number in range(1, count + 1)]


def _open(tx: Tx, number: int, customers: int, menu: Sequence[Dish]) -> Place:
    now = datetime.now(UTC)
    seller, business = f"whatsapp:+62811100{number:04}", f"whatsapp:+1415523{number:04}"
    new = NewStore(
        name=f"Warung {number}",
        country="ID",
        currency="IDR",
        zone="Asia/Jakarta",
        language="id",
        owner=f"Bu {number}",
        ways=(NewWay("cash", "Tunai"), NewWay("transfer", "Transfer BCA", "BCA 123")),
        hours=ALL_DAY,
    )
    made = register_store(tx, new, Address("whatsapp", seller), now)
    made.store.number = business
    tx.save(made.store)
    _fill(tx, made.store, Actor.user(made.user.id, "owner"), menu, now)
    phones = tuple(f"whatsapp:+62812{number:03}{one:04}" for one in range(1, customers + 1))
    return Place(made.store.id, business, seller, phones)


def _fill(tx: Tx, store: Store, owner: Actor, menu: Sequence[Dish], now: datetime) -> None:
    for name, price, stock, aliases in menu:
        quantity = None if stock is None else Quantity.of(stock)
        new = NewProduct(name, Money.of(price, "IDR"), quantity, "porsi", "Menu", aliases=aliases)
        add_product(tx, store, new, owner, now)


def write_phones(places: Sequence[Place], folder: Path) -> Path:
    """The file that tells the stand-in who has a phone and which business numbers there are."""
    phones = [
        {"address": address, "name": f"Orang {address[-4:]}", "role": "customer"}
        for place in places
        for address in place.customers
    ]
    phones += [{"address": place.seller, "name": "Penjual", "role": "seller"} for place in places]
    numbers = [{"number": place.business, "name": f"Warung {place.store_id}"} for place in places]
    file = folder / "phones.json"
    file.write_text(json.dumps({"phones": phones, "businesses": numbers}))
    return file
