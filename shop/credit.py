"""The credit book: what customers take now and pay later. A balance is always the sum of its entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from sqlmodel import col, select, update

from models import CreditAccount, CreditEntry, Customer, Order, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import NotAValue, NotUndoable
from shop.errors_people import NothingOwed, OverpaidCredit, RemindedAlready
from shop.events import record
from shop.payments import turn_unpaid
from shop.rows import add_once
from values import Money

REMIND_AFTER: Final = timedelta(hours=20)


class Entry(Struct, frozen=True):
    """A change of an account about to be booked; `amount` is signed, more is owed if it is positive."""

    kind: str
    amount: Money
    order_id: int | None = None
    undo_of: int | None = None


def find_account(tx: Tx, store: Store, customer: Customer, *, held: bool = False) -> CreditAccount | None:
    """The customer's page in the store's book, None where nothing was ever written; `held` until the end of the
    transaction, where what may be written depends on it."""
    mine = (col(CreditAccount.store_id) == store.id, col(CreditAccount.customer_id) == customer.id)
    found = select(CreditAccount).where(*mine).execution_options(populate_existing=True)
    return tx.exec(found.with_for_update() if held else found).first()


def account_for(tx: Tx, store: Store, customer: Customer, now: datetime) -> CreditAccount:
    """The customer's page in the store's book, a fresh one if there is none."""
    row = {"seller_id": store.seller_id, "store_id": store.id, "customer_id": customer.id}
    add_once(tx, CreditAccount, {**row, "balance_amount": 0, "created_at": now})
    found = find_account(tx, store, customer)
    if found is None:
        raise NothingOwed(customer.name)
    return found


def balance(tx: Tx, store: Store, customer: Customer) -> Money:
    """What the customer owes now."""
    account = find_account(tx, store, customer)
    return Money(account.balance_amount if account else 0, store.currency)


def exceeds(tx: Tx, store: Store, customer: Customer, amount: Money) -> Money | None:
    """The customer's limit where owing so much more would go beyond it."""
    account = find_account(tx, store, customer)
    if account is None or account.limit_amount is None:
        return None
    beyond = account.balance_amount + amount.amount > account.limit_amount
    return Money(account.limit_amount, store.currency) if beyond else None


def give(tx: Tx, store: Store, customer: Customer, amount: Money, by: Actor, now: datetime) -> Written:
    """Write down that a customer owes so much more."""
    _check(store, amount)
    return _written(tx, store, customer, Entry("give", amount), by, now)


def receive(tx: Tx, store: Store, customer: Customer, amount: Money | None, by: Actor, now: datetime) -> Written:
    """A customer pays back, all of it where no amount is given. Refused: NothingOwed, and OverpaidCredit for more than
    he owes."""
    account = find_account(tx, store, customer, held=True)
    if account is None or account.balance_amount <= 0:
        raise NothingOwed(customer.name)
    paid = amount or Money(account.balance_amount, store.currency)
    _check(store, paid)
    if paid.amount > account.balance_amount:
        raise OverpaidCredit(customer.name, Money(account.balance_amount, store.currency))
    return _written(tx, store, customer, Entry("receive", -paid), by, now)


def put_order(tx: Tx, order: Order, by: Actor, now: datetime) -> Written:
    """Let an order be paid later: its total goes on its customer's page. Refused for one that is paid or called off."""
    turn_unpaid(tx, order, "credit")
    store, customer = tx.session.get_one(Store, order.store_id), tx.session.get_one(Customer, order.customer_id)
    record(tx, "payment.credit", order, by, now, number=order.number, total=order.total)
    return _written(tx, store, customer, Entry("order", order.total, order_id=order.id), by, now)


def take_order_off(tx: Tx, order: Order, by: Actor, now: datetime) -> None:
    """An order on credit is called off: what it added is taken off again, once."""
    mine = select(CreditEntry).where(col(CreditEntry.order_id) == order.id, col(CreditEntry.kind) == "order")
    entries = list(tx.exec(mine.order_by(col(CreditEntry.id))))
    undone = {entry.undo_of for entry in entries}
    for entry in entries:
        if entry.undo_of is None and entry.id not in undone:
            reverse(tx, entry.id, by, now)


