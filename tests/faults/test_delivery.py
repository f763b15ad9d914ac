"""Killing and disturbing the sender: every message arrives once, in order, and what is uncertain is settled."""

from __future__ import annotations

import pytest

from benchmarks.faults.fleet import wait_until
from benchmarks.faults.locks import held
from benchmarks.faults.machine import Machine
from benchmarks.faults.stores import Place
from tests.faults.outgoing import bodies, got, put, states

pytestmark = pytest.mark.faults


def test_killed_after_the_provider_said_yes(machine: Machine, place: Place, customer: str) -> None:
    machine.phones.arm("api_delay", seconds=0.5, times=1)
    (row,) = put(machine, place, customer, "satu")
    wait_until(lambda: states(machine, [row]) == ["leased"], "the message is leased", 10)
    with held(machine, f"SELECT 1 FROM outbox WHERE id = {row} FOR UPDATE") as lock:
        wait_until(lambda: bodies(machine, customer) == ["satu"], "the provider has the message", 10)
        lock.wait_for("UPDATE outbox%")
        machine.fleet.kill("deliveries")
    machine.quiet(30)
    assert states(machine, [row]) == ["sent"]
    assert bodies(machine, customer) == ["satu"]


def test_killed_after_the_provider_said_yes_and_its_reports_are_lost(
    machine: Machine, place: Place, customer: str
) -> None:
    machine.phones.arm("callback_lost", times=-1, phone=customer)
    machine.phones.arm("send_late_answer", seconds=5.0, phone=customer)
    first, second = put(machine, place, customer, "satu", "dua")
    wait_until(lambda: bodies(machine, customer) == ["satu"], "the provider has the message", 10)
    machine.fleet.kill("deliveries")
    wait_until(lambda: states(machine, [first]) == ["uncertain"], "the lost send shows", 15)
    wait_until(lambda: states(machine, [second]) == ["sent"], "what follows is not held back", 5)
    machine.quiet(30)
    assert states(machine, [first, second]) == ["sent", "sent"]
    assert bodies(machine, customer) == ["satu", "dua"]


@pytest.mark.long
def test_killed_before_the_request_left(machine: Machine, place: Place, customer: str) -> None:
    with held(machine, "LOCK TABLE content_templates IN ACCESS EXCLUSIVE MODE") as lock:
        (row,) = put(machine, place, customer, "satu", tap="Menu")
        lock.wait_for("SELECT%content_templates%")
        assert states(machine, [row]) == ["leased"]
        machine.fleet.kill("deliveries")
    wait_until(lambda: states(machine, [row]) == ["uncertain"], "the lost send shows", 15)
    machine.quiet(30)
    assert states(machine, [row]) == ["sent"]
    assert bodies(machine, customer) == ["satu"]


# What goes wrong with one send.
TROUBLE = {
    "too many calls": {"kind": "send_http", "status": 429},
    "the provider is broken": {"kind": "send_http", "status": 503},
    "no answer, and not taken": {"kind": "send_hang", "seconds": 2.0},
    "the answer comes after we gave up": {"kind": "send_late_answer", "seconds": 2.0},
    "the line is cut after it was taken": {"kind": "send_reset", "accepted": True},
    "the line is cut before it was taken": {"kind": "send_reset", "accepted": False},
    "an answer that is no answer": {"kind": "send_bad_json", "accepted": True},
}


def test_each_trouble_of_the_provider_costs_time_and_no_message(machine: Machine, place: Place) -> None:
    people = place.customers[-len(TROUBLE) :]
    for person, fault in zip(people, TROUBLE.values(), strict=True):
        machine.phones.arm(phone=person, **fault)
        put(machine, place, person, "satu", "dua")
    machine.quiet(40)
    heard = {name: sorted(bodies(machine, person)) for name, person in zip(TROUBLE, people, strict=True)}
    assert heard == {name: ["dua", "satu"] for name in TROUBLE}


@pytest.mark.long
def test_a_refusal_for_good_is_shown_and_holds_nothing_back(machine: Machine, place: Place, customer: str) -> None:
    machine.phones.arm("send_code", code=21211, phone=customer, when="request")
    first, second = put(machine, place, customer, "satu", "dua")
    machine.quiet(30)
    assert states(machine, [first, second]) == ["failed", "sent"]
    assert bodies(machine, customer) == ["dua"]
    machine.flask("messages", "retry", f"out:{first}")
    machine.quiet(30)
    assert bodies(machine, customer) == ["dua", "satu"]


@pytest.mark.long
def test_a_frozen_sender_that_wakes_up_late_sends_nothing_twice(machine: Machine, place: Place, customer: str) -> None:
    with held(machine, "LOCK TABLE content_templates IN ACCESS EXCLUSIVE MODE") as lock:
        (row,) = put(machine, place, customer, "satu", tap="Menu")
        lock.wait_for("SELECT%content_templates%")
        machine.fleet.freeze("deliveries")
    machine.fleet.add("deliveries-2", *machine.worker("deliveries"))
    wait_until(lambda: states(machine, [row]) == ["sent"], "another sender has taken over", 20)
    machine.fleet.thaw("deliveries")
    machine.fleet.ask_to_stop("deliveries")
    machine.fleet.dismiss("deliveries-2")
    machine.quiet(30)
    assert states(machine, [row]) == ["sent"]
    assert bodies(machine, customer) == ["satu"]


@pytest.mark.long
def test_answers_stay_in_order_while_the_provider_refuses_now_and_then(
    machine: Machine, place: Place, customer: str
) -> None:
    machine.phones.arm("send_http", status=429, times=2, phone=customer)
    texts = [f"pesan {n}" for n in range(1, 9)]
    put(machine, place, customer, *texts)
    machine.quiet(30)
    assert bodies(machine, customer) == texts


def test_reports_in_any_order_and_repeated_only_ever_move_forward(
    machine: Machine, place: Place, customer: str
) -> None:
    machine.phones.arm("callback_shuffled", times=4, phone=customer)
    machine.phones.arm("callback_repeated", times=-1, phone=customer)
    (row,) = put(machine, place, customer, "satu")
    machine.quiet(30)
    (bubble,) = got(machine, customer)
    for state in ("read", "delivered", "sent", "queued"):
        machine.phones.status(bubble.sid, state)
    wait_until(lambda: machine.one("SELECT delivery FROM outbox WHERE id = :row", row=row) == "read", "read", 10)
    assert states(machine, [row]) == ["sent"]
