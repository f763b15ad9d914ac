"""What RQ runs: wake-up signals that may be lost or come twice. The database knows what there is to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import FrameType

from redis import Redis
from rq import Queue, SimpleWorker

from bot import delivery, engine, file_work, wake
from bot.lanes import Ended
from bot.runtime import runtime

# How long a job serves a line before it makes room, and a chat before the others come, or whatever waits.
SERVE_SECONDS = 10.0
MOST_MESSAGES = 20
MOST_SECONDS = 5.0
SHARED_SECONDS = 0.15
# Seconds between two attempts to reach a Redis that is away; RQ's own minute would be added to every longer outage.
MOST_WAIT = 4.0

_leaving = threading.Event()


def answer(job: str) -> None:
    """Answer the chats that wait."""
    _serve(wake.MESSAGES, job, drain)


def deliver(job: str) -> None:
    """Have what chats have to send sent. The threads that send go on when this job is done."""
    _serve(wake.DELIVERIES, job, delivery.deliver)


def make_files(job: str) -> None:
    """Make the files that are asked for, and send them."""
    _serve(wake.FILES, job, _make)


def _serve(queue: str, job: str, work: Callable[[int], bool]) -> None:
    """Work on whoever is in line, one after the other; `work` tells whether somebody has to come again."""
    until, ended = time.monotonic() + SERVE_SECONDS, Ended(None)
    while (turn := wake.following(queue, job, ended)) is not None:
        try:
            again = work(turn.key)
        except BaseException:
            # Others may still have their turn, and he his next one, when the sweep finds him.
            wake.following(queue, job, Ended(turn, stays=False))
            raise
        ended = Ended(turn, again, stays=time.monotonic() < until and not _leaving.is_set())


def _make(file_id: int) -> bool:
    file_work.make(file_id)
    return False


def drain(chat_id: int) -> bool:
    """Answer what waits in a chat, a bounded number at a time: whether more may wait."""
    began = time.monotonic()
    with wake.gathering():
        for _ in range(MOST_MESSAGES):
            if not engine.handle_next(chat_id):
                return False
            took = time.monotonic() - began
            if _leaving.is_set() or took > MOST_SECONDS or wake.others_wait(wake.MESSAGES, took <= SHARED_SECONDS):
                break
    return True


class Worker(SimpleWorker):
    """A worker that keeps its connections and imports, and whose job makes room when it is told to stop."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """End after what is being worked on."""
        _leaving.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def work(queue: str, name: str) -> None:
    """Serve one queue until told to stop."""
    worker(queue, name).work(logging_level="WARNING", with_scheduler=False)


def worker(queue: str, name: str) -> Worker:
    """A worker for one queue.

    The short times make RQ look after abandoned jobs often; nothing waits for that, since the sweep finds the work.
    """
    connection = Redis.from_url(runtime().settings.redis_url)
    # With a single queue RQ pops without losing.
    made = Worker(
        [Queue(queue, connection=connection, serializer="json")],
        connection=connection,
        name=name,
        serializer="json",
        worker_ttl=60,
        maintenance_interval=30,
    )
    made.max_connection_wait_time = MOST_WAIT
    return made
