"""Wake-up signals: best effort, quick to give up, and never the only way that work is found (the sweep is)."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.queue import EnqueueData

from bot import lanes
from bot.runtime import runtime
from bot.together import Together

log = logging.getLogger(__name__)

MESSAGES, DELIVERIES, FILES = "messages", "deliveries", "files"
QUEUES = (MESSAGES, DELIVERIES, FILES)
DRAIN = "bot.jobs.drain"
# Shorter than the sweep's period, so that the first sweep after an outage is not the one that still rests.
REST = 3.0
JOB_SECONDS = 60
# A small positive time keeps RQ on its cheaper way of forgetting a job.
RESULT_SECONDS = 60
FAILURE_SECONDS = 86_400
# While a signal for the same work waits to be taken another one says nothing new. It is forgotten soon, so that a
# signal that RQ lost costs no more than that.
PENDING_SECONDS = 5

# A queue, a function of ours, its argument, and the lane that it is in, if any.
Signal = tuple[str, str, int, str]

_rests_until = [0.0]


@cache
def connection(url: str, timeout: float) -> Redis:
    """A client that answers within that many seconds or raises, without trying again."""
    return Redis.from_url(
        url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=Retry(NoBackoff(), 0), retry_on_timeout=False
    )


def signals() -> Redis:
    """The client for signals and courtesy locks."""
    return connection(runtime().settings.redis_url, 0.2)


def chat(chat_id: int, lane: str = "") -> bool:
    """Signal that a chat has something to answer; false when the signal could not be given.

    The lane is its business number; of a lane only so many are worked on at the same moment.
    """
    return _signal(MESSAGES, DRAIN, chat_id, lane)


def shard(number: int) -> bool:
    """Signal that a shard of chats has something to send; false when the signal could not be given."""
    return _signal(DELIVERIES, "bot.jobs.deliver", number, "")


def file(file_id: int) -> bool:
    """Signal that a file is to be made; false when the signal could not be given."""
    return _signal(FILES, "bot.jobs.make_file", file_id, "")


def pending_key(function: str, argument: int) -> str:
    """Where it stands that a signal for this work waits to be taken."""
    return f"bakul:wake:{function}:{argument}"


def taken(function: str, argument: int) -> None:
    """Note that a worker has taken the signal, so that the next one counts again."""
    try:
        signals().delete(pending_key(function, argument))
    except RedisError as error:
        log.warning("signal_not_cleared", extra={"function": function, "error": str(error)})


def drained(chat_id: int, lane: str) -> None:
    """Note that a worker is done with a chat, so that the next of its lane is worked on."""
    try:
        found = lanes.leave(signals(), lane, chat_id)
        if found:
            _queue(MESSAGES, signals()).enqueue_many([_job(DRAIN, one, lane) for one in found])
    except RedisError as error:
        log.warning("lane_not_left", extra={"chat_id": chat_id, "error": str(error)})


def others_wait() -> bool:
    """Whether a message of somebody else waits for a worker; false where nobody can tell."""
    try:
        return _queue(MESSAGES, signals()).count > 0
    except RedisError as error:
        log.warning("queue_not_counted", extra={"error": str(error)})
        return False


def _signal(queue: str, function: str, argument: int, lane: str) -> bool:
    if time.monotonic() < _rests_until[0]:
        return False
    try:
        _enqueued((queue, function, argument, lane))
    except RedisError as error:
        _rests_until[0] = time.monotonic() + REST
        log.warning("wake_failed", extra={"queue": queue, "error": str(error)})
        return False
    return True


def _enqueue(signals_wanted: Sequence[Signal]) -> list[None]:
    """Put into their queues what does not wait to be taken already, in two round trips however many there are."""
    client = signals()
    asked = client.pipeline(transaction=False)
    for _, function, argument, lane in signals_wanted:
        _ask(asked, function, argument, lane)
    fresh = [one for one, is_new in zip(signals_wanted, asked.execute(), strict=True) if is_new]
    for name in sorted({queue for queue, *_ in fresh}):
        jobs = [_job(function, argument, lane) for queue, function, argument, lane in fresh if queue == name]
        _queue(name, client).enqueue_many(jobs)
    return [None] * len(signals_wanted)


def _ask(client: Redis, function: str, argument: int, lane: str) -> None:
    key = pending_key(function, argument)
    if lane:
        lanes.admit(client, lane, argument, key, PENDING_SECONDS)
    else:
        client.set(key, 1, nx=True, ex=PENDING_SECONDS)


def _job(function: str, argument: int, lane: str) -> EnqueueData:
    return Queue.prepare_data(
        function,
        (argument, lane) if lane else (argument,),
        timeout=JOB_SECONDS,
        result_ttl=RESULT_SECONDS,
        failure_ttl=FAILURE_SECONDS,
        # RQ would spell the call out; nobody reads that.
        description=function,
    )


@cache
def _queue(name: str, client: Redis) -> Queue:
    return Queue(name, connection=client, serializer="json")


# Threads that signal at the same moment do it together.
_enqueued = Together(_enqueue)


_gathered: ContextVar[set[int] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Hold back the signals to deliver until the block ends, so that replies of one drain leave together."""
    token = _gathered.set(set())
    try:
        yield
    finally:
        found = _gathered.get() or set()
        _gathered.reset(token)
        for number in sorted(found):
            shard(number)


def later(number: int) -> None:
    """Signal a shard now, or at the end of the drain that this runs in."""
    found = _gathered.get()
    if found is None:
        shard(number)
    else:
        found.add(number)
