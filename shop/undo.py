"""Taking back a seller's writes: the newest, or an entry of the history. History is never deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlmodel import col, delete, select, update

from models import Change, Coupon, CreditAccount, Customer, PaymentWay, Product, ProductAlias, StockMovement, Store, Tx
from shop import imports
from shop.actors import Actor
from shop.changes import FIRST_COUNT, Written
from shop.credit import reverse
from shop.customer_cards import labels_of, restore_labels
from shop.errors import NothingToUndo, NotUndoable
from shop.events import plain, record, restored
from shop.ledger import Move, locked_level, move
from shop.names import name_key
from shop.opening import closed_days, hours_of, replace_closed_days, replace_hours
from shop.products import take_off
from shop.schedules import plan_summary
from shop.stores import KINDS, bump_catalogue
from values import Money, Quantity

MOST: Final = 20
TABLES: Final[dict[str, type[Product | Store | PaymentWay | CreditAccount | Customer]]] = {
    "product": Product,
    "store": Store,
    "payment": PaymentWay,
    "credit": CreditAccount,
    "customer": Customer,
}
COLUMNS: Final = KINDS | {"product.price": "price_amount"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A write that can be taken back: its number in the history (1 is the newest), what it was and when."""

    number: int
    kind: str
    name: str
    old: Any
    new: Any
    unit: str
    at: datetime


def history(tx: Tx, store: Store, by: Actor, limit: int = MOST) -> list[Entry]:
    """This person's writes in a store that were not taken back, newest first."""
    return [
        Entry(number, change.kind, change.name, restored(change.old), restored(change.new), change.unit, change.at)
        for number, change in enumerate(_open_changes(tx, store, by, limit), start=1)
    ]


def undo(tx: Tx, store: Store, by: Actor, now: datetime, number: int = 1) -> tuple[str, Written]:
    """Take back the newest write of this person, or entry `number` of his history: the kind of write, and its values
    before (as written) and after (as restored). NotUndoable if the value has moved on since."""
    changes = _open_changes(tx, store, by, number)
    if not 1 <= number <= len(changes):
        raise NothingToUndo
    return _undo(tx, store, changes[number - 1], by, now)


def undo_change(tx: Tx, store: Store, by: Actor, now: datetime, change_id: int) -> tuple[str, Written]:
    """Take back one write of this person by its id; NothingToUndo if it was taken back before or is not his."""
    change = tx.get(Change, change_id)
    if change is None or change.store_id != store.id or change.actor != str(by):
        raise NothingToUndo
    return _undo(tx, store, change, by, now)


def last_change(tx: Tx, store: Store, by: Actor) -> int | None:
    """The id of this person's newest write that can be taken back."""
    changes = _open_changes(tx, store, by, 1)
    return changes[0].id if changes else None


def _undo(tx: Tx, store: Store, change: Change, by: Actor, now: datetime) -> tuple[str, Written]:
    still = (col(Change.id) == change.id, col(Change.undone_at).is_(None))
    if not tx.changed_one(update(Change).where(*still).values(undone_at=now)):
        raise NothingToUndo
    taken = _take_back(tx, store, change, by, now)
    record(tx, "change.undone", change, by, now, kind=change.kind, name=change.name)
    return change.kind, taken or Written(change.name, restored(change.new), restored(change.old), change.unit)


def _open_changes(tx: Tx, store: Store, by: Actor, limit: int) -> list[Change]:
    mine = (col(Change.store_id) == store.id, col(Change.actor) == str(by), col(Change.undone_at).is_(None))
    return list(tx.exec(select(Change).where(*mine).order_by(col(Change.id).desc()).limit(limit)))


def _take_back(tx: Tx, store: Store, change: Change, by: Actor, now: datetime) -> Written | None:
    """Undo a write; of stock and debts, which may have moved on, the values before and after come back."""
    if change.kind in ("stock", FIRST_COUNT):
        return _reverse_movement(tx, change, by, now)
    if change.kind == "credit":
        return reverse(tx, change.subject_id, by, now)
    if change.kind == imports.KIND:
        return imports.take_out(tx, store, change, now)
    if change.kind == "product.add":
        _remove_product(tx, store, change, now)
    else:
        _TAKERS.get(change.kind, _restore_column)(tx, store, change)
    if change.kind == "store.summary_at":
        plan_summary(tx, store, store.summary_at, now)
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


def _remove_product(tx: Tx, store: Store, change: Change, now: datetime) -> None:
    take_off(tx, tx.session.get_one(Product, change.subject_id), now)
    bump_catalogue(tx, store)


def _restore_product(tx: Tx, store: Store, change: Change) -> None:
    product = tx.session.get_one(Product, change.subject_id)
    key = name_key(product.name)
    taken = select(Product.id).where(col(Product.store_id) == store.id, col(Product.key) == key)
    if product.removed_at is None or tx.exec(taken).first() is not None:
        raise NotUndoable(change.name, change.kind)
    product.hidden, product.removed_at, product.key = False, None, key
    tx.save(product)
    bump_catalogue(tx, store)


def _drop_alias(tx: Tx, store: Store, change: Change) -> None:
    mine = (col(ProductAlias.product_id) == change.subject_id, col(ProductAlias.name) == change.new)
    if not tx.changed(delete(ProductAlias).where(*mine)):
        raise NotUndoable(change.name, change.kind)
    bump_catalogue(tx, store)


def _restore_hours(tx: Tx, store: Store, change: Change) -> None:
    if plain(hours_of(tx, store)) != change.new:
        raise NotUndoable(change.name, change.kind)
    replace_hours(tx, store, [(day, opens, closes) for day, opens, closes in change.old])


def _restore_closed_days(tx: Tx, store: Store, change: Change) -> None:
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


def _drop_coupon(tx: Tx, _store: Store, change: Change) -> None:
    coupon = tx.session.get_one(Coupon, change.subject_id)
    if not coupon.active:
        raise NotUndoable(change.name, change.kind)
    coupon.active = False
    tx.save(coupon)


def _switch_way(tx: Tx, _store: Store, change: Change) -> None:
    way = tx.session.get_one(PaymentWay, change.subject_id)
    way.active = change.kind == "payment.remove"
    tx.save(way)


def _restore_column(tx: Tx, store: Store, change: Change) -> None:
    subject, _, field = change.kind.partition(".")
    column = COLUMNS.get(change.kind, field)
    row = tx.session.get_one(TABLES[subject], change.subject_id)
    if getattr(row, column) != _stored(column, change.new):
        raise NotUndoable(change.name, change.kind)
    setattr(row, column, _stored(column, change.old))
    if isinstance(row, Product):
        row.key = name_key(row.name)
        bump_catalogue(tx, store)
    tx.save(row)


def _stored(column: str, value: Any) -> Any:
    """A logged value as its column holds it."""
    value = restored(value)
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, str) and column.endswith(("_until", "_at")) and column != "summary_at":
        return datetime.fromisoformat(value)
    if isinstance(value, str) and column in ("summary_at", "day_start"):
        return time.fromisoformat(value)
    return value


_TAKERS: Final[Mapping[str, Callable[[Tx, Store, Change], None]]] = {
    "product.alias": _drop_alias,
    "product.remove": _restore_product,
    "store.hours": _restore_hours,
    "store.closed_days": _restore_closed_days,
    "store.pause": _restore_pause,
    "coupon.active": _drop_coupon,
    "customer.labels": _restore_labels,
    "payment.add": _switch_way,
    "payment.remove": _switch_way,
}
