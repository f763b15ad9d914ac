"""Redis silent, killed, emptied: the webhook answers in its normal time and nothing is lost."""

from __future__ import annotations

import time

import pytest
import redis

from benchmarks.faults.fleet import wait_until
from benchmarks.faults.machine import Machine
from benchmarks.faults.stores import Place
from benchmarks.faults.talk import answers, newest

pytestmark = pytest.mark.faults
# The stand-in posts, the shop stores, and a signal that cannot be given is given up after a fifth of a second.
NORMAL = 1.0


def knock(machine: Machine, place: Place, phone: str, text: str) -> float:
    """Post a message and tell how many seconds the webhook took to accept it."""
    began = time.monotonic()
    answer = machine.phones.knock(phone, text, place.business)
    assert (answer["status"], answer["attempts"]) == (200, 1)
    return time.monotonic() - began


def knock_often(machine: Machine, place: Place, phone: str) -> float:
    """Five messages in a row; the seconds that the slowest took."""
    return max(knock(machine, place, phone, text) for text in ("menu", "jam buka", "1 es teh", "2 es teh", "3 es teh"))


def all_answered(machine: Machine, phone: str, after: int) -> None:
    machine.quiet(30)
    assert machine.one("SELECT COUNT(*) FROM inbox WHERE state NOT IN ('done', 'ignored')") == 0
    assert answers(machine, phone, after)


@pytest.mark.long
def test_redis_is_silent(machine: Machine, place: Place, customer: str) -> None:
    before = newest(machine, customer)
    machine.fleet.freeze("valkey")
    slowest = knock_often(machine, place, customer)
    machine.fleet.thaw("valkey")
    assert slowest < NORMAL
    all_answered(machine, customer, before)


def test_redis_is_away_and_comes_back(machine: Machine, place: Place, customer: str) -> None:
    before = newest(machine, customer)
    machine.fleet.kill("valkey", down=True)
    slowest = knock_often(machine, place, customer)
    assert machine.health()["redis"]["state"] == "away"
    machine.fleet.up("valkey")
    assert slowest < NORMAL
    all_answered(machine, customer, before)
    wait_until(machine.is_up, "every worker is back at work", 30)


@pytest.mark.long
def test_redis_forgets_everything_while_workers_are_busy(machine: Machine, place: Place, customer: str) -> None:
    before = newest(machine, customer)
    with redis.Redis.from_url(machine.fleet.environment["REDIS_URL"]) as client:
        for text in ("1 nasi goreng", "2 es teh", "menu"):
            knock(machine, place, customer, text)
            client.flushall()
    all_answered(machine, customer, before)


@pytest.mark.long
def test_redis_is_full(machine: Machine, place: Place, customer: str) -> None:
    before = newest(machine, customer)
    with redis.Redis.from_url(machine.fleet.environment["REDIS_URL"]) as client:
        client.config_set("maxmemory", "1")
        slowest = knock_often(machine, place, customer)
        client.config_set("maxmemory", "0")
    assert slowest < NORMAL
    all_answered(machine, customer, before)
