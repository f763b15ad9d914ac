"""A lock in Redis that saves double work. It is a courtesy: correctness comes from leases and versions alone."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from redis import RedisError

from bot import wake

log = logging.getLogger(__name__)

# Deletes the lock only if it is still ours.
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


@contextmanager
def lock(name: str, seconds: float) -> Iterator[bool]:
    """Whether the block may go on: false when somebody else is at it. Without Redis everybody may."""
    key, token = f"bakul:lock:{name}", secrets.token_hex(8)
    try:
        free = bool(wake.signals().set(key, token, nx=True, px=int(seconds * 1000)))
    except RedisError as error:
        log.warning("lock_not_asked", extra={"lock": name, "error": str(error)})
        yield True
        return
    try:
        yield free
    finally:
        if free:
            _release(key, token)


def _release(key: str, token: str) -> None:
    try:
        wake.signals().eval(_RELEASE, 1, key, token)
    except RedisError as error:
        log.warning("lock_not_released", extra={"lock": key, "error": str(error)})
