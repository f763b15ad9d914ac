"""The credit book as it is read: who owes how much and since when, and a customer's page."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlmodel import col, func, select

from models import CreditAccount, CreditEntry, Customer, Order, Store, Tx
from shop.credit import find_account
from values import Money


class Debt(Struct, frozen=True):
    """A customer who owes: how much, since when the oldest part of it, for how many days, and up to which limit."""

    customer: Customer
    balance: Money
    since: datetime | None
    days: int
    limit: Money | None


class Debts(Struct, frozen=True):
    """Those who owe, the most first; how many there are and what all of them owe together."""

    rows: tuple[Debt, ...]
    count: int
    total: Money


class Line(Struct, frozen=True):
    """An entry of a page; `order` is the number of the order it is for, `taken_back` marks one that undoes another."""

    kind: str
    amount: Money
    order: int | None
    taken_back: bool
    at: datetime


def debts(tx: Tx, store: Store, now: datetime, offset: int = 0, most: int = 10) -> Debts:
    """Who owes the store."""
    owing = (col(CreditAccount.store_id) == store.id, col(CreditAccount.balance_amount) > 0)
    sums = select(func.count(), func.coalesce(func.sum(col(CreditAccount.balance_amount)), 0)).where(*owing)
    count, total = tx.exec(sums).one()
    page = select(CreditAccount, Customer).join(Customer).where(*owing)
    page = page.order_by(col(CreditAccount.balance_amount).desc(), col(CreditAccount.id)).offset(offset).limit(most)
    rows = tuple(_debt(tx, store, account, customer, now) for account, customer in tx.exec(page).all())
    return Debts(rows, int(count), Money(int(total), store.currency))


def debt_of(tx: Tx, store: Store, customer: Customer, now: datetime) -> Debt:
    """What one customer owes, which may be nothing."""
    account = find_account(tx, store, customer)
    if account is None:
        return Debt(customer, Money.zero(store.currency), None, 0, None)
    return _debt(tx, store, account, customer, now)


def page_of(tx: Tx, store: Store, customer: Customer, most: int = 5) -> list[Line]:
    """The newest entries of a customer's page."""
    account = find_account(tx, store, customer)
    if account is None:
        return []
    mine = select(CreditEntry, Order).join(Order, isouter=True).where(col(CreditEntry.account_id) == account.id)
    rows = tx.exec(mine.order_by(col(CreditEntry.id).desc()).limit(most)).all()
    return [
        Line(
            entry.kind,
            Money(entry.amount, store.currency),
            order.number if order else None,
            entry.undo_of is not None,
            entry.at,
        )
        for entry, order in rows
    ]


def _debt(tx: Tx, store: Store, account: CreditAccount, customer: Customer, now: datetime) -> Debt:
    since = _since(tx, account) if account.balance_amount > 0 else None
    days = _days(store, since, now) if since else 0
    limit = None if account.limit_amount is None else Money(account.limit_amount, store.currency)
    return Debt(customer, Money(account.balance_amount, store.currency), since, days, limit)


def _since(tx: Tx, account: CreditAccount) -> datetime | None:
    """When the oldest part of the debt was made: what is paid back pays the oldest first."""
    undone = select(CreditEntry.undo_of).where(
        col(CreditEntry.account_id) == account.id, col(CreditEntry.undo_of).is_not(None)
    )
    made = select(CreditEntry.amount, CreditEntry.at).where(
        col(CreditEntry.account_id) == account.id,
        col(CreditEntry.amount) > 0,
        col(CreditEntry.undo_of).is_(None),
        col(CreditEntry.id).not_in(undone),
    )
    left, oldest = account.balance_amount, None
    for amount, at in tx.exec(made.order_by(col(CreditEntry.id).desc())):
        oldest, left = at, left - amount
        if left <= 0:
            break
    return oldest


def _days(store: Store, since: datetime, now: datetime) -> int:
    return (now.astimezone(store.timezone).date() - since.astimezone(store.timezone).date()).days
