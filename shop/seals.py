"""Sealing the trail: every minute the rows that have come since are hashed together with the seal before them.

Rows are not touched, so that what happens often costs nothing more. A change, a removal or an insertion in between is
found by hashing again; to hide it somebody would have to make all seals after it anew, which a hash that was noted
elsewhere gives away.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlmodel import SQLModel, col, func, select

from models import AuditEntry, Event, Seal, Tx

KINDS: Final[dict[str, type[SQLModel]]] = {"events": Event, "audit": AuditEntry}
# A transaction may commit a lower id after a higher one; none stays open for so long.
SETTLED: Final = timedelta(minutes=2)
MOST: Final = 1000


class Broken(Struct, frozen=True):
    """A seal that does not fit its rows any more."""

    kind: str
    seal_id: int
    first_id: int
    last_id: int


def unsealed(tx: Tx, kind: str, now: datetime) -> tuple[int, int] | None:
    """The ids of the rows of a kind that have come since the last seal and are settled."""
    table: Any = KINDS[kind]
    last = _last(tx, kind)
    first_id = last.last_id + 1 if last else 1
    fresh = select(func.max(table.id)).where(col(table.id) >= first_id, col(table.at) < now - SETTLED)
    newest = tx.exec(fresh).one()
    return None if newest is None else (first_id, newest)


def next_seal(tx: Tx, kind: str, now: datetime) -> Seal | None:
    """The seal to put over the next of them; it is not kept yet, since hashing takes longer than a lock should."""
    ids = unsealed(tx, kind, now)
    if ids is None:
        return None
    last, until = _last(tx, kind), min(ids[1], ids[0] + MOST - 1)
    found, count = _hash(tx, KINDS[kind], (ids[0], until), last.hash if last else "")
    return Seal(kind=kind, first_id=ids[0], last_id=until, rows=count, hash=found, at=now)


def keep(tx: Tx, made: Seal) -> bool:
    """Keep a seal; false where somebody else sealed these rows meanwhile."""
    return tx.insert_once(Seal, made.model_dump(exclude={"id"})) is not None


def broken(tx: Tx, kind: str) -> Iterator[Broken]:
    """The seals that do not fit, the oldest first. Reads everything that was sealed."""
    before = ""
    for one in tx.exec(select(Seal).where(col(Seal.kind) == kind).order_by(col(Seal.id))):
        found, count = _hash(tx, KINDS[kind], (one.first_id, one.last_id), before)
        if (found, count) != (one.hash, one.rows):
            yield Broken(kind, one.id, one.first_id, one.last_id)
        before = one.hash


def newest(tx: Tx, kind: str) -> tuple[int, str]:
    """Up to which row everything is sealed, and the hash to note elsewhere."""
    last = _last(tx, kind)
    return (last.last_id, last.hash) if last else (0, "")


def _last(tx: Tx, kind: str) -> Seal | None:
    return tx.exec(select(Seal).where(col(Seal.kind) == kind).order_by(col(Seal.id).desc()).limit(1)).first()


def _hash(tx: Tx, table: Any, ids: tuple[int, int], before: str) -> tuple[str, int]:
    found, count = hashlib.sha256(before.encode()), 0
    rows = select(table).where(col(table.id) >= ids[0], col(table.id) <= ids[1]).order_by(col(table.id))
    for row in tx.exec(rows.execution_options(populate_existing=True)):
        found.update(_spelled(row))
        count += 1
    return found.hexdigest(), count


def _spelled(row: SQLModel) -> bytes:
    """A row as the same bytes on every database: its columns by name, instants in UTC."""
    values = {name: _told(getattr(row, name)) for name in type(row).model_fields}
    return json.dumps(values, sort_keys=True, ensure_ascii=False).encode()


def _told(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
