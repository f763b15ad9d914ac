"""Killing the worker that answers, at each point of a message's way: nothing is lost, nothing happens twice."""

from __future__ import annotations

import pytest

from benchmarks.faults.fleet import wait_until
from benchmarks.faults.locks import held
from benchmarks.faults.machine import Machine
from benchmarks.faults.stores import Place
from benchmarks.faults.talk import ask, newest, to_summary
from tests.faults.outgoing import got

pytestmark = pytest.mark.faults
ORDER = "1 ayam geprek sama 2 es teh"


def orders(machine: Machine, phone: str) -> int:
    """How many orders the person of a phone has."""
    query = """SELECT COUNT(*) FROM orders o JOIN customer_addresses a ON a.customer_id = o.customer_id
        WHERE a.external_id = :phone"""
    return int(machine.one(query, phone=phone))


def state(machine: Machine, sid: str) -> str:
    """The state of a message."""
    return str(machine.one("SELECT state FROM inbox WHERE external_id = :sid", sid=sid))


def attempts(machine: Machine, sid: str) -> int:
    """How often a message was taken up."""
    return int(machine.one("SELECT attempts FROM inbox WHERE external_id = :sid", sid=sid))


def placed_once(machine: Machine, place: Place, phone: str, before: int) -> None:
    """The order exists once and its customer was told of it once; a second yes answers with the same order."""
    machine.quiet(40)
    assert orders(machine, phone) == 1
    told = [bubble for bubble in got(machine, phone) if bubble.id > before]
    assert len(told) == 1
    ask(machine, place, phone, "ya")
    machine.quiet(40)
    assert orders(machine, phone) == 1


def test_killed_before_the_message_is_leased(machine: Machine, place: Place, customer: str) -> None:
    to_summary(machine, place, customer, ORDER)
    before = newest(machine, customer)
    for name in machine.fleet.names("messages"):
        machine.fleet.freeze(name)
    # The signal goes to a worker that is frozen while it waits for one, and is lost with it.
    answer = machine.phones.knock(customer, "ya", place.business)
    assert answer["status"] == 200
    assert (state(machine, answer["sid"]), attempts(machine, answer["sid"])) == ("new", 0)
    for name in machine.fleet.names("messages"):
        machine.fleet.kill(name)
    placed_once(machine, place, customer, before)


def test_killed_while_understanding(machine: Machine, place: Place, customer: str) -> None:
    to_summary(machine, place, customer, ORDER)
    before = newest(machine, customer)
    with held(machine, "LOCK TABLE carts IN ACCESS EXCLUSIVE MODE") as lock:
        sid = machine.phones.say(customer, "ya", place.business)
        name = lock.wait_for("SELECT carts.%")
        assert state(machine, sid) == "leased"
        machine.fleet.kill(name)
    placed_once(machine, place, customer, before)
    assert attempts(machine, sid) == 2


# Where the finish stands when it is killed, by the statement it waits in.
INSIDE = {
    "before anything is done": ("SELECT 1 FROM chats FOR NO KEY UPDATE", "UPDATE chats%"),
    "with the stock taken": ("SELECT 1 FROM stores FOR NO KEY UPDATE", "UPDATE stores%"),
    "with the order placed": ("LOCK TABLE order_lines IN SHARE MODE", "INSERT INTO order_lines%"),
    "with all but the notice to the seller": ("LOCK TABLE chat_actions IN SHARE MODE", "INSERT INTO chat_actions%"),
}


@pytest.mark.parametrize(
    "point", [one if one == "with the order placed" else pytest.param(one, marks=pytest.mark.long) for one in INSIDE]
)
def test_killed_inside_the_finish(machine: Machine, place: Place, customer: str, point: str) -> None:
    statement, waits_in = INSIDE[point]
    to_summary(machine, place, customer, ORDER)
    machine.quiet(20)
    before = newest(machine, customer)
    with held(machine, statement) as lock:
        sid = machine.phones.say(customer, "ya", place.business)
        machine.fleet.kill(lock.wait_for(waits_in))
    placed_once(machine, place, customer, before)
    assert attempts(machine, sid) == 2


def test_killed_after_the_commit_before_the_answer_is_signalled(machine: Machine, place: Place, customer: str) -> None:
    to_summary(machine, place, customer, ORDER)
    machine.quiet(20)
    before = newest(machine, customer)
    machine.fleet.kill("deliveries", down=True)
    with held(machine, "LOCK TABLE chat_actions IN SHARE MODE") as lock:
        sid = machine.phones.say(customer, "ya", place.business)
        name = lock.wait_for("INSERT INTO chat_actions%")
        # Silent now, so that the signal after the commit waits for its answer: time enough to be killed in.
        machine.fleet.freeze("valkey")
    wait_until(lambda: state(machine, sid) == "done", "the finish is committed", 5, every=0.005)
    machine.fleet.kill(name)
    machine.fleet.thaw("valkey")
    machine.fleet.up("deliveries")
    placed_once(machine, place, customer, before)
    assert attempts(machine, sid) == 1


@pytest.mark.long
def test_a_frozen_worker_that_wakes_up_late_changes_nothing(machine: Machine, place: Place, customer: str) -> None:
    to_summary(machine, place, customer, ORDER)
    before = newest(machine, customer)
    with held(machine, "LOCK TABLE carts IN ACCESS EXCLUSIVE MODE") as lock:
        sid = machine.phones.say(customer, "ya", place.business)
        frozen = lock.wait_for("SELECT carts.%")
        machine.fleet.freeze(frozen)
    wait_until(lambda: state(machine, sid) == "done", "another worker has taken over", 20)
    machine.fleet.thaw(frozen)
    placed_once(machine, place, customer, before)
    assert attempts(machine, sid) == 2


def test_the_same_message_a_hundred_times_at_once_is_one_message(machine: Machine, place: Place, customer: str) -> None:
    to_summary(machine, place, customer, ORDER)
    machine.quiet(20)
    before = newest(machine, customer)
    sid = machine.phones.say(customer, "ya", place.business)
    accepted = machine.knock_again(sid, 100)
    assert accepted == [200] * 100
    placed_once(machine, place, customer, before)
    assert machine.one("SELECT COUNT(*) FROM inbox WHERE external_id = :sid", sid=sid) == 1
