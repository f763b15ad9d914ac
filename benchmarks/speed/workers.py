"""RQ's kinds of workers on jobs that do nothing: what a job costs before it does anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from statistics import median

import redis
from rq import Queue

from benchmarks.faults.fleet import wait_until
from benchmarks.speed.place import Place
from benchmarks.speed.rows import Row

QUEUE, JOBS = "bench", 60
# The kind of worker, and how many of it.
KINDS = {"one that forks": ("rq.Worker", 1), "one plain": ("rq.SimpleWorker", 1), "four plain": ("rq.SimpleWorker", 4)}


def measure(place: Place, rounds: int) -> Iterator[Row]:
    """Jobs a second of each kind, as multiples of the kind that RQ takes unless told otherwise."""
    place.forget_signals()
    first = 0.0
    for name, (kind, count) in KINDS.items():
        names = [_start(place, kind, number) for number in range(count)]
        wait_until(lambda count=count: place.workers() == count, "every worker listens", 30)  # type: ignore[misc]
        rate = median([_done(place) for _ in range(rounds + 1)][1:])
        first = first or rate
        place.end(*names)
        place.forget_signals()
        yield Row(f"empty jobs of RQ, {name}", rate, "/s", "one that forks", rate / first)


def _start(place: Place, kind: str, number: int) -> str:
    name = f"rq-{kind}-{number}"
    words = ("worker", "--worker-class", kind, "--url", place.redis_url, "--serializer", "json", "--quiet", QUEUE)
    place.fleet.add(name, sys.executable, "-m", "rq.cli", *words)
    return name


def _done(place: Place) -> float:
    """Jobs a second, from the first that is put into the queue to the last that ends."""
    with redis.Redis.from_url(place.redis_url) as client:
        queue = Queue(QUEUE, connection=client, serializer="json")
        data = [Queue.prepare_data("time.monotonic", (), result_ttl=600) for _ in range(JOBS)]
        before = queue.finished_job_registry.count
        began = time.monotonic()
        queue.enqueue_many(data)
        wait_until(lambda: queue.finished_job_registry.count - before == JOBS, "every job is done", 60, every=0.005)
        return JOBS / (time.monotonic() - began)
