"""The shop on hosts of its own: whatever happens to hosts, lines and clocks, nothing is lost and nothing doubled."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator

import pytest

from benchmarks.faults.__main__ import SETTINGS, opened
from benchmarks.faults.apart import Apart
from benchmarks.faults.apart_faults import APART
from benchmarks.faults.injections import Injection, Scene
from benchmarks.faults.scenario import play

pytestmark = [pytest.mark.faults, pytest.mark.long]
SEED = 1042


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """The shop with its stores. What this machine does not allow is said aloud."""
    with Apart(SETTINGS) as machine:
        for line in machine.missing():
            warnings.warn(line, UserWarning, stacklevel=1)
        yield Scene(machine, opened(machine), random.Random(SEED))


@pytest.mark.filterwarnings("default::UserWarning")
@pytest.mark.parametrize("fault", APART, ids=lambda fault: fault.name)
def test_nothing_is_lost_or_doubled(scene: Scene, fault: Injection) -> None:
    outcome = play(scene, fault, SEED, min(fault.times, 2))
    assert outcome.problems == []
    assert outcome.messages > 0


def test_the_hosts_are_as_promised(scene: Scene) -> None:
    machine = scene.machine
    assert isinstance(machine, Apart)
    beats = machine.rows("SELECT name, at FROM beats WHERE at > clock_timestamp() - interval '30 seconds'")
    assert len(beats) == 2, "a clock on each host of workers"
    logs = [machine.fleet.log(name) for name in machine.fleet.names("clock")]
    assert len(logs) == 2
