"""Who bought most in a period."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Subquery, case, func, select
from sqlmodel import col

from models import Customer, Order, Payment, Store, Tx
from shop.reports.sales import confirmed_in, stands_after
from values import Money, Period


class Buyer(Struct, frozen=True):
    """A customer, how many orders of his were sold, and the goods of them after discounts and refunds."""

    customer_id: int
    name: str
    orders: int
    spent: Money


def top_customers(tx: Tx, store: Store, period: Period, most: int = 20) -> list[Buyer]:
    """The customers with the largest sales of a period, of orders that were not called off before its end and without
    what was given back before it."""
    back = _given_back(store, period)
    left = col(Order.subtotal_amount) - col(Order.discount_amount) - func.coalesce(back.c.amount, 0)
    # The fee goes back after all of the goods, and is none of them.
    spent = func.sum(case((left > 0, left), else_=0))
    sums = select(col(Customer.id), col(Customer.name), func.count(col(Order.id)), spent)
    sums = sums.join(Order, col(Order.customer_id) == Customer.id).outerjoin(back, back.c.order_id == Order.id)
    mine = sums.where(*confirmed_in(store, period), stands_after(period))
    rows = mine.group_by(col(Customer.id), col(Customer.name)).order_by(spent.desc(), col(Customer.id)).limit(most)
    return [
        Buyer(key, name, int(count), Money(int(amount), store.currency))
        for key, name, count, amount in tx.session.execute(rows)
    ]


def _given_back(store: Store, period: Period) -> Subquery:
    """How much of each order was given back before a period's end."""
    before = (col(Payment.store_id) == store.id, col(Payment.amount) < 0, col(Payment.at) < period.ends_at)
    sums = select(col(Payment.order_id), (-func.sum(col(Payment.amount))).label("amount"))
    return sums.where(*before).group_by(col(Payment.order_id)).subquery()
