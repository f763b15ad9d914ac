"""Keeping leases while work runs longer than they do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.runtime import runtime

log = logging.getLogger(__name__)


class Keeper:
    """One thread of the process that renews every lease held for longer than a third of its time."""

    def __init__(self) -> None:
        self._due: dict[str, tuple[float, Callable[[], bool]]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def hold(self, token: str, renew: Callable[[], bool], seconds: float) -> None:
        """Renew from now on, until it is let go or `renew` says that the lease was lost."""
        with self._lock:
            self._due[token] = (time.monotonic() + seconds / 3, renew)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._keep, daemon=True, name="leases")
                self._thread.start()

    def let_go(self, token: str) -> None:
        """Renew no longer."""
        with self._lock:
            self._due.pop(token, None)

    def _keep(self) -> None:
        while True:
            seconds = runtime().settings.lease_seconds
            time.sleep(seconds / 6)
            with self._lock:
                late = [(token, renew) for token, (due, renew) in self._due.items() if due <= time.monotonic()]
            for token, renew in late:
                self._renew(token, renew, seconds)

    def _renew(self, token: str, renew: Callable[[], bool], seconds: float) -> None:
        try:
            mine = renew()
        except SQLAlchemyError:
            log.warning("lease_not_renewed", exc_info=True)
            return
        with self._lock:
            if not mine:
                self._due.pop(token, None)
            elif token in self._due:
                self._due[token] = (time.monotonic() + seconds / 3, renew)


_keeper = Keeper()


@contextmanager
def kept(token: str, renew: Callable[[], bool]) -> Iterator[None]:
    """Renew a lease for as long as the block runs."""
    _keeper.hold(token, renew, runtime().settings.lease_seconds)
    try:
        yield
    finally:
        _keeper.let_go(token)
