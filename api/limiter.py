"""Counting requests in Redis, over a window that slides.

Without Redis everything is let through: a shop that cannot count should still sell.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from typing import Final

from redis import RedisError

from api.limits import Limit
from bot import wake

log = logging.getLogger(__name__)

# How long nobody asks a Redis that did not answer.
REST: Final = 5.0
_rests_until = [0.0]


@dataclass(frozen=True, slots=True)
class Count:
    """Where somebody stands: how many requests are allowed, are left, and when the next one is (0: now)."""

    limit: Limit
    left: int
    wait: int

    @property
    def headers(self) -> dict[str, str]:
        """The standing as headers, and when to come again for whoever has to wait."""
        told = {
            "X-RateLimit-Limit": str(self.limit.most),
            "X-RateLimit-Remaining": str(self.left),
            "X-RateLimit-Reset": str(self.wait or self.limit.seconds),
        }
        return told | ({"Retry-After": str(self.wait)} if self.wait else {})


def count(name: str, who: str, limit: Limit) -> Count | None:
    """Count a request of somebody; None where nobody can count. A refused request does not count."""
    if time.monotonic() < _rests_until[0]:
        return None
    now = time.time()
    number, into = divmod(now, limit.seconds)
    this, before = (f"bakul:limit:{name}:{who}:{int(number) - back}" for back in (0, 1))
    try:
        client = wake.signals()
        asked = client.pipeline(transaction=False)
        asked.incr(this)
        asked.expire(this, 2 * limit.seconds)
        asked.get(before)
        made, _, earlier = asked.execute()
        # What was asked in the window before counts by how much of it the sliding window still covers.
        used = int(made) + int(earlier or 0) * (1 - into / limit.seconds)
        if used > limit.most:
            client.decr(this)
            return Count(limit, 0, _wait(int(made) - 1, int(earlier or 0), into, limit))
    except RedisError as error:
        _rests_until[0] = time.monotonic() + REST
        log.warning("limits_not_counted", extra={"error": str(error)})
        return None
    return Count(limit, max(int(limit.most - used), 0), 0)


def _wait(made: int, earlier: int, into: float, limit: Limit) -> int:
    """Seconds until one more request is allowed."""
    if made < limit.most and earlier:
        until = limit.seconds * (1 - (limit.most - 1 - made) / earlier)
        return max(math.ceil(until - into), 1)
    # In the next window the requests of this one count as those before.
    over = limit.seconds * (1 - (limit.most - 1) / max(made, 1))
    return max(math.ceil(limit.seconds - into + max(over, 0)), 1)


def forget() -> None:
    """Ask Redis again, whatever it did before."""
    _rests_until[0] = 0.0
