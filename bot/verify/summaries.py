"""Invariants of the summaries that sellers get."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("summaries")
def a_day_is_summed_up_once(tx: Tx) -> str:
    """A store has one summary of a day, week or month, and one that was sent says when."""
    return """
        SELECT store_id, kind, local_date, COUNT(*) AS times FROM summaries
        GROUP BY store_id, kind, local_date HAVING COUNT(*) > 1
        UNION ALL
        SELECT store_id, kind, local_date, 1 FROM summaries WHERE state = 'sent' AND sent_at IS NULL"""


@invariant("sold_days", "orders", "order_lines")
def sums_by_day_equal_the_orders(tx: Tx) -> str:
    """What was sold of a product, and what was called off of it, is in the sums by day to the last unit."""
    return """
        SELECT a.store_id, a.product_id, a.off, SUM(a.kept) AS kept, SUM(a.sold) AS sold,
            SUM(a.kept_amount) AS kept_amount, SUM(a.sold_amount) AS sold_amount
        FROM (
            SELECT store_id, product_id, CASE WHEN off_day = '9999-12-31' THEN 0 ELSE 1 END AS off,
                quantity AS kept, 0 AS sold, amount AS kept_amount, 0 AS sold_amount FROM sold_days
            UNION ALL
            SELECT o.store_id, l.product_id, CASE WHEN o.cancelled_at IS NULL THEN 0 ELSE 1 END,
                0, l.quantity, 0, l.amount FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE o.confirmed_at IS NOT NULL
        ) a JOIN stores s ON s.id = a.store_id WHERE s.sums_days
        GROUP BY a.store_id, a.product_id, a.off
        HAVING SUM(a.kept) <> SUM(a.sold) OR SUM(a.kept_amount) <> SUM(a.sold_amount)"""
