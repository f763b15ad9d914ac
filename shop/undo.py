"""Taking back a seller's writes: the newest, or an entry of the history. History is never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, select, update

from models import Change, Store, Tx, User
from shop.actors import Actor
from shop.changes import Written
from shop.errors import NothingToUndo
from shop.events import record, restored
from shop.undoing import take_back

MOST: Final = 20


class Entry(Struct, frozen=True):
    """A write that can be taken back: its number in the history (1 is the newest), what it was and when."""

    number: int
    kind: str
    name: str
    old: Any
    new: Any
    unit: str
    at: datetime


def history(tx: Tx, store: Store, by: Actor, limit: int = MOST) -> list[Entry]:
    """This person's writes in a store that were not taken back, newest first."""
    return [
        Entry(number, change.kind, change.name, restored(change.old), restored(change.new), change.unit, change.at)
        for number, change in enumerate(_open_changes(tx, store, by, limit), start=1)
    ]


class Done(Struct, frozen=True):
    """A write of somebody who works in the store: what it was, whose, when, and whether it was taken back."""

    kind: str
    name: str
    old: Any
    new: Any
    unit: str
    who: str
    at: datetime
    undone: bool


def everybodys(tx: Tx, store: Store, limit: int = MOST) -> list[Done]:
    """The last writes of everybody in a store, newest first, those taken back included."""
    mine = select(Change).where(col(Change.store_id) == store.id).order_by(col(Change.id).desc())
    return [
        Done(
            one.kind, one.name, restored(one.old), restored(one.new), one.unit, _name_of(tx, one.actor), one.at,
            one.undone_at is not None,
        )
        for one in tx.exec(mine.limit(limit))
    ]  # fmt: skip


def _name_of(tx: Tx, actor: str) -> str:
    kind, _, key = actor.partition(":")
    user = tx.get(User, int(key)) if kind == "user" and key.isdigit() else None
    return user.name if user else ""


def undo(tx: Tx, store: Store, by: Actor, now: datetime, number: int = 1) -> tuple[str, Written]:
    """Take back the newest write of this person, or entry `number` of his history: the kind of write, and its values
    before (as written) and after (as restored). NotUndoable if the value has moved on since."""
    changes = _open_changes(tx, store, by, number)
    if not 1 <= number <= len(changes):
        raise NothingToUndo
    return _undo(tx, store, changes[number - 1], by, now)


def undo_change(tx: Tx, store: Store, by: Actor, now: datetime, change_id: int) -> tuple[str, Written]:
    """Take back one write of this person by its id; NothingToUndo if it was taken back before or is not his."""
    change = tx.get(Change, change_id)
    if change is None or change.store_id != store.id or change.actor != str(by):
        raise NothingToUndo
    return _undo(tx, store, change, by, now)


def last_change(tx: Tx, store: Store, by: Actor) -> int | None:
    """The id of this person's newest write that can be taken back."""
    changes = _open_changes(tx, store, by, 1)
    return changes[0].id if changes else None


def _undo(tx: Tx, store: Store, change: Change, by: Actor, now: datetime) -> tuple[str, Written]:
    still = (col(Change.id) == change.id, col(Change.undone_at).is_(None))
    if not tx.changed_one(update(Change).where(*still).values(undone_at=now)):
        raise NothingToUndo
    taken = take_back(tx, store, change, by, now)
    record(tx, "change.undone", change, by, now, kind=change.kind, name=change.name)
    return change.kind, taken or Written(change.name, restored(change.new), restored(change.old), change.unit)


def _open_changes(tx: Tx, store: Store, by: Actor, limit: int) -> list[Change]:
    mine = (col(Change.store_id) == store.id, col(Change.actor) == str(by), col(Change.undone_at).is_(None))
    return list(tx.exec(select(Change).where(*mine).order_by(col(Change.id).desc()).limit(limit)))