def reverse(tx: Tx, entry_id: int, by: Actor, now: datetime) -> Written:
    """Take an entry back by another one; an order that was on credit is unpaid again."""
    wrong = tx.session.get_one(CreditEntry, entry_id)
    account = tx.session.get_one(CreditAccount, wrong.account_id)
    if tx.exec(select(CreditEntry.id).where(col(CreditEntry.undo_of) == wrong.id)).first() is not None:
        raise NotUndoable(tx.session.get_one(Customer, account.customer_id).name, "credit")
    store, customer = tx.session.get_one(Store, wrong.store_id), tx.session.get_one(Customer, account.customer_id)
    back = Entry(wrong.kind, Money(-wrong.amount, store.currency), order_id=wrong.order_id, undo_of=wrong.id)
    before, after, _ = _book(tx, store, account, back, by, now)
    if wrong.order_id is not None:
        on_credit = (col(Order.id) == wrong.order_id, col(Order.payment_state) == "credit")
        statement = update(Order).where(*on_credit).values(payment_state="unpaid")
        tx.changed(statement.execution_options(synchronize_session=False))
        tx.refresh(tx.session.get_one(Order, wrong.order_id))
    return Written(customer.name, before, after)


def set_limit(tx: Tx, store: Store, customer: Customer, limit: Money | None, by: Actor, now: datetime) -> Written:
    """Set how much a customer may owe, None for as much as he likes; beyond it the store is asked first."""
    if limit is not None and (limit.amount < 0 or limit.currency != store.currency):
        raise NotAValue("money")
    account = account_for(tx, store, customer, now)
    old = None if account.limit_amount is None else Money(account.limit_amount, store.currency)
    account.limit_amount = None if limit is None else limit.amount
    tx.save(account)
    return log_write(tx, store, Write("credit.limit_amount", account.id, customer.name, old, limit), by, now)


def check_reminder(tx: Tx, store: Store, customer: Customer, now: datetime, *, held: bool = False) -> Money:
    """What a customer could be reminded of. Refused: NothingOwed, and RemindedAlready within a day."""
    account = find_account(tx, store, customer, held=held)
    if account is None or account.balance_amount <= 0:
        raise NothingOwed(customer.name)
    if account.reminded_at is not None and now - account.reminded_at < REMIND_AFTER:
        raise RemindedAlready(customer.name, account.reminded_at)
    return Money(account.balance_amount, store.currency)


def note_reminder(tx: Tx, store: Store, customer: Customer, by: Actor, now: datetime) -> Money:
    """Note that a customer is reminded now, and what of; refused as `check_reminder` does."""
    owed = check_reminder(tx, store, customer, now, held=True)
    account = account_for(tx, store, customer, now)
    account.reminded_at = now
    tx.save(account)
    record(tx, "credit.reminded", account, by, now, customer=customer.id, owed=owed)
    return owed


def _check(store: Store, amount: Money) -> None:
    if amount.amount <= 0 or amount.currency != store.currency:
        raise NotAValue("money")


def _written(tx: Tx, store: Store, customer: Customer, entry: Entry, by: Actor, now: datetime) -> Written:
    account = account_for(tx, store, customer, now)
    before, after, key = _book(tx, store, account, entry, by, now)
    return log_write(tx, store, Write("credit", key, customer.name, before, after), by, now)


def _book(
    tx: Tx, store: Store, account: CreditAccount, entry: Entry, by: Actor, now: datetime
) -> tuple[Money, Money, int]:
    """Add an entry and move the balance with it: the balance before and after, and the entry's id."""
    mine = update(CreditAccount).where(col(CreditAccount.id) == account.id)
    moved = mine.values(balance_amount=CreditAccount.balance_amount + entry.amount.amount)
    tx.changed_one(moved.execution_options(synchronize_session=False))
    tx.refresh(account)
    row = CreditEntry(
        seller_id=store.seller_id,
        store_id=store.id,
        account_id=account.id,
        kind=entry.kind,
        amount=entry.amount.amount,
        order_id=entry.order_id,
        undo_of=entry.undo_of,
        actor=str(by),
        at=now,
    )
    tx.save(row)
    after = Money(account.balance_amount, store.currency)
    return after - entry.amount, after, row.id
