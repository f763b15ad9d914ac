"""The whole installation as who looks after it sees it: the orders of all sellers together."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import col

from models import Order, Tx
from shop.calendar import DAY
from values import Money


class OrderCount(Struct, frozen=True):
    """How many orders of a currency are in a state, what they are worth and what of it was given back."""

    state: str
    count: int
    total: Money
    refunded: Money


def order_counts(tx: Tx, first: date | None, last: date | None) -> list[OrderCount]:
    """The orders placed between two UTC days, both included, by state and currency."""
    sums = (func.count(col(Order.id)), func.sum(Order.total_amount), func.sum(Order.refunded_amount))
    found = select(col(Order.state), col(Order.currency), *sums).where(col(Order.deleted_at).is_(None))
    if first is not None:
        found = found.where(col(Order.placed_at) >= _begins(first))
    if last is not None:
        found = found.where(col(Order.placed_at) < _begins(last + DAY))
    by = (col(Order.currency), col(Order.state))
    rows = tx.session.execute(found.group_by(*by).order_by(*by)).all()
    return [
        OrderCount(state, int(count), Money(int(total), currency), Money(int(back), currency))
        for state, currency, count, total, back in rows
    ]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
