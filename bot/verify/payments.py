"""Invariants of money that came in and went back."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx

_SUMS = """SELECT order_id, SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS came,
    SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS went FROM payments GROUP BY order_id"""


@invariant("orders", "payments")
def paid_orders_are_paid_in_full(tx: Tx) -> str:
    """What came in for an order is its total if it is paid, and nothing if it is not."""
    return f"""
        SELECT o.id AS order_id, o.payment_state, o.total_amount, COALESCE(p.came, 0) AS came FROM orders o
        LEFT JOIN ({_SUMS}) p ON p.order_id = o.id
        WHERE COALESCE(p.came, 0) <> CASE WHEN o.payment_state IN ('paid', 'refunded') THEN o.total_amount ELSE 0 END
            OR (o.payment_state IN ('paid', 'refunded') AND o.paid_at IS NULL)"""


@invariant("orders", "payments")
def refunds_stay_within_payments(tx: Tx) -> str:
    """What went back for an order is what it says was refunded, and not more than came in."""
    return f"""
        SELECT o.id AS order_id, o.refunded_amount, COALESCE(p.went, 0) AS went, COALESCE(p.came, 0) AS came
        FROM orders o LEFT JOIN ({_SUMS}) p ON p.order_id = o.id
        WHERE o.refunded_amount <> COALESCE(p.went, 0) OR COALESCE(p.went, 0) > COALESCE(p.came, 0)
            OR (o.payment_state = 'refunded') <> (o.refunded_amount > 0)"""


@invariant("payments", "orders")
def payments_are_in_the_orders_currency(tx: Tx) -> str:
    """Money for an order is in the order's currency."""
    return """
        SELECT p.id AS payment_id, p.order_id, p.currency, o.currency AS order_currency FROM payments p
        JOIN orders o ON o.id = p.order_id WHERE p.currency <> o.currency"""


@invariant("payments")
def payment_events_count_once(tx: Tx) -> str:
    """A payment of a provider is booked once, however often it is announced."""
    return """
        SELECT provider, reference, COUNT(*) AS times FROM payments WHERE reference IS NOT NULL
        GROUP BY provider, reference HAVING COUNT(*) > 1"""
