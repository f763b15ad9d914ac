"""What may go wrong: each fault by its name, done once while people are at work."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from redis import Redis

from benchmarks.faults.fleet import wait_until
from benchmarks.faults.machine import Machine
from benchmarks.faults.servers import answers
from benchmarks.faults.stores import Place

CUT = """SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@dataclass(slots=True)
class Scene:
    """Where a fault happens: the machine, its stores, and chance."""

    machine: Machine
    places: list[Place]
    rng: random.Random

    def redis(self) -> Redis:
        """A client of the machine's Valkey."""
        return Redis.from_url(self.machine.fleet.environment["REDIS_URL"], socket_timeout=5)


@dataclass(frozen=True, slots=True)
class Injection:
    """A fault: its name, what it does, how often it is done, whether it needs PostgreSQL, and whether it is a crash.

    `through`: it lasts, and the shop goes on all the same, so that recovery counts from its beginning.
    """

    name: str
    does: str
    once: Callable[[Scene], None]
    times: int
    postgres: bool
    crash: bool
    through: bool = False


INJECTIONS: list[Injection] = []
Once = Callable[[Scene], None]


def injection(times: int, *, postgres: bool = False, crash: bool = False) -> Callable[[Once], Once]:
    """Register a fault under its function's name; the first line of the docstring says what it does."""

    def register(once: Once) -> Once:
        does = (once.__doc__ or "").strip().splitlines()[0]
        INJECTIONS.append(Injection(once.__name__, does, once, times, postgres, crash))
        return once

    return register


@injection(4, crash=True)
def worker_killed(scene: Scene) -> None:
    """SIGKILL of a worker that answers messages, at any point of its work"""
    scene.machine.fleet.kill(scene.rng.choice(scene.machine.fleet.names("messages")))


@injection(4, crash=True)
def sender_killed(scene: Scene) -> None:
    """SIGKILL of the worker that sends, at any point of its work"""
    scene.machine.fleet.kill("deliveries")


@injection(3, crash=True)
def everything_killed(scene: Scene) -> None:
    """SIGKILL of web, workers, clock and Valkey at the same moment"""
    for name in ("web", "clock", "deliveries", "valkey", *scene.machine.fleet.names("messages")):
        scene.machine.fleet.kill(name)


@injection(3, crash=True)
def web_parent_killed(scene: Scene) -> None:
    """SIGKILL of gunicorn's first process alone"""
    scene.machine.fleet.kill("web", whole=False)


@injection(2, crash=True)
def worker_frozen(scene: Scene) -> None:
    """a worker frozen for longer than its lease, then let go on"""
    _frozen(scene, scene.rng.choice(scene.machine.fleet.names("messages")), 12)


@injection(2, crash=True)
def sender_frozen(scene: Scene) -> None:
    """the sender frozen for longer than its lease, then let go on"""
    _frozen(scene, "deliveries", 12)


@injection(3, crash=True)
def signal_lost(scene: Scene) -> None:
    """workers frozen while they wait for a signal, and killed when they have taken it"""
    names = scene.machine.fleet.names("messages")
    for name in names:
        scene.machine.fleet.freeze(name)
    time.sleep(1.0)
    for name in names:
        scene.machine.fleet.kill(name)


@injection(2, crash=True)
def workers_restarted_in_order(scene: Scene) -> None:
    """every process asked to stop and started again, as at an upgrade"""
    for name in ("web", "clock", "deliveries", *scene.machine.fleet.names("messages")):
        scene.machine.fleet.ask_to_stop(name)


@injection(3, crash=True)
def clock_killed(scene: Scene) -> None:
    """SIGKILL of the clock"""
    scene.machine.fleet.kill("clock")


def _frozen(scene: Scene, name: str, seconds: float) -> None:
    scene.machine.fleet.freeze(name)
    time.sleep(seconds)
    scene.machine.fleet.thaw(name)


@injection(4, crash=True)
def redis_emptied(scene: Scene) -> None:
    """FLUSHALL"""
    with scene.redis() as client:
        client.flushall()


