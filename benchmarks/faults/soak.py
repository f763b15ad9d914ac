"""`python -m benchmarks.faults.soak`: an hour of everything that may go wrong, now and then, while a few people order.

In the first half anything may be killed. The second half spares the shop's own processes, so that what one of them
piles up shows: memory, or files and connections that it opened and does not close.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.faults import report
from benchmarks.faults.__main__ import SETTINGS, opened, say
from benchmarks.faults.injections import INJECTIONS, Injection, Scene
from benchmarks.faults.machine import Machine
from benchmarks.faults.scenario import Outcome, play

MINUTES = 60.0
# Of each store; they order without a pause.
CUSTOMERS = 2
# Faults between two looks at everything, and the seconds between two of them.
TOGETHER = 8
PAUSE = (10.0, 40.0)
# Workers end when there is no Valkey for so long, and are started again; of two clocks both are killed.
ENDS = ("redis_away", "two_clocks")
# What a program may hold after its last leg, of what it held after its first: caches and pools fill up to their bounds.
MOST_GROWTH = 1.25
MOST_OPENED = 16
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Held:
    """What a program held at rest: its first process, bytes of memory, open files and connections."""

    process: int | None
    memory: int
    files: int


def main() -> int:
    """Run for as long as the options ask for; 1 when anything was lost, doubled, broken or piled up."""
    options = _options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10_000)
    say(f"seed {seed}, {options.minutes:g} minutes; repeat with --seed {seed}")
    half = options.minutes * 30
    with Machine(settings=SETTINGS, model_host=True) as machine:
        scene = Scene(machine, opened(machine), random.Random(seed))
        outcomes, _ = _legs(scene, "anything", INJECTIONS, seed, half)
        spared, held = _legs(scene, "spared", _sparing(), seed, half)
        say(machine.flask("verify", "--patience", "0").splitlines()[-1])
    outcomes += spared
    problems, told = piled_up(held[0], held[-1]), _table(held[0], held[-1])
    say("\n".join([report.table(outcomes), "", told, *problems]))
    if options.write:
        title = f"{options.minutes:g} minutes, seed {seed}"
        report.write(outcomes, title, report.SOAK_BEGIN, report.SOAK_END, after=told)
    return any(one.problems for one in outcomes) or bool(problems)


def _sparing() -> list[Injection]:
    """What ends none of the shop's own processes."""
    return [one for one in INJECTIONS if not one.crash and one.name not in ENDS]


def piled_up(first: Mapping[str, Held], last: Mapping[str, Held]) -> list[str]:
    """The programs that hold more than they may at the end, and those that did not live as long as they should."""
    found = []
    for name, then in first.items():
        now = last[name]
        if now.process != then.process:
            found.append(f"{name} was started again, though nobody ended it")
        if now.memory > then.memory * MOST_GROWTH:
            found.append(f"{name} grew from {then.memory / MEGABYTE:.0f} to {now.memory / MEGABYTE:.0f} MB")
        if now.files > then.files + MOST_OPENED:
            found.append(f"{name} had {then.files} files and connections open, and has {now.files}")
    return found


def _options() -> argparse.Namespace:
    given = argparse.ArgumentParser(prog="python -m benchmarks.faults.soak", description=__doc__)
    given.add_argument("--seed", type=int, help="repeat a run; a random one otherwise")
    given.add_argument("--minutes", type=float, default=MINUTES, help="for how long")
    given.add_argument("--write", action="store_true", help="put the tables into docs/reliability.md")
    return given.parse_args()


def _legs(
    scene: Scene, name: str, chosen: Sequence[Injection], seed: int, seconds: float
) -> tuple[list[Outcome], list[dict[str, Held]]]:
    """Legs of several faults each until the time is over, two at least: what came of each, and what was held after."""
    until = time.monotonic() + seconds
    outcomes: list[Outcome] = []
    held: list[dict[str, Held]] = []
    while len(outcomes) < 2 or time.monotonic() < until:
        outcome = _leg(scene, f"{name}_{len(outcomes) + 1}", chosen, seed)
        say(report.row(outcome))
        for problem in outcome.problems:
            say(f"    {problem}")
        outcomes.append(outcome)
        held.append(_held(scene.machine))
    return outcomes, held


def _leg(scene: Scene, name: str, chosen: Sequence[Injection], seed: int) -> Outcome:
    thrown = []

    def once(scene: Scene) -> None:
        time.sleep(scene.rng.uniform(*PAUSE))
        thrown.append(scene.rng.choice(chosen))
        thrown[-1].once(scene)

    mixed = Injection(name, "", once, TOGETHER, postgres=True, crash=False)
    outcome = play(scene, mixed, f"{seed} {name}", TOGETHER, CUSTOMERS)
    outcome.does = ", ".join(one.name for one in thrown)
    return outcome


def _held(machine: Machine) -> dict[str, Held]:
    fleet, names = machine.fleet, (*machine.workers_names(), "clock", "web")
    return {name: Held(fleet.pid(name), fleet.memory(name), fleet.opened(name)) for name in names}


def _table(first: Mapping[str, Held], last: Mapping[str, Held]) -> str:
    rows = [
        f"| {name} | {then.memory / MEGABYTE:.0f} MB | {last[name].memory / MEGABYTE:.0f} MB "
        f"| {then.files} | {last[name].files} |"
        for name, then in first.items()
    ]
    head = "| Program | Memory after the first spared leg | after the last | Files and connections | after the last |"
    return "\n".join([head, "|---|--:|--:|--:|--:|", *rows])


if __name__ == "__main__":
    sys.exit(main())
