"""The stand-in's own small SQLite database: one connection, one lock, and a counter of changes to wait on."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.schema import SCHEMA

Row = dict[str, Any]


class Store:
    """SQL on the stand-in's database. Every method is safe from any thread; `change` wakes those who wait."""

    def __init__(self, data: Path | None) -> None:
        if data is not None:
            data.mkdir(parents=True, exist_ok=True)
        name = str(data / "simulator.sqlite3") if data is not None else ":memory:"
        self._db = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self.closed = False
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(SCHEMA)
        # Beyond every number given before a restart, so that a page that goes on listening misses nothing.
        self._changes: int = max(self._newest("messages"), self._newest("phones"), int(time.time() * 1000))

    def _newest(self, table: str) -> int:
        row = self.one(f"SELECT MAX(changed) AS newest FROM {table}")
        return (row or {}).get("newest") or 0

    def all(self, sql: str, *args: object) -> list[Row]:
        """Every row of a query."""
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, args)]

    def one(self, sql: str, *args: object) -> Row | None:
        """The first row of a query, or None."""
        with self._lock:
            row = self._db.execute(sql, args).fetchone()
            return dict(row) if row is not None else None

    def run(self, sql: str, *args: object) -> int:
        """Execute a statement; the number of the row an INSERT made, else how many rows were touched."""
        with self._lock:
            cursor = self._db.execute(sql, args)
            return (cursor.lastrowid or 0) if sql.lstrip().upper().startswith("INSERT") else cursor.rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """Statements inside happen together or not at all."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def change(self) -> int:
        """The next number of the change counter; everybody who waits is woken.

        Who writes it into a row does both `together`: else a page would hear of the number before the row is there,
        and never again.
        """
        with self._wake:
            self._changes += 1
            self._wake.notify_all()
            return self._changes

    @property
    def changes(self) -> int:
        """The number of the newest change."""
        return self._changes

    def wait_for_change(self, since: int, seconds: float) -> int:
        """Wait until something changed after `since`, at most so long; the number of the newest change."""
        with self._wake:
            self._wake.wait_for(lambda: self._changes > since or self.closed, seconds)
            return self._changes

    def let_go(self) -> None:
        """Wake pages that listen for changes for the last time: they see `closed` and end."""
        with self._wake:
            self.closed = True
            self._wake.notify_all()

    def close(self) -> None:
        """Close the database; no call may follow."""
        with self._lock:
            self._db.close()
