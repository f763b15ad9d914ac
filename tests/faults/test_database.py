"""PostgreSQL away, restarted, cut off: the webhook says so and is asked again, and nothing is done by halves."""

from __future__ import annotations

import psycopg
import pytest

from benchmarks.faults.fleet import wait_until
from benchmarks.faults.locks import held
from benchmarks.faults.machine import Machine
from benchmarks.faults.servers import answers
from benchmarks.faults.stores import Place
from benchmarks.faults.talk import ask, newest, to_summary
from tests.faults.outgoing import got

pytestmark = pytest.mark.faults
CUT = """SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def back(machine: Machine) -> None:
    machine.fleet.up("postgres")
    wait_until(lambda: answers(machine.database), "PostgreSQL answers", 20)


def test_the_webhook_refuses_what_it_cannot_store_and_takes_it_later(
    machine: Machine, place: Place, customer: str
) -> None:
    ask(machine, place, customer, "menu")
    before = newest(machine, customer)
    machine.fleet.kill("postgres", down=True)
    refused = machine.phones.knock(customer, "1 es teh", place.business)
    assert (refused["status"], refused["attempts"]) == (503, 6)
    assert machine.health()["database"] == "away"
    back(machine)
    assert machine.phones.again(refused["sid"])["status"] == 200
    machine.quiet(30)
    assert len([bubble for bubble in got(machine, customer) if bubble.id > before]) == 1


@pytest.mark.long
def test_killed_in_the_middle_of_an_order(machine: Machine, place: Place, customer: str) -> None:
    to_summary(machine, place, customer, "1 sate ayam")
    machine.quiet(20)
    before = newest(machine, customer)
    with held(machine, "LOCK TABLE order_lines IN SHARE MODE") as lock:
        machine.phones.say(customer, "ya", place.business)
        lock.wait_for("INSERT INTO order_lines%")
        machine.fleet.kill("postgres", down=True)
    back(machine)
    machine.quiet(40)
    assert machine.one("SELECT COUNT(*) FROM orders WHERE state = 'pending'") >= 1
    told = [bubble.body for bubble in got(machine, customer) if bubble.id > before]
    assert len(told) == 1
    assert "masuk" in told[0]


def test_every_connection_is_cut_again_and_again(machine: Machine, place: Place, customer: str) -> None:
    before = newest(machine, customer)
    with psycopg.connect(machine.database, autocommit=True) as connection:
        for text in ("1 nasi goreng", "2 es teh", "menu"):
            machine.phones.say(customer, text, place.business)
            connection.execute(CUT)
    machine.quiet(40)
    assert machine.one("SELECT COUNT(*) FROM inbox WHERE state = 'failed'") == 0
    assert [bubble for bubble in got(machine, customer) if bubble.id > before]


@pytest.mark.long
def test_a_read_only_database_is_refused_like_one_that_is_away(machine: Machine, place: Place, customer: str) -> None:
    ask(machine, place, customer, "menu")
    with psycopg.connect(machine.database, autocommit=True) as connection:
        connection.execute("ALTER DATABASE bakul SET default_transaction_read_only = on")
        connection.execute(CUT)
        refused = machine.phones.knock(customer, "1 es teh", place.business)
        connection.execute("SET default_transaction_read_only = off")
        connection.execute("ALTER DATABASE bakul SET default_transaction_read_only = off")
        connection.execute(CUT)
    assert refused["status"] == 503
    assert machine.phones.again(refused["sid"])["status"] == 200
    machine.quiet(40)
