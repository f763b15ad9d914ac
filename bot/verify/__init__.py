"""What is true of the database at any moment, as queries for what is not; `flask verify` runs them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.verify import (
    borders,
    commissions,
    credit,
    images,
    messages,
    orders,
    payments,
    schedules,
    selling,
    sending,
    stock,
    summaries,
)
from bot.verify.invariants import INVARIANTS, Finding, check
from models import Tx, reading

PATIENCE = timedelta(minutes=5)
AREAS = (
    messages, sending, stock, orders, payments, credit, commissions, selling, borders, images, summaries, schedules,
)  # fmt: skip


def verify(patience: timedelta = PATIENCE, limit: int = 10, only: Iterable[str] = ()) -> list[Finding]:
    """Check every invariant, or only those named, and tell what was found of each.

    `patience` is how long a message may wait before that counts as a violation; zero when nothing is to wait.
    Each invariant is one query, so that a shop at work may be checked.
    """
    with reading() as tx:
        return verify_in(tx, patience, limit, only)


def verify_in(tx: Tx, patience: timedelta, limit: int, only: Iterable[str] = ()) -> list[Finding]:
    """The same, in a transaction that is already open."""
    named = set(only)
    return [check(tx, one, patience, limit) for one in INVARIANTS if not named or one.name in named]


__all__ = ["AREAS", "INVARIANTS", "PATIENCE", "Finding", "verify", "verify_in"]
