"""What RQ runs: wake-up signals that may be lost or come twice. The database knows what there is to do."""

from __future__ import annotations

import time

from redis import Redis
from rq import Queue, SimpleWorker

from bot import delivery, engine, file_work, inbox, wake
from bot.courtesy import lock
from bot.runtime import runtime
from models import reading

MOST_MESSAGES = 20
MOST_SECONDS = 5.0
# So long a chat keeps a worker while others wait for one.
SHARED_SECONDS = 0.15
# Seconds between two attempts to reach a Redis that is away; RQ's own minute would be added to every longer outage.
MOST_WAIT = 4.0


def drain(chat_id: int, lane: str = "") -> None:
    """Answer what waits in a chat, a bounded number at a time, then wake delivery, and itself if more waits."""
    wake.taken(wake.DRAIN, chat_id)
    # The lock of a killed worker must not outlive its lease, or the sweep would find the chat and the drain leave it.
    with lock(f"chat:{chat_id}", runtime().settings.lease_seconds) as free:
        if not free:
            return
        with wake.gathering():
            _drain(chat_id)
    # A message that came while the lock was held found it taken.
    with reading() as tx:
        more = inbox.waits(tx, chat_id)
    # The chats of its lane that stand in line come first.
    if lane:
        wake.drained(chat_id, lane)
    if more:
        wake.chat(chat_id, lane)


def _drain(chat_id: int) -> None:
    began = time.monotonic()
    for _ in range(MOST_MESSAGES):
        if not engine.handle_next(chat_id):
            return
        took = time.monotonic() - began
        if took > MOST_SECONDS or (took > SHARED_SECONDS and wake.others_wait()):
            return


def deliver(shard: int) -> None:
    """Have what a shard of chats has to send sent. The threads that send go on when this job is done."""
    wake.taken("bot.jobs.deliver", shard)
    delivery.deliver(shard)


def make_file(file_id: int) -> None:
    """Make a file and send it."""
    wake.taken("bot.jobs.make_file", file_id)
    file_work.make(file_id)


def work(queue: str, name: str) -> None:
    """Serve one queue until told to stop."""
    worker(queue, name).work(logging_level="WARNING", with_scheduler=False)


def worker(queue: str, name: str) -> SimpleWorker:
    """A worker for one queue.

    The short times make RQ look after abandoned jobs often; nothing waits for that, since the sweep finds the work.
    """
    connection = Redis.from_url(runtime().settings.redis_url)
    # A plain worker keeps its connections and imports; with a single queue RQ pops without losing.
    made = SimpleWorker(
        [Queue(queue, connection=connection, serializer="json")],
        connection=connection,
        name=name,
        serializer="json",
        worker_ttl=60,
        maintenance_interval=30,
    )
    made.max_connection_wait_time = MOST_WAIT
    return made
