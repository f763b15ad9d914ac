"""Rests a host that fails: after some failures in a row nobody calls it for a while."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Final

from msgspec import Struct, field

FAILURES: Final = 3
REST_SECONDS: Final = 30.0


class Breaker(Struct):
    """Open (no calls) for REST_SECONDS after FAILURES failures in a row; then one call may try again."""

    clock: Callable[[], float] = monotonic
    failures: int = 0
    until: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def allows(self) -> bool:
        """Whether the host may be called now."""
        with self.lock:
            return self.failures < FAILURES or self.clock() >= self.until

    def succeeded(self) -> None:
        """The host answered: every failure is forgotten."""
        with self.lock:
            self.failures = 0

    def failed(self) -> None:
        """The host did not answer, or not in time."""
        with self.lock:
            self.failures += 1
            self.until = self.clock() + REST_SECONDS
