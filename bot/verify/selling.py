"""Invariants of what helps to sell: delivery zones, coupons and broadcasts."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("delivery_zones", "stores")
def distances_have_a_middle(tx: Tx) -> str:
    """A store with delivery fees by distance has said where it is."""
    return """
        SELECT z.id AS zone_id, z.store_id, z.metres FROM delivery_zones z JOIN stores s ON s.id = z.store_id
        WHERE z.metres IS NOT NULL AND (s.lat IS NULL OR s.lon IS NULL)"""


@invariant("coupons", "coupon_uses")
def coupons_count_their_uses(tx: Tx) -> str:
    """A coupon was used as often as orders were placed with it and not called off."""
    return """
        SELECT c.id AS coupon_id, c.code, c.uses, COUNT(u.order_id) AS orders FROM coupons c
        LEFT JOIN coupon_uses u ON u.coupon_id = c.id
        GROUP BY c.id, c.code, c.uses HAVING c.uses <> COUNT(u.order_id)"""


@invariant("coupon_uses", "orders")
def coupons_are_used_by_standing_orders(tx: Tx) -> str:
    """An order that a coupon was used for was not called off, and is that of the customer who used it."""
    return """
        SELECT u.order_id, u.coupon_id, o.state, u.customer_id FROM coupon_uses u JOIN orders o ON o.id = u.order_id
        WHERE o.state = 'cancelled' OR o.customer_id <> u.customer_id"""


@invariant("broadcasts", "broadcast_recipients")
def broadcasts_reach_everybody_or_say_why(tx: Tx) -> str:
    """Who was to get a broadcast has a message or a reason why not, and nobody is left when it is over."""
    return """
        SELECT r.broadcast_id, r.customer_id, r.state, r.why FROM broadcast_recipients r
        JOIN broadcasts b ON b.id = r.broadcast_id
        WHERE (r.state = 'new' AND b.state = 'sent') OR (r.state = 'queued' AND r.outbox_id IS NULL)
            OR (r.state = 'left_out') <> (r.why <> '')"""
