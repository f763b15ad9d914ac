"""One fault, thrown in a number of times while people are at work; then quiet, and a look at everything."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks.faults.fleet import NotReadyError, wait_until
from benchmarks.faults.injections import Injection, Scene
from benchmarks.faults.people import Crowd
from benchmarks.faults.truth import compare
from bot.engine import LATE

CUSTOMERS = 6
BETWEEN = (0.5, 2.5)
# Seconds before the last of several crashes, so that what it costs is seen by itself.
ALONE = 18.0
# Once a minute the clock lists what came and is older than half a minute.
FOUND = 120.0
# How long after the end of a fault the last message that had come by then was answered, the last answer sent.
# Sends of unknown outcome wait for word of the provider, and have a figure of their own.
ANSWERED = """SELECT MAX(done_at) FROM inbox WHERE received_at <= :end AND done_at > :start"""
SENT = """SELECT MAX(sent_at) FROM outbox WHERE created_at <= :end AND sent_at > :start AND retry_at IS NULL
    AND id NOT IN ({})"""
COUNTS = {"orders": "SELECT COUNT(*) FROM orders", "messages": "SELECT COUNT(*) FROM inbox"}


@dataclass(slots=True)
class Outcome:
    """What came of a scenario.

    `recovery` is the longest that anything waited after the last fault had ended; it came when those before it were
    overcome.
    """

    name: str
    does: str
    times: int = 0
    orders: int = 0
    messages: int = 0
    violations: int = 0
    uncertain: int = 0
    doubled: int = 0
    recovery: float = 0.0
    problems: list[str] = field(default_factory=list)


class Uncertain:
    """Notes the sends that are of unknown outcome at any moment."""

    def __init__(self, scene: Scene) -> None:
        self.ids: set[int] = set()
        self._scene, self._over = scene, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            try:
                rows = self._scene.machine.rows("SELECT id FROM outbox WHERE state = 'uncertain'")
            except Exception:
                continue  # the database itself is being disturbed
            self.ids |= {row["id"] for row in rows}

    def stop(self) -> set[int]:
        """The sends that were."""
        self._over.set()
        self._thread.join(30)
        return self.ids


def play(scene: Scene, one: Injection, seed: int | str, times: int, customers: int = CUSTOMERS) -> Outcome:
    """Let people work, so many customers of each store, throw the fault in, let everything come to rest, and look."""
    machine, outcome = scene.machine, Outcome(one.name, one.does)
    before = {name: machine.one(query) for name, query in COUNTS.items()}
    doubled = set(compare(machine, _phones(scene)).doubled)
    watch, crowd = Uncertain(scene), Crowd(machine, scene.places, seed)
    crowd.start(customers)
    spans = []
    try:
        for left in range(times, 0, -1):
            time.sleep(ALONE if left == 1 and times > 1 and one.crash else scene.rng.uniform(*BETWEEN))
            spans.append(_inject(scene, one, outcome))
        time.sleep(scene.rng.uniform(*BETWEEN))
    finally:
        crowd.stop()
        machine.repair()
        machine.phones.disarm()
    _look(scene, outcome)
    uncertain = watch.stop()
    outcome.times, outcome.uncertain = len(spans), len(uncertain)
    outcome.orders, outcome.messages = (machine.one(query) - before[name] for name, query in COUNTS.items())
    outcome.recovery = _recovery(scene, *spans[-1], uncertain) if spans else 0.0
    # What was not yet matched before may have been since, and is none of this fault's.
    outcome.doubled = len(set(compare(machine, _phones(scene)).doubled) - doubled)
    return outcome


def _inject(scene: Scene, one: Injection, outcome: Outcome) -> tuple[datetime, datetime]:
    start = datetime.now(UTC)
    try:
        one.once(scene)
    except Exception as error:
        outcome.problems.append(f"{type(error).__name__}: {error}")
    # What goes on meanwhile must not wait for the end.
    return start, start if one.through else datetime.now(UTC)


def _look(scene: Scene, outcome: Outcome) -> None:
    try:
        scene.machine.quiet(150)
    except NotReadyError as error:
        outcome.problems.append(str(error))
    _hear(scene, outcome)
    broken = scene.machine.violations()
    outcome.violations = len(broken)
    outcome.problems += [f"{name}: {rows[:2]}" for name, rows in broken.items()]
    outcome.problems += compare(scene.machine, _phones(scene)).problems
    failed = scene.machine.rows("SELECT id, error FROM inbox WHERE state = 'failed'")
    given_up = [row for row in failed if row["error"] != LATE]
    outcome.problems += [f"message {row['id']} was given up: {row['error'][:200]}" for row in given_up]


def _hear(scene: Scene, outcome: Outcome) -> None:
    """Wait until the clock has found what no webhook told."""
    phones = _phones(scene)
    try:
        wait_until(lambda: not compare(scene.machine, phones).unheard, "every message is known", FOUND, every=2)
    except NotReadyError as error:
        outcome.problems.append(str(error))


def _recovery(scene: Scene, start: datetime, end: datetime, uncertain: set[int]) -> float:
    sent = SENT.format(", ".join(str(number) for number in uncertain | {0}))
    instants = [_instant(scene, query, start, end) for query in (ANSWERED, sent)]
    return max([(found - end).total_seconds() for found in instants if found is not None] + [0.0])


def _instant(scene: Scene, query: str, start: datetime, end: datetime) -> datetime | None:
    if not scene.machine.is_sqlite:
        found = scene.machine.one(query, start=start, end=end)
        return found if isinstance(found, datetime) else None
    written = "%Y-%m-%d %H:%M:%S.%f"
    found = scene.machine.one(query, start=start.strftime(written), end=end.strftime(written))
    return datetime.strptime(found, written).replace(tzinfo=UTC) if found else None


def _phones(scene: Scene) -> Sequence[str]:
    return [phone for place in scene.places for phone in place.phones]
