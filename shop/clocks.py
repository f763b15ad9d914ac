"""What follows when a store's clock or the start of its day is another one."""

from __future__ import annotations

from datetime import datetime

from models import Store, Tx
from shop.schedules import replan
from shop.sold_days import is_kept, rebuild


def clock_changed(tx: Tx, store: Store, now: datetime) -> None:
    """Let everything be due by the new clock, and sum up what was sold by the new days."""
    replan(tx, store, now)
    if is_kept(tx, store.id):
        rebuild(tx, store)
