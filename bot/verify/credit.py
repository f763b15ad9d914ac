"""Invariants of the credit book."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("credit_accounts", "credit_entries")
def debts_equal_their_entries(tx: Tx) -> str:
    """What a customer owes is the sum of his entries."""
    return """
        SELECT a.id AS account_id, a.balance_amount, COALESCE(SUM(e.amount), 0) AS booked FROM credit_accounts a
        LEFT JOIN credit_entries e ON e.account_id = a.id GROUP BY a.id, a.balance_amount
        HAVING a.balance_amount <> COALESCE(SUM(e.amount), 0)"""


@invariant("orders", "credit_entries")
def orders_on_credit_are_in_the_book(tx: Tx) -> str:
    """An order that is paid later stands in the book with its total, any other with nothing."""
    return """
        SELECT o.id AS order_id, o.payment_state, o.total_amount, COALESCE(b.booked, 0) AS booked FROM orders o
        LEFT JOIN (SELECT order_id, SUM(amount) AS booked FROM credit_entries WHERE kind = 'order' GROUP BY order_id) b
            ON b.order_id = o.id
        WHERE COALESCE(b.booked, 0) <> CASE WHEN o.payment_state = 'credit' THEN o.total_amount ELSE 0 END"""


@invariant("credit_entries")
def entries_are_undone_by_their_like(tx: Tx) -> str:
    """An entry that takes another back is of the same page and kind, by the opposite amount."""
    return """
        SELECT u.id AS entry_id, u.undo_of FROM credit_entries u JOIN credit_entries e ON e.id = u.undo_of
        WHERE u.account_id <> e.account_id OR u.kind <> e.kind OR u.amount <> -e.amount"""
