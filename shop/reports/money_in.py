"""Money that came in, which is another thing than sales: by the instant it was paid, and what is still owed."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import case, func, select
from sqlmodel import col

from models import CreditEntry, Order, Payment, Store, Tx
from values import Money, Period


class PaidBy(Struct, frozen=True):
    """What came in by one way to pay: its kind, its name in the seller's words, how many payments and how much."""

    kind: str
    name: str
    count: int
    amount: Money


class MoneyIn(Struct, frozen=True):
    """Payments of a period by way, the largest first, and what was given back in it."""

    ways: tuple[PaidBy, ...]
    total: Money
    given_back: Money


class Owed(Struct, frozen=True):
    """Sales that are not paid as of now: how many, how much with fees, and in how many the customer says he paid."""

    orders: int
    amount: Money
    claimed: int


def money_in(tx: Tx, store: Store, period: Period) -> MoneyIn:
    """What was paid and given back in a period."""
    came = case((col(Payment.amount) > 0, col(Payment.amount)), else_=0)
    back = case((col(Payment.amount) < 0, -col(Payment.amount)), else_=0)
    count = func.sum(case((col(Payment.amount) > 0, 1), else_=0))
    within = (col(Payment.store_id) == store.id, col(Payment.at) >= period.starts_at, col(Payment.at) < period.ends_at)
    grouped = select(col(Payment.kind), col(Payment.name), count, func.sum(came), func.sum(back)).where(*within)
    rows = [*tx.session.execute(grouped.group_by(col(Payment.kind), col(Payment.name))), *_paid_back(tx, store, period)]
    ways = [PaidBy(kind, name, int(n), Money(int(paid), store.currency)) for kind, name, n, paid, _ in rows if n]
    return MoneyIn(
        ways=tuple(sorted(ways, key=lambda way: (-way.amount.amount, way.kind, way.name))),
        total=Money(sum(way.amount.amount for way in ways), store.currency),
        given_back=Money(sum(int(row[4]) for row in rows), store.currency),
    )


def _paid_back(tx: Tx, store: Store, period: Period) -> list[tuple[str, str, int, int, int]]:
    """What customers paid back of their debts: money like any other, though for no order."""
    at = (col(CreditEntry.at) >= period.starts_at, col(CreditEntry.at) < period.ends_at)
    mine = (col(CreditEntry.store_id) == store.id, col(CreditEntry.kind) == "receive", *at)
    times = func.sum(case((col(CreditEntry.undo_of).is_(None), 1), else_=-1))
    count, amount = tx.session.execute(select(times, -func.sum(col(CreditEntry.amount))).where(*mine)).one()
    return [("credit", "", int(count), int(amount), 0)] if amount else []


def owed(tx: Tx, store: Store) -> Owed:
    """What is owed as of now, for all sales there are."""
    open_ones = (
        col(Order.store_id) == store.id,
        col(Order.payment_state).in_(("unpaid", "claimed")),
        col(Order.state) != "cancelled",
    )
    sale = case((col(Order.confirmed_at).is_not(None), 1), else_=0)
    claimed = func.sum(case((col(Order.payment_state) == "claimed", 1), else_=0))
    sums = select(func.sum(sale), func.sum(sale * col(Order.total_amount)), claimed).where(*open_ones)
    count, amount, claims = tx.session.execute(sums).one()
    return Owed(int(count or 0), Money(int(amount or 0), store.currency), int(claims or 0))
