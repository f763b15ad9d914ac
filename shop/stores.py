"""Finding stores and changing their settings."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select

from models import Order, PaymentWay, Product, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.clocks import clock_changed
from shop.errors import NotAValue, UnknownPaymentWay, UnknownStore
from shop.goods import forget_goods
from shop.schedules import plan_summary
from shop.terms import Way, forget_terms, terms_of
from values import Money

# What a day of a store is, depends on these.
CLOCK = ("zone", "day_start")
KINDS = {
    "store.fee": "delivery_fee_amount",
    "store.free_delivery": "free_delivery_amount",
    "store.minimum": "minimum_amount",
    "store.accept": "accept_amount",
}


def store_by_code(tx: Tx, code: str) -> Store:
    """The store with that code, in any case of letters; UnknownStore if there is none."""
    store = tx.exec(select(Store).where(func.upper(col(Store.code)) == code.strip().upper())).first()
    if store is None:
        raise UnknownStore(code)
    return store


def store_by_number(tx: Tx, number: str) -> Store | None:
    """The store that has this business address to itself."""
    return tx.exec(select(Store).where(col(Store.number) == number)).first()


def stores_of_seller(tx: Tx, seller_id: int) -> list[Store]:
    """A seller's stores, oldest first."""
    return list(tx.exec(select(Store).where(col(Store.seller_id) == seller_id).order_by(col(Store.id))))


def store_of(tx: Tx, row: Product | Order) -> Store:
    """The store a product or an order belongs to."""
    # A session forgets what nobody holds, and would ask again for each row of a list.
    return tx.once(("store", row.store_id), lambda: tx.session.get_one(Store, row.store_id))


def bump_catalogue(tx: Tx, store: Store) -> None:
    """Note that the catalogue changed, so that whoever keeps an index of it builds it anew."""
    tx.changed(update(Store).where(col(Store.id) == store.id).values(catalogue_version=Store.catalogue_version + 1))
    tx.refresh(store)
    forget_goods(tx, store.id)


def set_fee(tx: Tx, store: Store, fee: Money, by: Actor, now: datetime) -> Written:
    """Set the flat delivery fee."""
    return _set_amount(tx, store, "store.fee", fee, by, now)


def set_free_delivery(tx: Tx, store: Store, above: Money | None, by: Actor, now: datetime) -> Written:
    """Deliver free from a subtotal on, or never."""
    return _set_amount(tx, store, "store.free_delivery", above, by, now)


def set_minimum(tx: Tx, store: Store, minimum: Money, by: Actor, now: datetime) -> Written:
    """Set what an order has to be worth at least, before the delivery fee."""
    return _set_amount(tx, store, "store.minimum", minimum, by, now)


def set_accept(tx: Tx, store: Store, limit: Money | None, by: Actor, now: datetime) -> Written:
    """Take orders up to that total by themselves, or none."""
    return _set_amount(tx, store, "store.accept", limit, by, now)


def _set_amount(tx: Tx, store: Store, kind: str, new: Money | None, by: Actor, now: datetime) -> Written:
    if new is not None and (new.amount < 0 or new.currency != store.currency):
        raise NotAValue("money")
    before: int | None = getattr(store, KINDS[kind])
    old = None if before is None else Money(before, store.currency)
    setattr(store, KINDS[kind], None if new is None else new.amount)
    tx.save(store)
    return log_write(tx, store, Write(kind, store.id, store.name, old, new), by, now)


def set_summary_time(tx: Tx, store: Store, at: time | None, by: Actor, now: datetime) -> Written:
    """When the day's summary is sent, by the store's clock; None turns it off."""
    plan_summary(tx, store, at, now)
    return set_field(tx, store, "summary_at", at, by, now)


def set_field(tx: Tx, store: Store, field: str, new: Any, by: Actor, now: datetime) -> Written:
    """Set another setting of a store (`delivers`, `pickup`, `address`, `tells_stock`, `day_start` …)."""
    old = getattr(store, field)
    setattr(store, field, new)
    tx.save(store)
    if field in CLOCK:
        clock_changed(tx, store, now)
    return log_write(tx, store, Write(f"store.{field}", store.id, store.name, old, new), by, now)


def set_place(tx: Tx, store: Store, pin: tuple[float, float], by: Actor, now: datetime) -> None:
    """Note where the store is: latitude and longitude."""
    old = [store.lat, store.lon]
    store.lat, store.lon = pin
    tx.save(store)
    log_write(tx, store, Write("store.place", store.id, store.name, old, list(pin)), by, now)


def payment_ways(tx: Tx, store: Store) -> list[Way]:
    """The ways the store is paid now, in its order."""
    return list(terms_of(tx, store).ways)


def payment_way(tx: Tx, store: Store, way_id: int) -> Way:
    """An active way of this store, or UnknownPaymentWay."""
    ways = payment_ways(tx, store)
    for way in ways:
        if way.id == way_id:
            return way
    raise UnknownPaymentWay(str(way_id), tuple(way.name for way in ways))


def save_way(tx: Tx, row: PaymentWay) -> None:
    """Write a new or changed way to pay; whoever looks at the ways again sees it."""
    tx.save(row)
    forget_terms(tx, row.store_id)


def add_payment_way(tx: Tx, store: Store, way: PaymentWay, by: Actor, now: datetime) -> Written:
    """Add a way to pay (its kind, name, instruction, picture or QR text), after the others."""
    way.seller_id, way.store_id, way.position = store.seller_id, store.id, len(payment_ways(tx, store))
    save_way(tx, way)
    return log_write(tx, store, Write("payment.add", way.id, way.name, None, way.instruction), by, now)


def set_instruction(tx: Tx, store: Store, way: Way, text: str, by: Actor, now: datetime) -> Written:
    """Set what customers are told to do to pay that way, such as the account to transfer to."""
    row = tx.session.get_one(PaymentWay, way.id)
    old, row.instruction = row.instruction, text.strip()
    save_way(tx, row)
    return log_write(tx, store, Write("payment.instruction", row.id, row.name, old, row.instruction), by, now)


def remove_payment_way(tx: Tx, store: Store, way: Way, by: Actor, now: datetime) -> Written:
    """Stop offering a way to pay; orders that chose it keep it."""
    row = tx.session.get_one(PaymentWay, way.id)
    row.active = False
    save_way(tx, row)
    return log_write(tx, store, Write("payment.remove", way.id, way.name, way.name, None), by, now)
