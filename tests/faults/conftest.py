"""One shop of real processes for all tests of this folder; every test leaves it at rest and whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

import models
from benchmarks.faults.machine import Machine
from benchmarks.faults.stores import Place, open_stores, write_phones
from benchmarks.faults.truth import compare

# Short times, so that the tests are; the suite of `make faults` keeps the shop's own.
FAST = {
    "LEASE_SECONDS": "1",
    "SWEEP_SECONDS": "0.3",
    "UNCERTAIN_SECONDS": "1.5",
    "TWILIO_TIMEOUT": "1",
    "GATHER_SECONDS": "0",
}
_people = count()


@pytest.fixture(scope="session")
def places_and_machine() -> Iterator[tuple[list[Place], Machine]]:
    with Machine("postgres", settings=FAST) as made:
        places = open_stores(1, 40)
        made.open(write_phones(places, made.folder))
        yield places, made


@pytest.fixture
def machine(places_and_machine: tuple[list[Place], Machine]) -> Iterator[Machine]:
    """The shop. After the test nothing waits, no invariant is broken and the phones show what the database says."""
    places, made = places_and_machine
    models.connect(made.database)
    yield made
    made.fleet.repair()
    made.phones.disarm()
    made.quiet(30)
    assert made.violations() == {}
    assert compare(made, [phone for place in places for phone in place.phones]).problems == []


@pytest.fixture
def place(places_and_machine: tuple[list[Place], Machine]) -> Place:
    """The store."""
    return places_and_machine[0][0]


@pytest.fixture
def customer(place: Place) -> str:
    """The phone of somebody whom no other test uses."""
    return place.customers[next(_people)]
