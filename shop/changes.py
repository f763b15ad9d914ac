"""The log of a store's writes that can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from models import Change, Store, Tx
from shop.actors import Actor
from shop.events import plain, record

# The kind of the write that counted a product for the first time: before it, there was always some.
FIRST_COUNT: Final = "stock.first"


class Written(Struct, frozen=True):
    """What a write did: the name of the thing, its value before and after, its unit if it is a quantity."""

    name: str
    old: Any
    new: Any
    unit: str = ""


class Write(Struct, frozen=True):
    """A write about to be logged: its kind, the id and name of its subject, and the values before and after."""

    kind: str
    subject_id: int
    name: str
    old: Any
    new: Any
    unit: str = ""


def log_write(tx: Tx, store: Store, write: Write, by: Actor, now: datetime) -> Written:
    """Log a write so that *undo* finds it, and record its event (`<kind>.set`)."""
    change = Change(
        seller_id=store.seller_id,
        store_id=store.id,
        kind=write.kind,
        subject_id=write.subject_id,
        name=write.name,
        unit=write.unit,
        old=plain(write.old),
        new=plain(write.new),
        actor=str(by),
        at=now,
    )
    tx.save(change)
    record(tx, f"{write.kind}.set", change, by, now, name=write.name, old=write.old, new=write.new)
    return Written(write.name, write.old, write.new, write.unit)
