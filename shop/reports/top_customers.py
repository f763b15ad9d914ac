"""Who bought most in a period."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import col

from models import Customer, Order, Store, Tx
from shop.reports.sales import confirmed_in, stands_after
from values import Money, Period


class Buyer(Struct, frozen=True):
    """A customer, how many orders of his were sold, and the goods of them after discounts."""

    customer_id: int
    name: str
    orders: int
    spent: Money


def top_customers(tx: Tx, store: Store, period: Period, most: int = 20) -> list[Buyer]:
    """The customers with the largest sales of a period, of orders that were not called off before its end."""
    spent = func.sum(Order.subtotal_amount - col(Order.discount_amount))
    sums = select(col(Customer.id), col(Customer.name), func.count(col(Order.id)), spent)
    mine = sums.join(Order, col(Order.customer_id) == Customer.id).where(
        *confirmed_in(store, period), stands_after(period)
    )
    rows = mine.group_by(col(Customer.id), col(Customer.name)).order_by(spent.desc(), col(Customer.id)).limit(most)
    return [
        Buyer(key, name, int(count), Money(int(amount), store.currency))
        for key, name, count, amount in tx.session.execute(rows)
    ]
