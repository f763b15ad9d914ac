"""The web killed in the middle of a webhook: whoever asks again is answered, and once."""

from __future__ import annotations

import pytest

from benchmarks.faults.fleet import wait_until
from benchmarks.faults.locks import held
from benchmarks.faults.machine import Machine
from benchmarks.faults.stores import Place
from benchmarks.faults.talk import ask, newest
from tests.faults.outgoing import got

pytestmark = pytest.mark.faults


@pytest.mark.long
def test_killed_between_storing_and_answering(machine: Machine, place: Place, customer: str) -> None:
    ask(machine, place, customer, "menu")
    before = newest(machine, customer)
    with held(machine, "LOCK TABLE inbox IN SHARE MODE") as lock:
        sid = machine.phones.say(customer, "1 es teh", place.business)
        lock.wait_for("INSERT INTO inbox%")
        machine.fleet.kill("web")
    wait_until(lambda: machine.health() != {}, "the web is back", 20)
    if machine.one("SELECT COUNT(*) FROM inbox WHERE external_id = :sid", sid=sid) == 0:
        assert machine.phones.again(sid)["status"] == 200
    machine.quiet(30)
    assert machine.one("SELECT COUNT(*) FROM inbox WHERE external_id = :sid", sid=sid) == 1
    assert len([bubble for bubble in got(machine, customer) if bubble.id > before]) == 1


def test_everything_is_killed_at_once(machine: Machine, place: Place, customer: str) -> None:
    ask(machine, place, customer, "1 nasi goreng")
    before = newest(machine, customer)
    answer = machine.phones.knock(customer, "2 es teh", place.business)
    assert answer["status"] == 200
    for name in ("web", "clock", "deliveries", *machine.fleet.names("messages"), "valkey"):
        machine.fleet.kill(name)
    machine.quiet(40)
    told = [bubble for bubble in got(machine, customer) if bubble.id > before]
    assert len(told) == 1
    assert "2 porsi Es Teh" in told[0].body
