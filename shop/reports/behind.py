"""What stands behind a number: the orders that made the sales of a period, and what took off from them."""

from __future__ import annotations

from msgspec import Struct
from sqlmodel import col, func, select

from models import Customer, Order, Payment, Store, Tx
from shop.reports.sales import confirmed_in
from values import Money, Period


class Behind(Struct, frozen=True):
    """An order behind a number: `kind` is sold, cancelled or refund, `amount` what it adds to net sales."""

    kind: str
    number: int
    customer: str
    amount: Money


def behind(tx: Tx, store: Store, period: Period, limit: int = 12) -> tuple[list[Behind], int]:
    """The orders behind net sales of a period, the newest first, and how many there are in all."""
    found = [*_sold(tx, store, period, limit), *_cancelled(tx, store, period), *_refunded(tx, store, period)]
    count = tx.exec(select(func.count()).select_from(Order).where(*confirmed_in(store, period))).one()
    return found[:limit], count


def _sold(tx: Tx, store: Store, period: Period, limit: int) -> list[Behind]:
    mine = select(Order, Customer.name).join(Customer).where(*confirmed_in(store, period))
    rows = tx.exec(mine.order_by(col(Order.confirmed_at).desc(), col(Order.id).desc()).limit(limit))
    return [Behind("sold", order.number, name, order.subtotal - order.discount) for order, name in rows]


def _cancelled(tx: Tx, store: Store, period: Period) -> list[Behind]:
    at = col(Order.cancelled_at)
    mine = select(Order, Customer.name).join(Customer).where(col(Order.store_id) == store.id)
    mine = mine.where(at >= period.starts_at, at < period.ends_at, col(Order.confirmed_at).is_not(None))
    return [
        Behind("cancelled", order.number, name, -(order.subtotal - order.discount)) for order, name in tx.exec(mine)
    ]


def _refunded(tx: Tx, store: Store, period: Period) -> list[Behind]:
    at = col(Payment.at)
    mine = select(Order.number, Customer.name, Payment.amount).join(Order, col(Order.id) == Payment.order_id)
    mine = mine.join(Customer, col(Customer.id) == Order.customer_id).where(col(Payment.store_id) == store.id)
    mine = mine.where(at >= period.starts_at, at < period.ends_at, col(Payment.amount) < 0)
    return [Behind("refund", number, name, Money(amount, store.currency)) for number, name, amount in tx.exec(mine)]
