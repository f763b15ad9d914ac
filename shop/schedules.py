"""Work that is due at a time: rows that any number of clocks may claim, and one gets."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from sqlmodel import col, delete, select, update

from models import Schedule, Store, Tx
from shop.calendar import next_local
from shop.rows import add_once

DAILY_SUMMARY: Final = "summary.daily"


def plan(tx: Tx, name: str, store: Store, next_at: datetime) -> None:
    """Let a store's work of that name be due at an instant, instead of whenever it was."""
    row = {"name": name, "store_id": store.id, "seller_id": store.seller_id, "data": {}, "next_at": next_at}
    if not add_once(tx, Schedule, row):
        mine = (col(Schedule.name) == name, col(Schedule.store_id) == store.id)
        tx.changed(update(Schedule).where(*mine).values(next_at=next_at))


def unplan(tx: Tx, name: str, store: Store) -> None:
    """A store's work of that name is no longer due."""
    tx.changed(delete(Schedule).where(col(Schedule.name) == name, col(Schedule.store_id) == store.id))


def plan_summary(tx: Tx, store: Store, at: time | None, now: datetime) -> None:
    """Let the daily summary be due when the store's clock next shows that time; None: never."""
    if at is None:
        unplan(tx, DAILY_SUMMARY, store)
    else:
        plan(tx, DAILY_SUMMARY, store, next_local(store, at, now))


def due(tx: Tx, now: datetime, name: str, limit: int = 100) -> list[Schedule]:
    """What is due, the longest waiting first."""
    late = select(Schedule).where(col(Schedule.next_at) <= now, col(Schedule.name) == name)
    return list(tx.exec(late.order_by(col(Schedule.next_at), col(Schedule.id)).limit(limit)))


def claim(tx: Tx, schedule: Schedule, next_at: datetime, now: datetime) -> bool:
    """Take the work that is due and let the next be due at `next_at`; False where another clock was quicker."""
    seen = (col(Schedule.id) == schedule.id, col(Schedule.next_at) == schedule.next_at)
    statement = update(Schedule).where(*seen).values(next_at=next_at, claimed_at=now)
    return tx.changed_one(statement.execution_options(synchronize_session=False))
