"""Counting requests in Redis, over a window that slides.

Without Redis everything is let through: a shop that cannot count should still sell.
"""

from __future__ import annotations

import logging
import math
import time
from functools import cache
from typing import Final

from msgspec import Struct
from redis import Redis, RedisError
from redis.commands.core import Script

from api.limits import Limit
from bot import wake

log = logging.getLogger(__name__)

# How long nobody asks a Redis that did not answer.
REST: Final = 5.0
_rests_until = [0.0]


# Counts in this window, unless that makes too many. What was asked in the window before counts by how much of it the
# sliding window still covers. Told: how many there are with this one, how many there were before, how many are left.
COUNTING: Final = """
local made, earlier = redis.call('INCR', KEYS[1]), tonumber(redis.call('GET', KEYS[2]) or 0)
local seconds, most, into = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if made == 1 then redis.call('EXPIRE', KEYS[1], 2 * seconds) end
local left = most - made - earlier * (1 - into / seconds)
if left < 0 then redis.call('DECR', KEYS[1]) end
return {made, earlier, math.floor(left)}
"""


@cache
def _counting(client: Redis) -> Script:
    return client.register_script(COUNTING)


class Count(Struct, frozen=True):
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
        made, earlier, left = _counting(wake.signals())([this, before], [limit.seconds, limit.most, into])
    except RedisError as error:
        _rests_until[0] = time.monotonic() + REST
        log.warning("limits_not_counted", extra={"error": str(error)})
        return None
    return Count(limit, left, 0) if left >= 0 else Count(limit, 0, _wait(made - 1, earlier, into, limit))


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
