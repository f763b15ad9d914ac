"""`python -m benchmarks.faults`: every fault in turn, a table of what came of it, and an exit code that says it all."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.faults import abuse, models_away, report
from benchmarks.faults.apart import Apart
from benchmarks.faults.apart_faults import APART
from benchmarks.faults.injections import INJECTIONS, Injection, Scene
from benchmarks.faults.machine import Machine
from benchmarks.faults.scenario import Outcome, play
from benchmarks.faults.stores import Place, open_stores, write_phones

# The shop's own times, but for the wait for a delivery report, which would make every scenario two minutes longer.
SETTINGS = {"UNCERTAIN_SECONDS": "10", "TWILIO_TIMEOUT": "6", "OPENAI_TIMEOUT": "2"}
STORES, PHONES = 2, 12
SOURCES = (abuse, models_away)


def say(line: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run what the options ask for; 1 when anything was lost, doubled or broken."""
    options = _options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10_000)
    chosen = _chosen(options.only, options.database, APART if options.hosts else INJECTIONS)
    where = "on hosts of their own" if options.hosts else options.database
    say(f"seed {seed}, {where}, {len(chosen)} faults; repeat with --seed {seed}")
    made = Apart(SETTINGS) if options.hosts else Machine(options.database, settings=SETTINGS, model_host=True)
    with made as machine:
        scene = Scene(machine, opened(machine), random.Random())
        outcomes = [_play(replace(scene, rng=random.Random(f"{seed} {one.name}")), one, seed, options.share)
                    for one in chosen]  # fmt: skip
        say(machine.flask("verify", "--patience", "0").splitlines()[-1])
    say(report.table(outcomes))
    if options.write and options.hosts:
        report.write(outcomes, _told(made, seed), report.APART_BEGIN, report.APART_END)
    elif options.write:
        report.write(outcomes, f"{options.database}, seed {seed}")
    return any(one.problems for one in outcomes)


def opened(machine: Machine) -> list[Place]:
    """Open the stores and the machine; the stores. The window of some customers is open from the beginning."""
    places = open_stores(STORES, PHONES)
    machine.open(write_phones(places, machine.folder))
    for line in machine.missing():
        say(line)
    for place in places:
        for phone in place.customers[-4:]:
            machine.phones.react(phone, place.business)
    return places


def _told(machine: Machine, seed: int) -> str:
    return " ".join([*machine.missing(), f"Five hosts, seed {seed}"])


def _options() -> argparse.Namespace:
    given = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    given.add_argument("--seed", type=int, help="repeat a run; a random one otherwise")
    given.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    given.add_argument("--hosts", action="store_true", help="the faults between hosts, on hosts of their own")
    given.add_argument("--only", nargs="*", default=[], help="names of faults")
    given.add_argument("--share", type=float, default=1.0, help="how much of the usual number of times")
    given.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    return given.parse_args()


def _chosen(names: Sequence[str], database: str, known: Sequence[Injection]) -> list[Injection]:
    if unknown := set(names) - {one.name for one in known}:
        raise SystemExit(f"unknown fault {min(unknown)}; known: {', '.join(one.name for one in known)}")
    return [one for one in known if (not names or one.name in names) and (database == "postgres" or not one.postgres)]


def _play(scene: Scene, one: Injection, seed: int, share: float) -> Outcome:
    outcome = play(scene, one, seed, max(1, round(one.times * share)))
    say(report.row(outcome))
    for problem in outcome.problems:
        say(f"    {problem}")
    return outcome


if __name__ == "__main__":
    sys.exit(main())
