"""Sales of a stretch of time.

A sale is an order from the moment it is confirmed. What was sold stays where it was: a cancellation or a refund
subtracts on the day it happens, so that a day which is over never changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import col

from models import Order, Payment, Store, Tx
from values import Money, Period


class Sales(Struct, frozen=True):
    """What was sold: goods with their options at the prices ordered at, before discount, tax and delivery fee.

    `sold` counts the orders confirmed in the period that were not called off before its end, `cancelled` all that were
    called off in it, confirmed before or not. `cancellations` is what of the goods had counted as sold.
    """

    gross: Money
    discounts: Money
    refunds: Money
    cancellations: Money
    fees: Money
    sold: int
    cancelled: int

    @property
    def net(self) -> Money:
        return self.gross - self.discounts - self.refunds - self.cancellations

    @property
    def average(self) -> Money | None:
        """Net sales per order sold; None where nothing was sold, or more went back than came."""
        if self.sold == 0 or self.net.amount < 0:
            return None
        return Money.of(self.net.main_units / self.sold, self.net.currency)

    @property
    def nothing(self) -> bool:
        """Whether nothing was sold and nothing went back."""
        return self.sold == 0 and not self.gross.amount and not self.refunds.amount and not self.cancellations.amount


# What customers bought for, told of each wherever his orders are: those that stand, with fees, without what went back.
STANDS: Final = (col(Order.confirmed_at).is_not(None), col(Order.state) != "cancelled")
SPENT: Final = func.coalesce(func.sum(col(Order.total_amount) - col(Order.refunded_amount)), 0)


def confirmed_in(store: Store, period: Period) -> list[ColumnElement[bool]]:
    """The orders of a store that became sales in a period."""
    at = col(Order.confirmed_at)
    return [col(Order.store_id) == store.id, at >= period.starts_at, at < period.ends_at]


def stands_after(period: Period) -> ColumnElement[bool]:
    """Whether an order had not been called off when the period ended."""
    return or_(col(Order.cancelled_at).is_(None), col(Order.cancelled_at) >= period.ends_at)


def sales(tx: Tx, store: Store, period: Period) -> Sales:
    """The sales of a period, whatever became of the orders after its end."""
    stands = case((stands_after(period), 1), else_=0)
    sums = (
        func.count(col(Order.id)),
        _sum(Order.subtotal_amount),
        _sum(Order.discount_amount),
        func.coalesce(func.sum(stands * col(Order.fee_amount)), 0),
        func.coalesce(func.sum(stands), 0),
    )
    _, gross, discounts, fees, sold = tx.session.execute(select(*sums).where(*confirmed_in(store, period))).one()
    called_off = _cancelled_in(tx, store, period)
    refunds = _refunds_in(tx, store, period)
    given = _given_back(tx, {order.id for order in called_off + refunds})
    return Sales(
        gross=_money(store, gross),
        discounts=_money(store, discounts),
        refunds=_money(store, sum(_refund_parts(order, given[order.id], period) for order in refunds)),
        cancellations=_money(store, sum(_cancellation(order, given[order.id]) for order in called_off)),
        fees=_money(store, fees),
        sold=int(sold),
        cancelled=len(called_off),
    )


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(col(column)), 0)


def _money(store: Store, amount: Any) -> Money:
    return Money(int(amount), store.currency)


def _cancelled_in(tx: Tx, store: Store, period: Period) -> list[Order]:
    at = col(Order.cancelled_at)
    mine = (col(Order.store_id) == store.id, at >= period.starts_at, at < period.ends_at)
    return list(tx.session.execute(select(Order).where(*mine)).scalars())


def _refunds_in(tx: Tx, store: Store, period: Period) -> list[Order]:
    """The sales of which something was given back in the period."""
    mine = (col(Payment.store_id) == store.id, col(Payment.at) >= period.starts_at, col(Payment.at) < period.ends_at)
    given = select(col(Payment.order_id)).where(*mine, col(Payment.amount) < 0)
    orders = select(Order).where(col(Order.id).in_(given), col(Order.confirmed_at).is_not(None))
    return list(tx.session.execute(orders).scalars())


def _given_back(tx: Tx, order_ids: set[int]) -> dict[int, list[tuple[datetime, int]]]:
    """When and how much of each order was given back, in the order it happened."""
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    back = select(Payment).where(col(Payment.order_id).in_(order_ids), col(Payment.amount) < 0)
    for payment in tx.session.execute(back.order_by(col(Payment.at), col(Payment.id))).scalars():
        found[payment.order_id].append((payment.at, -payment.amount))
    return found


def _goods(order: Order) -> int:
    return order.subtotal_amount - order.discount_amount


def _refund_parts(order: Order, given: Sequence[tuple[datetime, int]], period: Period) -> int:
    """What the refunds of a period take off the goods of an order: fee and tax go back only after all of the goods, and
    what goes back after a cancellation was subtracted by it."""
    taken, total = 0, 0
    for at, amount in given:
        if order.cancelled_at is not None and order.cancelled_at <= at:
            break
        part = min(amount, _goods(order) - total)
        total += part
        taken += part if period.starts_at <= at < period.ends_at else 0
    return taken


def _cancellation(order: Order, given: Sequence[tuple[datetime, int]]) -> int:
    """What the cancellation of an order takes off: its goods, without what refunds had taken off before."""
    if order.confirmed_at is None or order.cancelled_at is None:
        return 0
    before = sum(amount for at, amount in given if at < order.cancelled_at)
    return _goods(order) - min(before, _goods(order))
