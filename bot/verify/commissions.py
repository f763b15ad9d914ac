"""Invariants of what sellers owe the platform, and of its settlement."""

from __future__ import annotations

from bot.verify.invariants import invariant
from bot.verify.orders import step_of
from models import Tx


@invariant("orders", "sellers", "commissions", "events")
def completed_orders_owe_their_commission(tx: Tx) -> str:
    """A completed order of which something was kept owes its commission, since the seller owes any."""
    return """
        SELECT o.id AS order_id, o.seller_id, o.completed_at FROM orders o JOIN sellers s ON s.id = o.seller_id
        WHERE o.state = 'completed' AND s.commission_rate > 0
            AND o.subtotal_amount - o.discount_amount - o.refunded_amount > 0
            AND NOT EXISTS (SELECT 1 FROM commissions c WHERE c.order_id = o.id)
            AND NOT EXISTS (SELECT 1 FROM events e
                WHERE e.seller_id = o.seller_id AND e.name = 'seller.commission' AND e.at >= o.completed_at)"""


@invariant("commissions", "orders")
def an_order_owes_one_commission(tx: Tx) -> str:
    """An order owes one commission at most, once it is completed, in its own currency."""
    return """
        SELECT c.order_id, o.state, COUNT(*) AS times FROM commissions c JOIN orders o ON o.id = c.order_id
        GROUP BY c.order_id, o.state HAVING COUNT(*) > 1
        UNION ALL
        SELECT c.order_id, o.state, 1 FROM commissions c JOIN orders o ON o.id = c.order_id
        WHERE o.state <> 'completed' OR c.currency <> o.currency"""


@invariant("commissions", "orders")
def commissions_are_a_share_of_what_was_kept(tx: Tx) -> str:
    """A commission that is open is its share of the goods that were not given back; one that is void has none."""
    share = "(goods * rate / 1000)"
    return f"""
        SELECT commission_id, order_id, state, goods, rate, amount FROM (
            SELECT c.id AS commission_id, c.order_id, c.state, c.rate, c.amount, {step_of("o.currency")} AS step,
                o.subtotal_amount - o.discount_amount - o.refunded_amount AS goods
            FROM commissions c JOIN orders o ON o.id = c.order_id) AS shares
        WHERE (state = 'pending' AND (goods <= 0 OR amount <> ((2 * {share} + step) / (2 * step)) * step))
            OR (state = 'void' AND goods > 0)"""


@invariant("commissions", "payouts")
def payouts_are_what_they_cover(tx: Tx) -> str:
    """A payout is the sum of the commissions it settles, which are paid, and no other is."""
    return """
        SELECT p.id AS payout_id, p.amount, p.count, SUM(c.amount) AS covered, COUNT(c.id) AS commissions
        FROM payouts p LEFT JOIN commissions c
            ON c.payout_id = p.id AND c.state = 'paid' AND c.seller_id = p.seller_id AND c.currency = p.currency
        GROUP BY p.id, p.amount, p.count HAVING p.amount <> COALESCE(SUM(c.amount), 0) OR p.count <> COUNT(c.id)
        UNION ALL
        SELECT c.payout_id, c.amount, 0, 0, 1 FROM commissions c
        WHERE (c.state = 'paid') <> (c.payout_id IS NOT NULL AND c.paid_at IS NOT NULL)"""
