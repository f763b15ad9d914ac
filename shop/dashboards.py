"""A seller's figures over all his stores, by the same definitions as in chat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct, field
from sqlmodel import col, func, select

from models import Order, Product, Store, Tx
from shop.calendar import between, business_day
from shop.commissions import Standing, standing
from shop.reports.goods import Sold, by_value, sold
from shop.reports.sales import Sales, sales
from shop.reviews import ratings
from values import Money, Period

DAYS: Final = 30
MOST: Final = 10


class Totals(Struct):
    """What stores of one currency sold: net sales, the orders that stand, and those that came in."""

    revenue: Money
    sold: int = 0
    received: int = 0

    @property
    def average(self) -> Money | None:
        """Net sales per order sold; None where nothing was sold, or more went back than came."""
        if self.sold == 0 or self.revenue.amount < 0:
            return None
        return Money.of(self.revenue.main_units / self.sold, self.revenue.currency)


class Dashboard(Struct):
    """A seller's figures between two business days of each store, both included."""

    first: date
    last: date
    stores: int = 0
    products: int = 0
    totals: dict[str, Totals] = field(default_factory=dict)
    by_state: dict[str, int] = field(default_factory=dict)
    best: list[Sold] = field(default_factory=list)
    commissions: list[Standing] = field(default_factory=list)
    reviews: int = 0
    rating: float | None = None


def dashboard(tx: Tx, stores: Sequence[Store], days: tuple[date | None, date | None], now: datetime) -> Dashboard:
    """The figures of these stores, of the last 30 days unless others are told."""
    today = max(business_day(store, now) for store in stores)
    last = days[1] or today
    first = days[0] or last - timedelta(days=DAYS - 1)
    found = Dashboard(min(first, last), max(first, last), len(stores))
    states: dict[str, int] = defaultdict(int)
    stars = 0.0
    for store in stores:
        period = between(store, first, last)
        _add_sales(found, store, sales(tx, store, period))
        _add_orders(tx, found, store, period, states)
        found.best += by_value(sold(tx, store, period))[:MOST]
        given = ratings(tx, store, most=0)
        found.reviews += given.count
        stars += (given.average or 0) * given.count
    found.products = _products(tx, stores)
    found.by_state = dict(sorted(states.items()))
    found.best = sorted(found.best, key=lambda one: (-one.amount.amount, one.product_id))[:MOST]
    found.rating = round(stars / found.reviews, 2) if found.reviews else None
    found.commissions = [one for key in sorted({store.seller_id for store in stores}) for one in standing(tx, key)]
    return found


def _add_sales(found: Dashboard, store: Store, sums: Sales) -> None:
    totals = found.totals.setdefault(store.currency, Totals(Money.zero(store.currency)))
    totals.revenue += sums.net
    totals.sold += sums.sold


def _add_orders(tx: Tx, found: Dashboard, store: Store, period: Period, states: dict[str, int]) -> None:
    at = col(Order.placed_at)
    mine = (col(Order.store_id) == store.id, at >= period.starts_at, at < period.ends_at)
    for state, count in tx.exec(select(Order.state, func.count(col(Order.id))).where(*mine).group_by(Order.state)):
        states[state] += int(count)
        found.totals[store.currency].received += int(count)


def _products(tx: Tx, stores: Sequence[Store]) -> int:
    mine = (col(Product.store_id).in_([store.id for store in stores]), col(Product.removed_at).is_(None))
    return tx.exec(select(func.count(col(Product.id))).where(*mine)).one()
