"""Invariants of what goes out by itself: each time that it is due, once."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("mails")
def a_due_time_has_one_letter(tx: Tx) -> str:
    """A letter that goes out by itself goes out once for each time it is due."""
    return _once("mails")


@invariant("report_files")
def a_due_time_has_one_file(tx: Tx) -> str:
    """A file that is sent by itself is sent once for each time it is due."""
    return _once("report_files")


def _once(table: str) -> str:
    return f"""
        SELECT store_id, schedule, due_at, COUNT(*) AS times FROM {table} WHERE due_at IS NOT NULL
        GROUP BY store_id, schedule, due_at HAVING COUNT(*) > 1
        UNION ALL
        SELECT store_id, schedule, due_at, 1 FROM {table} WHERE (schedule = '') <> (due_at IS NULL)"""
