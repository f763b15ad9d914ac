"""Work to be done at its time: kept in the database, so that a killed stand-in takes it up again."""

from __future__ import annotations

import bisect
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from simulator.store import Store

THREADS: Final = 16
log: Final = logging.getLogger(__name__)
Handler = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One piece of work; those of one line are done one after another, in order of time."""

    due: float
    id: int
    line: str
    kind: str
    payload: str


class Schedule:
    """Tasks run on a few threads once they are due. A task that fails is logged and gone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._handlers: dict[str, Handler] = {}
        self._wake = threading.Condition()
        self._waiting = [Task(**row) for row in store.all("SELECT * FROM tasks ORDER BY due, id")]
        self._busy: set[str] = set()
        self._stopped = False
        self._pool = ThreadPoolExecutor(THREADS, "simulator")
        self._thread = threading.Thread(target=self._run, name="simulator-schedule", daemon=True)

    def handle(self, kind: str, handler: Handler) -> None:
        """Say who does the tasks of a kind."""
        self._handlers[kind] = handler

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def add(self, line: str, kind: str, payload: dict[str, Any], delay: float = 0.0) -> int:
        """Do this in so many seconds, after the line's earlier tasks; the number of the task."""
        due, text = time.time() + delay, json.dumps(payload)
        number = self._store.run(
            "INSERT INTO tasks (due, line, kind, payload) VALUES (?, ?, ?, ?)", due, line, kind, text
        )
        with self._wake:
            bisect.insort(self._waiting, Task(due, number, line, kind, text))
            self._wake.notify_all()
        return number

    def hasten(self, number: int) -> None:
        """Make a waiting task due now, behind what is due already."""
        with self._wake:
            for task in [task for task in self._waiting if task.id == number]:
                self._waiting.remove(task)
                bisect.insort(self._waiting, Task(time.time(), task.id, task.line, task.kind, task.payload))
            self._wake.notify_all()

    def settle(self, seconds: float = 30.0, within: float = 0.5) -> bool:
        """Wait until nothing runs and nothing falls due within half a second; False when the time is over first."""
        with self._wake:
            return self._wake.wait_for(lambda: not self._busy and not self._soon(within), seconds)

    def forget(self) -> None:
        """Drop everything that waits."""
        # The database first: who adds together with other rows holds it when he comes to the list.
        with self._store.together(), self._wake:
            self._store.run("DELETE FROM tasks")
            self._waiting.clear()

    def stop(self) -> None:
        """Finish what runs and stop; what waits stays in the database."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)

    def _soon(self, within: float) -> bool:
        return bool(self._waiting) and self._waiting[0].due <= time.time() + within

    def _run(self) -> None:
        while (task := self._next()) is not None:
            self._pool.submit(self._do, task)

    def _next(self) -> Task | None:
        with self._wake:
            while not self._stopped:
                now = time.time()
                for index, task in enumerate(self._waiting):
                    if task.due > now:
                        break
                    if task.line not in self._busy:
                        self._busy.add(task.line)
                        return self._waiting.pop(index)
                self._wake.wait(self._pause(now))
        return None

    def _pause(self, now: float) -> float | None:
        return next((task.due - now for task in self._waiting if task.due > now), None)

    def _do(self, task: Task) -> None:
        try:
            self._handlers[task.kind](json.loads(task.payload))
        except Exception:
            log.exception("a task of kind %s failed", task.kind)
        finally:
            self._store.run("DELETE FROM tasks WHERE id = ?", task.id)
            with self._wake:
                self._busy.discard(task.line)
                self._wake.notify_all()
