"""Invariants of orders: what they cost, how they came to their state, and what was confirmed."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx
from shop.transitions import STEPS
from values import MINOR_DIGITS, SHOWN_DIGITS


def step_of(currency: str) -> str:
    """SQL for the smallest amount of a currency that can be paid, in minor units."""
    cases = " ".join(f"WHEN '{name}' THEN {10 ** (MINOR_DIGITS - digits)}" for name, digits in SHOWN_DIGITS.items())
    return f"CASE {currency} {cases} ELSE 1 END"


@invariant("orders", "order_lines")
def order_totals_are_their_lines(tx: Tx) -> str:
    """An order's subtotal is the sum of its lines, its total that with discount, fee and tax."""
    return """
        SELECT o.id AS order_id, o.subtotal_amount, COALESCE(l.amount, 0) AS lines, o.total_amount FROM orders o
        LEFT JOIN (SELECT order_id, SUM(amount) AS amount FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
        WHERE o.subtotal_amount <> COALESCE(l.amount, 0)
            OR o.total_amount <> o.subtotal_amount - o.discount_amount + o.fee_amount + o.tax_amount"""


@invariant("orders", "order_lines")
def lines_cost_quantity_times_price(tx: Tx) -> str:
    """A line costs its quantity times its price, rounded half up to what its currency shows."""
    return f"""
        SELECT order_id, line_id, quantity, unit_amount, amount FROM (
            SELECT o.id AS order_id, l.id AS line_id, l.quantity, l.unit_amount, l.amount,
                {step_of("o.currency")} AS step
            FROM order_lines l JOIN orders o ON o.id = l.order_id) AS priced
        WHERE amount <> ((2 * unit_amount * quantity + 1000 * step) / (2000 * step)) * step"""


@invariant("orders")
def amounts_can_be_paid(tx: Tx) -> str:
    """Amounts are whole numbers of what a currency shows: no hundredths of a rupiah."""
    return f"""
        SELECT id AS order_id, currency, subtotal_amount, fee_amount, discount_amount, tax_amount, total_amount
        FROM (SELECT orders.*, {step_of("currency")} AS step FROM orders) AS stepped
        WHERE step > 1 AND (subtotal_amount % step <> 0 OR fee_amount % step <> 0 OR discount_amount % step <> 0
            OR tax_amount % step <> 0 OR total_amount % step <> 0)"""


@invariant("order_events")
def orders_took_allowed_steps(tx: Tx) -> str:
    """An order changes its state only as the table of steps allows, and each change names who made it."""
    allowed = [("", "pending")] + [(since, step.to) for step in STEPS.values() for since in step.since]
    pairs = " OR ".join(f"(from_state = '{since}' AND to_state = '{to}')" for since, to in allowed)
    return f"""
        SELECT id AS event_id, order_id, from_state, to_state, actor, role FROM order_events
        WHERE NOT ({pairs}) OR actor = '' OR role = ''"""


@invariant("orders", "order_events")
def order_histories_are_unbroken(tx: Tx) -> str:
    """An order's changes follow one another from its placing to the state it is in."""
    return """
        SELECT order_id, event_id, from_state, before AS state_before FROM (
            SELECT order_id, id AS event_id, from_state,
                LAG(to_state) OVER (PARTITION BY order_id ORDER BY id) AS before FROM order_events) AS steps
        WHERE from_state <> COALESCE(before, '')
        UNION ALL
        SELECT o.id, NULL, o.state, e.to_state FROM orders o
        LEFT JOIN order_events e
            ON e.id = (SELECT MAX(last.id) FROM order_events last WHERE last.order_id = o.id)
        WHERE o.state <> COALESCE(e.to_state, '')"""


@invariant("orders", "order_events")
def order_times_tell_their_history(tx: Tx) -> str:
    """An order has the time of each state it went through, and of no other: sales are counted by these times."""
    stamps = ("confirmed", "shipped", "ready", "delivered", "completed", "cancelled")
    columns = ", ".join(f"MAX(CASE WHEN to_state = '{state}' THEN 1 ELSE 0 END) AS {state}" for state in stamps)
    wrong = " OR ".join(f"(o.{state}_at IS NULL) = (e.{state} = 1)" for state in stamps)
    return f"""
        SELECT o.id AS order_id, o.state FROM orders o
        JOIN (SELECT order_id, {columns} FROM order_events GROUP BY order_id) e ON e.order_id = o.id
        WHERE {wrong}"""


@invariant("orders", "stores")
def order_numbers_are_given_once(tx: Tx) -> str:
    """A store gives each order a number of its own, below the next one."""
    return """
        SELECT o.store_id, o.number, COUNT(*) AS times, MAX(s.next_number) AS next_number
        FROM orders o JOIN stores s ON s.id = o.store_id
        GROUP BY o.store_id, o.number HAVING COUNT(*) > 1 OR o.number >= MAX(s.next_number)"""


# What its store has changed in an order since is told to the customer, and is not in his cart.
UNCHANGED = """NOT EXISTS (SELECT 1 FROM events e
            WHERE e.subject = 'orders' AND e.subject_id = o.id AND e.name = 'order.edited')"""


@invariant("orders", "carts", "events")
def orders_are_what_was_confirmed(tx: Tx) -> str:
    """An order is the cart at the version and the total that its customer was shown and said yes to."""
    return f"""
        SELECT o.id AS order_id, c.id AS cart_id, c.state, c.version, c.quoted_version, c.quoted_total, o.total_amount
        FROM orders o JOIN carts c ON c.id = o.cart_id
        WHERE c.state <> 'placed' OR c.quoted_version IS NULL OR c.quoted_version <> c.version
            OR c.quoted_total IS NULL OR (c.quoted_total <> o.total_amount AND {UNCHANGED})
            OR o.customer_id <> c.customer_id OR o.store_id <> c.store_id"""


@invariant("orders", "carts", "cart_lines", "order_lines", "events")
def orders_hold_what_was_in_the_cart(tx: Tx) -> str:
    """An order has as much of everything as its cart had."""
    return f"""
        SELECT moved.cart_id, moved.difference FROM (SELECT cart_id, SUM(difference) AS difference FROM (
            SELECT o.cart_id, l.product_id, l.quantity AS difference FROM orders o
            JOIN order_lines l ON l.order_id = o.id WHERE o.cart_id IS NOT NULL
            UNION ALL
            SELECT c.id, l.product_id, -l.quantity FROM carts c JOIN cart_lines l ON l.cart_id = c.id
            WHERE c.state = 'placed') AS both_sides
        GROUP BY cart_id, product_id HAVING SUM(difference) <> 0) AS moved
        LEFT JOIN orders o ON o.cart_id = moved.cart_id WHERE {UNCHANGED}"""


@invariant("orders", "carts")
def placed_carts_have_their_order(tx: Tx) -> str:
    """A cart that was placed has one order."""
    return """
        SELECT c.id AS cart_id, COUNT(o.id) AS orders FROM carts c LEFT JOIN orders o ON o.cart_id = c.id
        WHERE c.state = 'placed' GROUP BY c.id HAVING COUNT(o.id) <> 1"""


@invariant("carts")
def customers_have_one_open_cart(tx: Tx) -> str:
    """A customer has one open cart at a store at most."""
    return """
        SELECT store_id, customer_id, COUNT(*) AS carts FROM carts WHERE state = 'open'
        GROUP BY store_id, customer_id HAVING COUNT(*) > 1"""
