"""Holding a worker still at a chosen statement: a lock of ours that it has to wait for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from benchmarks.faults.fleet import wait_until
from benchmarks.faults.machine import Machine

WAITING = """SELECT application_name FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND state = 'active' AND query ILIKE %s AND datname = current_database()"""


class Held:
    """A lock that is held until it is let go."""

    def __init__(self, connection: psycopg.Connection[tuple[str]], watcher: psycopg.Connection[tuple[str]]) -> None:
        self._connection, self._watcher = connection, watcher

    def wait_for(self, statement: str, seconds: float = 15.0) -> str:
        """Wait until somebody stands before the lock with a statement like this one (% for any words); his name."""
        wait_until(lambda: self._waiting(statement) is not None, f"somebody waits with {statement}", seconds)
        return self._waiting(statement) or ""

    def let_go(self) -> None:
        """Release the lock."""
        self._connection.rollback()

    def _waiting(self, statement: str) -> str | None:
        row = self._watcher.execute(WAITING, [statement]).fetchone()
        return row[0] if row else None


@contextmanager
def held(machine: Machine, statement: str) -> Iterator[Held]:
    """Run a statement that locks something in PostgreSQL, and keep the lock until the block ends or lets it go."""
    with (
        psycopg.connect(machine.database) as connection,
        psycopg.connect(machine.database, autocommit=True) as watcher,
    ):
        connection.execute(statement.encode())
        try:
            yield Held(connection, watcher)
        finally:
            # Where PostgreSQL was killed the lock went with it.
            with suppress(psycopg.OperationalError):
                connection.rollback()
