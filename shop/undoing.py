"""How each kind of write is taken back: what was there before comes again, unless it has moved on since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from sqlmodel import col, delete, select

from models import Change, CreditAccount, Customer, PaymentWay, Product, ProductAlias, StockMovement, Store, Tx
from shop import approvals, images, imports, option_edits, paying, transfers
from shop.actors import Actor
from shop.changes import FIRST_COUNT, Written
from shop.clocks import clock_changed
from shop.coupons import restore_coupon
from shop.credit import reverse
from shop.customer_cards import labels_of, restore_labels
from shop.errors import NotUndoable
from shop.events import plain, restored
from shop.ledger import Move, locked_level, move
from shop.names import name_key
from shop.opening import closed_days, hold_hours, hours_of, replace_closed_days, replace_hours
from shop.products import take_off
from shop.schedules import plan_summary
from shop.stores import CLOCK, KINDS, bump_catalogue, save_way, store_of
from shop.terms import forget_terms
from shop.transfers import carry_back
from shop.zones import restore_zone, zones_of
from values import Money, Quantity

TABLES: Final[dict[str, type[Product | Store | PaymentWay | CreditAccount | Customer]]] = {
    "product": Product,
    "store": Store,
    "payment": PaymentWay,
    "credit": CreditAccount,
    "customer": Customer,
}
CLOCK_KINDS: Final = tuple(f"store.{field}" for field in CLOCK)
COLUMNS: Final = KINDS | {"product.price": "price_amount"}


def take_back(tx: Tx, store: Store, change: Change, by: Actor, now: datetime) -> Written | None:
    """Undo a write; of stock and debts, which may have moved on, the values before and after come back.

    NotUndoable where what was written has changed again since.
    """
    moved = MOVERS.get(change.kind)
    if moved is not None:
        return moved(tx, change, by, now)
    if change.kind == imports.KIND:
        return imports.take_out(tx, store, change, by, now)
    if change.kind in SWAPPERS:
        SWAPPERS[change.kind](tx, change, now)
    else:
        TAKERS.get(change.kind, _restore_column)(tx, store, change)
    if change.kind == "store.summary_at":
        plan_summary(tx, store, store.summary_at, now)
    if change.kind in CLOCK_KINDS:
        clock_changed(tx, store, now)
    return None


def _reverse_movement(tx: Tx, change: Change, by: Actor, now: datetime) -> Written:
    wrong = tx.session.get_one(StockMovement, change.subject_id)
    product = tx.session.get_one(Product, wrong.product_id)
    level = locked_level(tx, product, wrong.location_id)
    before = Quantity(level.on_hand)
    move(tx, product, level, Move("adjust", -wrong.quantity, undo_of=wrong.id), by, now)
    if change.kind == FIRST_COUNT and not level.on_hand and not level.reserved:
        product.tracked = False  # as before it was counted: there is always some
        tx.save(product)
    return Written(product.name, before, Quantity(level.on_hand), product.unit)


def _reverse_transfer(tx: Tx, change: Change, by: Actor, now: datetime) -> Written:
    carry_back(tx, (change.subject_id, change.new["other"]), by, now)
    back = {"quantity": restored(change.new["quantity"]), "to": change.old["from"]}
    return Written(change.name, {"from": change.new["to"]}, back, change.unit)


def _reverse_debt(tx: Tx, change: Change, by: Actor, now: datetime) -> Written:
    return reverse(tx, change.subject_id, by, now)


def _remove_product(tx: Tx, change: Change, _by: Actor, now: datetime) -> None:
    product = tx.session.get_one(Product, change.subject_id)
    take_off(tx, product, now)
    bump_catalogue(tx, store_of(tx, product))


def _restore_product(tx: Tx, store: Store, change: Change) -> None:
    product = tx.session.get_one(Product, change.subject_id)
    key = name_key(product.name)
    taken = select(Product.id).where(col(Product.store_id) == store.id, col(Product.key) == key)
    if product.removed_at is None or tx.exec(taken).first() is not None:
        raise NotUndoable(change.name, change.kind)
    product.hidden, product.removed_at, product.key = not approvals.is_approved(product), None, key
    tx.save(product)
    bump_catalogue(tx, store)


def _drop_alias(tx: Tx, store: Store, change: Change) -> None:
    mine = (col(ProductAlias.product_id) == change.subject_id, col(ProductAlias.name) == change.new)
    if not tx.changed(delete(ProductAlias).where(*mine)):
        raise NotUndoable(change.name, change.kind)
    bump_catalogue(tx, store)


def _restore_hours(tx: Tx, store: Store, change: Change) -> None:
    hold_hours(tx, store)
    if plain(hours_of(tx, store)) != change.new:
        raise NotUndoable(change.name, change.kind)
    replace_hours(tx, store, [(day, opens, closes) for day, opens, closes in change.old])


def _restore_closed_days(tx: Tx, store: Store, change: Change) -> None:
    hold_hours(tx, store)
    if plain(sorted(closed_days(tx, store))) != change.new:
        raise NotUndoable(change.name, change.kind)
    replace_closed_days(tx, store, [date.fromisoformat(day) for day in change.old])


def _restore_pause(tx: Tx, store: Store, change: Change) -> None:
    if plain((store.paused, store.paused_until)) != change.new:
        raise NotUndoable(change.name, change.kind)
    store.paused, until = change.old
    store.paused_until = None if until is None else datetime.fromisoformat(until)
    tx.save(store)


def _restore_labels(tx: Tx, _store: Store, change: Change) -> None:
    customer = tx.session.get_one(Customer, change.subject_id)
    if list(labels_of(tx, customer)) != change.new:
        raise NotUndoable(change.name, change.kind)
    restore_labels(tx, customer, change.old)


def _restore_zone(tx: Tx, store: Store, change: Change) -> None:
    if not restore_zone(tx, store, change.new, change.old):
        raise NotUndoable(change.name, change.kind)


def _restore_place(tx: Tx, store: Store, change: Change) -> None:
    needed = change.old[0] is None and any(zone.metres for zone in zones_of(tx, store))
    if [store.lat, store.lon] != change.new or needed:
        raise NotUndoable(change.name, change.kind)
    store.lat, store.lon = change.old
    tx.save(store)


def _restore_options(tx: Tx, _store: Store, change: Change) -> None:
    product = tx.session.get_one(Product, change.subject_id)
    if not option_edits.restore_options(tx, product, change.new, change.old):
        raise NotUndoable(change.name, change.kind)


def _restore_code(tx: Tx, change: Change, now: datetime) -> None:
    if not paying.restore_code(tx, change.subject_id, change.new, change.old, now):
        raise NotUndoable(change.name, change.kind)


def _restore_images(tx: Tx, change: Change, now: datetime) -> None:
    product = tx.session.get_one(Product, change.subject_id)
    if not images.restore_images(tx, product, change.new, change.old, now):
        raise NotUndoable(change.name, change.kind)


def _restore_coupon(tx: Tx, _store: Store, change: Change) -> None:
    if not restore_coupon(tx, change.subject_id, change.new, change.old):
        raise NotUndoable(change.name, change.kind)


def _switch_way(tx: Tx, _store: Store, change: Change) -> None:
    way = tx.session.get_one(PaymentWay, change.subject_id)
    way.active = change.kind == "payment.remove"
    save_way(tx, way)


def _restore_column(tx: Tx, store: Store, change: Change) -> None:
    subject, _, field = change.kind.partition(".")
    column = COLUMNS.get(change.kind, field)
    row = tx.session.get_one(TABLES[subject], change.subject_id)
    if getattr(row, column) != _stored(column, change.new) or _unapproved(row, column):
        raise NotUndoable(change.name, change.kind)
    setattr(row, column, _stored(column, change.old))
    if isinstance(row, Product):
        row.key = name_key(row.name)
        bump_catalogue(tx, store)
    tx.save(row)
    forget_terms(tx, store.id)


def _unapproved(row: Any, column: str) -> bool:
    """Whether a product would come back to the menu that has to be approved first."""
    return column == "hidden" and isinstance(row, Product) and not approvals.is_approved(row)


def _stored(column: str, value: Any) -> Any:
    """A logged value as its column holds it."""
    value = restored(value)
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Quantity):
        return value.thousandths
    if isinstance(value, str) and column.endswith(("_until", "_at")) and column != "summary_at":
        return datetime.fromisoformat(value)
    if isinstance(value, str) and column in ("summary_at", "day_start"):
        return time.fromisoformat(value)
    return value


# Writes that are taken back by others of their kind, which tell the values before and after.
MOVERS: Final[Mapping[str, Callable[[Tx, Change, Actor, datetime], Written | None]]] = {
    "stock": _reverse_movement,
    FIRST_COUNT: _reverse_movement,
    transfers.KIND: _reverse_transfer,
    "credit": _reverse_debt,
    "product.add": _remove_product,
}
TAKERS: Final[Mapping[str, Callable[[Tx, Store, Change], None]]] = {
    "product.alias": _drop_alias,
    "product.remove": _restore_product,
    "store.hours": _restore_hours,
    "store.closed_days": _restore_closed_days,
    "store.pause": _restore_pause,
    "store.place": _restore_place,
    "zone": _restore_zone,
    "coupon": _restore_coupon,
    "customer.labels": _restore_labels,
    option_edits.KIND: _restore_options,
    "payment.add": _switch_way,
    "payment.remove": _switch_way,
}
# Writes after which other pictures are shown; the time tells since when the ones before are not.
SWAPPERS: Final[Mapping[str, Callable[[Tx, Change, datetime], None]]] = {
    images.KIND: _restore_images,
    paying.CODE: _restore_code,
}
