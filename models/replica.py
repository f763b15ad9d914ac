"""A replica of PostgreSQL for what takes long to read, and never for less than the database itself would tell.

Before anything is read there, the replica has to hold everything that was committed before; one that is behind, away
or none at all is left alone for a while, and the database is asked instead.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.connections import make_engine
from models.database import Tx, reading

log = logging.getLogger(__name__)
Found = TypeVar("Found")

# Seconds that a replica may take to come to where the database is.
PATIENCE: Final = 0.5
# Seconds that nobody asks a replica that was away or too far behind.
REST: Final = 5.0
# Seconds between two looks at how far it is.
LOOK: Final = 0.01

# The end of what was written, committed or not: all that was committed lies before it.
_END: Final = text("SELECT pg_current_wal_insert_lsn()::text")
_BEHIND: Final = text("SELECT pg_wal_lsn_diff(CAST(:end AS pg_lsn), pg_last_wal_replay_lsn())")


class Replica:
    """A replica, and until when nobody asks it."""

    def __init__(self, url: str, pool_size: int) -> None:
        self.engine = make_engine(url, pool_size)
        self._rests_until = 0.0

    @property
    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def rest(self, why: str) -> None:
        """Let nobody ask it for a while."""
        self._rests_until = time.monotonic() + REST
        log.warning("replica_rests", extra={"why": why})

    def behind(self, end: str, patience: float = 0.0) -> int | None:
        """How many bytes it lacks of what was written up to there, perhaps after a moment; None if it is no replica."""
        until = time.monotonic() + patience
        with reading(self.engine) as tx:
            while behind := tx.connection.execute(_BEHIND, {"end": end}).scalar_one():
                if behind < 0 or time.monotonic() >= until:
                    break
                time.sleep(LOOK)
        return None if behind is None else max(int(behind), 0)


_state: dict[str, Replica] = {}


def follow(url: str, pool_size: int = 10) -> None:
    """Choose the process's replica, after its database; an empty address chooses none."""
    known = _state.pop("replica", None)
    if known is not None:
        known.engine.dispose()
    if url:
        _state["replica"] = Replica(url, pool_size)


def look_back(read: Callable[[Tx], Found]) -> Found:
    """What `read` finds: on the replica if there is one that holds all that was committed before this call, else in
    the database. `read` only reads; it is called again there if the replica breaks off."""
    replica = _state.get("replica")
    if replica is not None and not replica.rests:
        end = _end()
        try:
            behind = replica.behind(end, PATIENCE)
            if behind == 0:
                with reading(replica.engine) as tx:
                    return read(tx)
            replica.rest("replays nothing" if behind is None else f"{behind} bytes behind")
        except (DBAPIError, PoolTimeout) as error:
            replica.rest(type(error).__name__)
    with reading() as tx:
        return read(tx)


def replica_report() -> dict[str, str | int] | None:
    """How the replica is and how many bytes it lacks; None without one."""
    replica = _state.get("replica")
    if replica is None:
        return None
    try:
        behind = replica.behind(_end())
    except (DBAPIError, PoolTimeout) as error:
        return {"state": "away", "error": type(error).__name__}
    return {"state": "away", "error": "replays nothing"} if behind is None else {"state": "ok", "bytes_behind": behind}


def _end() -> str:
    with reading() as tx:
        end: str = tx.connection.execute(_END).scalar_one()
    return end