@injection(3, crash=True)
def redis_killed(scene: Scene) -> None:
    """SIGKILL of Valkey, started again at once"""
    scene.machine.fleet.kill("valkey")


@injection(1)
def redis_away(scene: Scene) -> None:
    """no Valkey for 20 seconds"""
    scene.machine.fleet.kill("valkey", down=True)
    time.sleep(20)
    scene.machine.fleet.up("valkey")


@injection(2)
def redis_silent(scene: Scene) -> None:
    """Valkey that takes connections and answers nothing for 5 seconds"""
    _frozen(scene, "valkey", 5)


@injection(1)
def redis_full(scene: Scene) -> None:
    """no memory left in Valkey for 5 seconds"""
    with scene.redis() as client:
        client.config_set("maxmemory", "1")
        time.sleep(5)
        client.config_set("maxmemory", "0")


@injection(2, postgres=True, crash=True)
def database_killed(scene: Scene) -> None:
    """SIGKILL of PostgreSQL, started again at once"""
    scene.machine.fleet.kill("postgres")
    wait_until(lambda: answers(scene.machine.database), "PostgreSQL answers", 30, every=0.1)


@injection(4, postgres=True, crash=True)
def connections_cut(scene: Scene) -> None:
    """every connection to PostgreSQL terminated"""
    with psycopg.connect(scene.machine.database, autocommit=True) as connection:
        connection.execute(CUT)


@injection(1, postgres=True)
def database_read_only(scene: Scene) -> None:
    """PostgreSQL that reads and does not write for 4 seconds, as on a full disk"""
    with psycopg.connect(scene.machine.database, autocommit=True) as connection:
        connection.execute("ALTER DATABASE bakul SET default_transaction_read_only = on")
        connection.execute(CUT)
        time.sleep(4)
        connection.execute("SET default_transaction_read_only = off")
        connection.execute("ALTER DATABASE bakul SET default_transaction_read_only = off")
        connection.execute(CUT)


@injection(3, postgres=True)
def rows_locked(scene: Scene) -> None:
    """the rows of all stores locked by somebody else for 3 seconds, longer than any pool waits gladly"""
    with psycopg.connect(scene.machine.database) as connection:
        connection.execute("SELECT 1 FROM stores FOR NO KEY UPDATE")
        time.sleep(3)
        connection.rollback()


def _provider(times: int, does: str, name: str, **fault: Any) -> None:
    def once(scene: Scene) -> None:
        scene.machine.phones.arm(times=3, **fault)

    INJECTIONS.append(Injection(name, does, once, times, postgres=False, crash=False))


_provider(5, "429 from the provider, three times", "provider_busy", kind="send_http", status=429)
_provider(4, "500 from the provider, three times", "provider_broken", kind="send_http", status=500)
_provider(4, "503 from the provider, three times", "provider_overloaded", kind="send_http", status=503)
_provider(2, "no answer from the provider and nothing taken", "provider_hangs", kind="send_hang", seconds=12.0)
_provider(2, "taken by the provider, which says so too late", "provider_late", kind="send_late_answer", seconds=12.0)
_provider(4, "the line cut after the provider took it", "line_cut_after", kind="send_reset", accepted=True)
_provider(4, "the line cut before the provider took it", "line_cut_before", kind="send_reset", accepted=False)
_provider(4, "an answer of the provider that is no JSON", "provider_garbled", kind="send_bad_json", accepted=True)
_provider(3, "a send refused by the provider for good", "provider_refuses", kind="send_code", code=63024)
_provider(5, "delivery reports lost", "reports_lost", kind="callback_lost")
_provider(5, "delivery reports out of order", "reports_shuffled", kind="callback_shuffled")
_provider(5, "delivery reports twice", "reports_repeated", kind="callback_repeated")
_provider(6, "messages of people delivered twice", "messages_twice", kind="inbound_twice")
_provider(4, "messages of people that no webhook tells", "messages_untold", kind="inbound_lost")
_provider(4, "messages of people late", "messages_late", kind="inbound_late", seconds=2.0)
_provider(4, "messages of people out of order", "messages_shuffled", kind="inbound_out_of_order", seconds=2.0)
