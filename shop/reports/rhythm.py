"""When people order and who they are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import exists, extract, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models import Order, Store, Tx
from shop.reports.sales import confirmed_in, stands_after
from values import Period

# Every zone's offset is a multiple of a quarter of an hour, so quarters can be sorted into the hours of any of them.
QUARTER: Final = 900


class Peak(Struct, frozen=True):
    """The hour of the store's clock (0 to 23) in which most of the orders sold were placed, and how many."""

    hour: int
    orders: int


class Buyers(Struct, frozen=True):
    """Customers of a period: those who had never bought from the store before it, and those who had."""

    new: int
    returning: int


def hours(tx: Tx, store: Store, period: Period) -> dict[int, int]:
    """How many of the orders sold in a period were placed in each hour of the store's clock."""
    seconds = extract("epoch", col(Order.placed_at))
    quarter = (seconds - seconds % QUARTER).label("quarter")
    counted = select(quarter, func.count()).where(*confirmed_in(store, period), stands_after(period))
    found: Counter[int] = Counter()
    for start, orders in tx.session.execute(counted.group_by(quarter)):
        found[datetime.fromtimestamp(int(start), UTC).astimezone(store.timezone).hour] += orders
    return dict(found)


def peak(tx: Tx, store: Store, period: Period) -> Peak | None:
    """The busiest hour of a period, the earliest of several; None where nothing was sold."""
    found = hours(tx, store, period)
    if not found:
        return None
    hour = min(found, key=lambda one: (-found[one], one))
    return Peak(hour, found[hour])


def buyers(tx: Tx, store: Store, period: Period) -> Buyers:
    """Who bought in a period."""
    earlier = aliased(Order)
    before = exists().where(
        col(earlier.customer_id) == Order.customer_id,
        col(earlier.store_id) == store.id,
        col(earlier.confirmed_at) < period.starts_at,
    )
    people = func.count(func.distinct(col(Order.customer_id)))
    mine = select(people).where(*confirmed_in(store, period), stands_after(period))
    everybody = tx.session.execute(mine).scalar_one()
    returning = tx.session.execute(mine.where(before)).scalar_one()
    return Buyers(everybody - returning, returning)
