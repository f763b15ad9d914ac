"""Invariants of the stock: levels explained by ledgers, and goods held for open orders alone."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("stock_levels", "stock_movements")
def stock_equals_its_ledger(tx: Tx) -> str:
    """What lies at a location is the sum of its movements."""
    return """
        SELECT l.product_id, l.location_id, l.on_hand, COALESCE(m.moved, 0) AS moved FROM stock_levels l
        LEFT JOIN (SELECT product_id, location_id, SUM(quantity) AS moved FROM stock_movements
            GROUP BY product_id, location_id) m ON m.product_id = l.product_id AND m.location_id = l.location_id
        WHERE l.on_hand <> COALESCE(m.moved, 0)
        UNION ALL
        SELECT m.product_id, m.location_id, NULL, SUM(m.quantity) FROM stock_movements m
        WHERE NOT EXISTS (SELECT 1 FROM stock_levels l
            WHERE l.product_id = m.product_id AND l.location_id = m.location_id)
        GROUP BY m.product_id, m.location_id"""


@invariant("stock_levels", "reservations")
def reserved_equals_open_reservations(tx: Tx) -> str:
    """What is reserved of a product is the sum of its open reservations."""
    return """
        SELECT l.product_id, l.location_id, l.reserved, COALESCE(r.held, 0) AS held FROM stock_levels l
        LEFT JOIN (SELECT product_id, location_id, SUM(quantity) AS held FROM reservations WHERE state = 'open'
            GROUP BY product_id, location_id) r ON r.product_id = l.product_id AND r.location_id = l.location_id
        WHERE l.reserved <> COALESCE(r.held, 0)"""


@invariant("stock_levels")
def stock_covers_what_is_reserved(tx: Tx) -> str:
    """Nothing is promised that is not there, and no stock is below zero."""
    return """
        SELECT product_id, location_id, on_hand, reserved FROM stock_levels
        WHERE reserved < 0 OR on_hand < 0 OR reserved > on_hand"""


@invariant("reservations", "orders")
def goods_are_held_for_open_orders(tx: Tx) -> str:
    """An order holds its goods until it is shipped, handed over or cancelled; each of these closes them once."""
    return """
        SELECT o.id AS order_id, o.state, r.product_id, r.state AS reservation FROM reservations r
        JOIN orders o ON o.id = r.order_id
        WHERE NOT (
            (r.state = 'open' AND o.state IN ('pending', 'confirmed', 'processing', 'ready'))
            OR (r.state = 'consumed' AND o.state IN ('shipped', 'delivered', 'completed'))
            OR (r.state = 'consumed' AND o.state = 'cancelled' AND o.shipped_at IS NOT NULL)
            OR (r.state = 'released' AND o.state = 'cancelled' AND o.shipped_at IS NULL))"""


@invariant("reservations", "order_lines")
def reservations_cover_all_lines(tx: Tx) -> str:
    """What an order holds of a product is what all its lines of that product ask for."""
    return """
        SELECT r.order_id, r.product_id, r.quantity AS reserved, COALESCE(w.asked, 0) AS asked FROM reservations r
        LEFT JOIN (SELECT order_id, product_id, SUM(quantity) AS asked FROM order_lines GROUP BY order_id, product_id) w
            ON w.order_id = r.order_id AND w.product_id = r.product_id
        WHERE r.quantity <> COALESCE(w.asked, 0)"""


@invariant("order_lines", "orders", "reservations", "products", "stock_movements")
def counted_goods_are_reserved(tx: Tx) -> str:
    """An open order holds every product that was counted when it was placed."""
    return """
        SELECT o.id AS order_id, l.product_id FROM orders o
        JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id
        WHERE o.state IN ('pending', 'confirmed', 'processing', 'ready') AND p.tracked
            AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.order_id = o.id AND r.product_id = l.product_id)
            AND EXISTS (SELECT 1 FROM stock_movements m WHERE m.product_id = l.product_id AND m.at < o.placed_at)"""


@invariant("reservations", "orders", "stock_movements")
def sold_goods_left_the_stock(tx: Tx) -> str:
    """What an order moved out is what it had reserved once it was shipped or handed over, and nothing otherwise."""
    return """
        SELECT r.order_id, o.state, r.product_id, r.quantity, COALESCE(m.moved, 0) AS moved FROM reservations r
        JOIN orders o ON o.id = r.order_id
        LEFT JOIN (SELECT order_id, product_id, location_id, SUM(quantity) AS moved,
                COUNT(undo_of) AS brought_back FROM stock_movements
            WHERE order_id IS NOT NULL GROUP BY order_id, product_id, location_id) m
            ON m.order_id = r.order_id AND m.product_id = r.product_id AND m.location_id = r.location_id
        WHERE COALESCE(m.moved, 0) <> CASE WHEN r.state = 'consumed' AND o.state <> 'cancelled'
            AND COALESCE(m.brought_back, 0) = 0 THEN -r.quantity ELSE 0 END
        UNION ALL
        SELECT m.order_id, 'moved', m.product_id, 0, SUM(m.quantity) FROM stock_movements m
        WHERE m.order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reservations r
            WHERE r.order_id = m.order_id AND r.product_id = m.product_id AND r.location_id = m.location_id)
        GROUP BY m.order_id, m.product_id"""


@invariant("stock_movements")
def goods_are_carried_whole(tx: Tx) -> str:
    """What is carried from one place of a store comes to another: transfers neither make nor lose goods."""
    return """
        SELECT product_id, SUM(quantity) AS made FROM stock_movements WHERE kind = 'transfer'
        GROUP BY product_id HAVING SUM(quantity) <> 0"""


@invariant("stock_movements")
def movements_are_undone_by_their_like(tx: Tx) -> str:
    """A movement that takes another back is of the same product at the same place, by the opposite quantity."""
    return """
        SELECT u.id AS movement_id, u.undo_of FROM stock_movements u JOIN stock_movements m ON m.id = u.undo_of
        WHERE u.product_id <> m.product_id OR u.location_id <> m.location_id OR u.quantity <> -m.quantity"""


@invariant("stock_movements")
def batches_are_arrivals(tx: Tx) -> str:
    """Only goods that came in tell who brought them, their batch, what they cost and until when they keep."""
    return """
        SELECT id AS movement_id, kind, quantity FROM stock_movements
        WHERE (supplier <> '' OR batch <> '' OR cost_amount IS NOT NULL OR expires_on IS NOT NULL)
            AND (kind <> 'in' OR quantity <= 0)"""


@invariant("stores", "stock_locations")
def orders_are_served_from_one_place(tx: Tx) -> str:
    """A store has one place that its orders are served from."""
    return """
        SELECT s.id AS store_id, COUNT(l.id) AS places FROM stores s
        LEFT JOIN stock_locations l ON l.store_id = s.id AND l.main GROUP BY s.id HAVING COUNT(l.id) <> 1"""
