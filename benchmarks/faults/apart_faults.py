"""What may go wrong between hosts: power and lines fail, or are slow."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.faults.apart import DATA, SIGNALS, WEB, WORKERS, Apart
from benchmarks.faults.injections import Injection, Scene

APART: list[Injection] = []
# Longer than a lease, so that others take over what a host held.
AWAY = 14.0


def _between(
    times: int, *, crash: bool = False, through: bool = False
) -> Callable[[Callable[[Scene, Apart], None]], None]:
    def register(once: Callable[[Scene, Apart], None]) -> None:
        def throw(scene: Scene) -> None:
            assert isinstance(scene.machine, Apart)
            try:
                once(scene, scene.machine)
            finally:
                scene.machine.repair()

        does = (once.__doc__ or "").strip().splitlines()[0]
        APART.append(Injection(once.__name__, does, throw, times, postgres=True, crash=crash, through=through))

    return register


@_between(1)
def clocks_differ(_scene: Scene, _machine: Apart) -> None:
    """nothing but a worker host whose clock is two minutes ahead, as in all the others"""
    time.sleep(10)


@_between(2, through=True)
def host_without_power(scene: Scene, machine: Apart) -> None:
    """a worker host without power for 14 seconds: its processes are gone, and nobody on the line is told"""
    host = scene.rng.choice(WORKERS)
    machine.lines.silence(host)
    for name in machine.programs_of(host):
        machine.fleet.kill(name, down=True)
    time.sleep(AWAY)


@_between(2, through=True)
def host_unplugged(scene: Scene, machine: Apart) -> None:
    """a worker host without network for 14 seconds, which then goes on where it was"""
    machine.lines.silence(scene.rng.choice(WORKERS))
    time.sleep(AWAY)


@_between(3, crash=True)
def host_killed(scene: Scene, machine: Apart) -> None:
    """SIGKILL of everything on a worker host, started again at once"""
    for name in machine.programs_of(scene.rng.choice(WORKERS)):
        machine.fleet.kill(name)


@_between(1)
def lines_slow(_scene: Scene, machine: Apart) -> None:
    """every line slow for 10 seconds: 20 milliseconds there and back"""
    machine.lines.slow(0.01)
    time.sleep(10)


@_between(3)
def line_to_database_cut(scene: Scene, machine: Apart) -> None:
    """the connections of a host to the database cut and refused for 4 seconds"""
    machine.lines.cut(scene.rng.choice((WEB, *WORKERS)), DATA)
    time.sleep(4)


@_between(2)
def line_to_database_silent(scene: Scene, machine: Apart) -> None:
    """the line of a host to the database silent for 14 seconds, then going on"""
    machine.lines.silence(scene.rng.choice((WEB, *WORKERS)), DATA)
    time.sleep(AWAY)


@_between(1)
def database_unreachable(_scene: Scene, machine: Apart) -> None:
    """every line to the database cut for 6 seconds"""
    machine.lines.cut(leads_to=DATA)
    time.sleep(6)


@_between(2)
def signals_silent(_scene: Scene, machine: Apart) -> None:
    """every line to Valkey silent for 8 seconds, then going on"""
    machine.lines.silence(leads_to=SIGNALS)
    time.sleep(8)


@_between(2)
def signals_cut(_scene: Scene, machine: Apart) -> None:
    """every line to Valkey cut for 8 seconds"""
    machine.lines.cut(leads_to=SIGNALS)
    time.sleep(8)
