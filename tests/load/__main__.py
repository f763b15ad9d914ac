"""`python -m tests.load`: fills PostgreSQL, starts gunicorn, lets a hundred people come for a minute and judges it."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
import requests

from benchmarks.faults.fleet import wait_until
from benchmarks.speed.accounts import LONG, sign_in
from benchmarks.speed.growing import grow
from benchmarks.speed.place import HOST, Place

HERE = Path(__file__).parent
MOST_AVERAGE_MS = 500
MOST_FAILED = 0.01


@dataclass(frozen=True)
class Wanted:
    """How large it is to be."""

    orders: int
    users: int
    seconds: int


def main() -> int:
    """Measure once: 0 when it keeps to what it must."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--orders", type=int, default=1_000_000)
    told.add_argument("--users", type=int, default=100)
    told.add_argument("--seconds", type=int, default=60)
    wanted = Wanted(**vars(told.parse_args()))
    with Place() as place:
        database = place.database("postgresql")
        grow(wanted.orders)
        people = place.folder / "people.json"
        environment = place.environment(database) | {"ACCESS_MINUTES": str(LONG)}
        sellers, shoppers = sign_in(database, environment["SECRET_KEY"], wanted.users)
        made = {"sellers": [asdict(one) for one in sellers], "shoppers": [asdict(one) for one in shoppers]}
        people.write_text(json.dumps(made))
        empty = _run(
            place.gunicorn("bare", "benchmarks.speed.bare:app", environment), people, wanted, {"LOAD_EMPTY": "1"}
        )
        place.end("bare")
        port = place.gunicorn("web", "wsgi:app", environment)
        connections = Connections(database)
        found = _run(port, people, wanted, {})
        return _judge(found, empty, connections.end())


class Connections:
    """How many connections the database has, looked at every second."""

    def __init__(self, database: str) -> None:
        self._database, self._counts, self._over = database, list[int](), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        with psycopg.connect(self._database, autocommit=True) as connection:
            while not self._over.wait(1):
                row = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                ).fetchone()
                self._counts.append(int(row[0]) - 1 if row else 0)

    def end(self) -> list[int]:
        """What was seen."""
        self._over.set()
        self._thread.join(5)
        return self._counts


def _run(port: int, people: Path, wanted: Wanted, more: dict[str, str]) -> list[dict[str, Any]]:
    """Let everybody come and go: what locust counted, request by request."""
    # It listens before all of its workers have read their programs in.
    wait_until(lambda: all(_quick(port) for _ in range(20)), "every worker answers", 90)
    command = (
        sys.executable, "-m", "locust", "--locustfile", str(HERE / "locustfile.py"), "--headless", "--json",
        "--users", str(wanted.users), "--spawn-rate", "20", "--run-time", f"{wanted.seconds}s",
        "--host", f"http://{HOST}:{port}", "--exit-code-on-error", "0", "--loglevel", "WARNING", "--reset-stats",
    )  # fmt: skip
    environment = {**os.environ, "LOAD_PEOPLE": str(people), **more}
    started = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    sys.stderr.write(f"{time.monotonic() - started:.0f} s\n")
    if not done.stdout.strip():
        raise RuntimeError(done.stderr[-2000:])
    found: list[dict[str, Any]] = json.loads(done.stdout[done.stdout.index("[") :])
    if not found or any(one["num_failures"] for one in found):
        sys.stderr.write(done.stderr[-3000:])
    return found


def _quick(port: int) -> bool:
    return requests.get(f"http://{HOST}:{port}/", timeout=60).elapsed.total_seconds() < 1


def _judge(found: list[dict[str, Any]], empty: list[dict[str, Any]], connections: list[int]) -> int:
    asked = sum(one["num_requests"] for one in found)
    failed = sum(one["num_failures"] for one in found)
    average = _average(found)
    _say("| asked | times | failed | mean ms | p50 | p95 | p99 |\n|---|--:|--:|--:|--:|--:|--:|")
    for one in sorted(found, key=lambda row: str(row["name"])):
        _say(_row(str(one["name"]), [one]))
    _say(_row("all together", found))
    _say(_row("the same server, an empty 200", empty))
    _say(f"connections to the database: {min(connections, default=0)} to {max(connections, default=0)}")
    fine = asked > 0 and average < MOST_AVERAGE_MS and failed < MOST_FAILED * asked
    _say(f"{'kept' if fine else 'missed'} (mean under {MOST_AVERAGE_MS} ms, fewer than {MOST_FAILED:.0%} failed)")
    return 0 if fine else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _row(name: str, rows: list[dict[str, Any]]) -> str:
    asked, failed = (sum(one[key] for one in rows) for key in ("num_requests", "num_failures"))
    parts = [f"{_percentile(rows, share):.0f}" for share in (0.5, 0.95, 0.99)]
    return f"| {name} | {asked} | {failed} | {_average(rows):.1f} | {' | '.join(parts)} |"


def _average(rows: list[dict[str, Any]]) -> float:
    times = sum(one["num_requests"] for one in rows)
    return float(sum(one["total_response_time"] for one in rows) / times) if times else 0.0


def _percentile(rows: list[dict[str, Any]], share: float) -> float:
    counts: dict[int, int] = {}
    for one in rows:
        for milliseconds, times in one["response_times"].items():
            counts[int(float(milliseconds))] = counts.get(int(float(milliseconds)), 0) + times
    left = share * sum(counts.values())
    for milliseconds in sorted(counts):
        left -= counts[milliseconds]
        if left <= 0:
            return milliseconds
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
