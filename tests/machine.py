"""A shop of real processes for tests that break it, started when the first of them asks for it.

Every test leaves it at rest and whole: nothing waits, no invariant is broken, and the phones show what the database
says was sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest

# Imported when needed only: most runs of tests start no process.
if TYPE_CHECKING:
    from benchmarks.faults.machine import Machine
    from benchmarks.faults.stores import Place

# Short times, so that the tests are; the suite of `make faults` keeps the shop's own.
FAST = {
    "LEASE_SECONDS": "1",
    "SWEEP_SECONDS": "0.3",
    "UNCERTAIN_SECONDS": "1.5",
    "TWILIO_TIMEOUT": "1",
    "GATHER_SECONDS": "0",
}
CUSTOMERS = 45
_people = count()


@pytest.fixture(scope="session")
def opened() -> Iterator[tuple[list[Place], Machine]]:
    """Two stores and the machine they run on."""
    from benchmarks.faults.machine import Machine
    from benchmarks.faults.stores import open_stores, write_phones

    with Machine("postgres", settings=FAST) as made:
        places = open_stores(2, CUSTOMERS)
        made.open(write_phones(places, made.folder))
        yield places, made


@pytest.fixture
def machine(opened: tuple[list[Place], Machine]) -> Iterator[Machine]:
    """The shop."""
    import models
    from benchmarks.faults.truth import compare

    places, made = opened
    models.connect(made.database)
    yield made
    made.fleet.repair()
    made.phones.disarm()
    made.quiet(30)
    assert made.violations() == {}
    assert compare(made, [phone for place in places for phone in place.phones]).problems == []


@pytest.fixture
def place(opened: tuple[list[Place], Machine]) -> Place:
    """A store."""
    return opened[0][0]


@pytest.fixture
def customer(place: Place) -> str:
    """The phone of somebody whom no other test uses."""
    return place.customers[next(_people)]
