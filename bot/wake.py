"""Wake-up signals: best effort, quick to give up, and never the only way that work is found (the sweep is)."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from msgspec.structs import replace
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.queue import EnqueueData

from bot import lanes
from bot.lanes import Ended, Turn
from bot.runtime import runtime
from bot.together import Together

log = logging.getLogger(__name__)

MESSAGES, DELIVERIES, FILES = "messages", "deliveries", "files"
JOBS = {MESSAGES: "bot.jobs.answer", DELIVERIES: "bot.jobs.deliver", FILES: "bot.jobs.make_files"}
QUEUES = tuple(JOBS)
# Shorter than the sweep's period, so that the first sweep after an outage is not the one that still rests.
REST = 2.0
# A job serves for ten seconds, and what it has begun may take its time.
JOB_TIMEOUT = 70
# A small positive time keeps RQ on its cheaper way of forgetting a job.
RESULT_SECONDS = 60
FAILURE_SECONDS = 86_400
# So long a job waits for the next who stands in line; while it does, a signal needs no job of its own.
LINGER_SECONDS = 1.0

# The queue and who is to be worked on there.
Signal = tuple[str, Turn]

_rests_until = [0.0]


@cache
def connection(url: str, timeout: float) -> Redis:
    """A client that answers within that many seconds or raises, without trying again."""
    return Redis.from_url(
        url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=Retry(NoBackoff(), 0), retry_on_timeout=False
    )


def signals() -> Redis:
    """The client for signals."""
    return connection(runtime().settings.redis_url, 0.2)


def chat(chat_id: int, lane: str = "") -> bool:
    """Signal that a chat has something to answer; false when the signal could not be given.

    The lane is its business number: the lanes take turns.
    """
    return _signal(MESSAGES, Turn(lane, chat_id))


def send(chat_id: int, lane: str = "") -> bool:
    """Signal that a chat has something to send; false when the signal could not be given."""
    return _signal(DELIVERIES, Turn(lane, chat_id))


def file(file_id: int) -> bool:
    """Signal that a file is to be made; false when the signal could not be given."""
    return _signal(FILES, Turn("", file_id))


def following(queue: str, job: str, ended: Ended) -> Turn | None:
    """End a turn of a job and begin its next one, waiting a moment for somebody to come.

    None when the job is over: nobody came, or it is to make room and another one has been put into the queue.
    """
    try:
        seconds = runtime().settings.lease_seconds
        found = lanes.following(signals(), queue, job, replace(ended, lingers=ended.stays), seconds)
        if found is False and ended.stays:
            bell = lanes.listen(connection(runtime().settings.redis_url, LINGER_SECONDS + 1), queue, LINGER_SECONDS)
            found = lanes.following(signals(), queue, job, Ended(None), seconds, bell)
        if found is True:
            _queue(queue, signals()).enqueue_many([_job(queue, job)])
    except RedisError as error:
        log.warning("line_not_asked", extra={"queue": queue, "error": str(error)})
        return None
    return found if isinstance(found, Turn) else None


def others_wait(queue: str, newcomers: bool) -> bool:
    """Whether somebody is in line, or in a lane that nobody stood in before; false where nobody can tell."""
    try:
        return lanes.others_wait(signals(), queue, newcomers)
    except RedisError as error:
        log.warning("line_not_asked", extra={"queue": queue, "error": str(error)})
        return False


def _signal(queue: str, turn: Turn) -> bool:
    if time.monotonic() < _rests_until[0]:
        return False
    try:
        _lined_up((queue, turn))
    except RedisError as error:
        _rests_until[0] = time.monotonic() + REST
        log.warning("wake_failed", extra={"queue": queue, "error": str(error)})
        return False
    return True


def _line_up(wanted: Sequence[Signal]) -> list[None]:
    """Put all of them in line, in one round trip however many there are, and the jobs that needs into the queues."""
    client = signals()
    asked = client.pipeline(transaction=False)
    names = [secrets.token_hex(6) for _ in wanted]
    for (queue, turn), name in zip(wanted, names, strict=True):
        lanes.signal(asked, queue, turn, name)
    needed = [(queue, name) for (queue, _), name, is_new in zip(wanted, names, asked.execute(), strict=True) if is_new]
    for queue in sorted({queue for queue, _ in needed}):
        _queue(queue, client).enqueue_many([_job(queue, name) for own, name in needed if own == queue])
    return [None] * len(wanted)


def _job(queue: str, name: str) -> EnqueueData:
    return Queue.prepare_data(
        JOBS[queue],
        (name,),
        timeout=JOB_TIMEOUT,
        result_ttl=RESULT_SECONDS,
        failure_ttl=FAILURE_SECONDS,
        # RQ would spell the call out; nobody reads that.
        description=JOBS[queue],
    )


@cache
def _queue(name: str, client: Redis) -> Queue:
    return Queue(name, connection=client, serializer="json")


# Threads that signal at the same moment do it together.
_lined_up = Together(_line_up)


_gathered: ContextVar[dict[int, str] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Hold back the signals to send until the block ends, so that what is said in one turn leaves together."""
    token = _gathered.set({})
    try:
        yield
    finally:
        found = _gathered.get() or {}
        _gathered.reset(token)
        for chat_id, lane in found.items():
            send(chat_id, lane)


def send_later(chat_id: int, lane: str) -> None:
    """Signal what a chat has to send now, or at the end of the turn that this runs in."""
    found = _gathered.get()
    if found is None:
        send(chat_id, lane)
    else:
        found[chat_id] = lane
