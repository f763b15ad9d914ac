"""A whole shop of real processes in a folder of its own, with everything needed to break it and to look into it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import requests
from redis import Redis
from rq import Queue
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

import models
from benchmarks.faults.fleet import Fleet, wait_until
from benchmarks.faults.phones import Phones
from benchmarks.faults.servers import add_postgres, add_valkey
from bot import lanes, wake
from bot.verify import verify

HOME = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
ACCOUNT, TOKEN = "AC" + "f" * 32, "a-token-of-the-fault-suite"
# How Twilio is asked to behave where a lost message costs an order: again after any failure, five times.
RETRIES = "#rc=5&rp=all&rt=5000"
OPEN_INBOX = "SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'leased')"
OPEN_OUTBOX = "SELECT COUNT(*) FROM outbox WHERE state IN ('new', 'leased') AND held = ''"
UNCERTAIN = "SELECT COUNT(*) FROM outbox WHERE state = 'uncertain'"
QUIET_SECONDS = 90.0


class Machine:
    """The shop: web, two message workers, a delivery worker, a clock, Valkey, the database, and the stand-in.

    `settings` are environment variables of the shop's processes. `web_host` and `our_host` are the addresses of the web
    and of the stand-in.
    """

    web_host = our_host = HOST

    def __init__(
        self,
        database: str = "postgres",
        *,
        settings: Mapping[str, str] | None = None,
        workers: int = 2,
        model_host: bool = False,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bakul-f-", dir="/tmp"))
        (self.folder / "log").mkdir()
        self.port, self.twilio_port = _free_port(), _free_port()
        self.url = f"http://{self.web_host}:{self.port}"
        self.twilio = f"http://{self.our_host}:{self.twilio_port}"
        self.fleet = Fleet({"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(HOME)}, self.folder / "log", HOME)
        self.phones = Phones(self.twilio)
        self.fleet.environment.update(self._environment(database), **(settings or {}))
        self.workers, self.is_sqlite = workers, database == "sqlite"
        if model_host:
            self._start_model_host()
        models.connect(self.database)
        SQLModel.metadata.create_all(models.engine())

    def __enter__(self) -> Machine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        models.engine().dispose()
        self.fleet.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add_servers(self, database: str) -> tuple[str, str]:
        """The addresses of a database and a Valkey, started for us."""
        lite = f"sqlite:///{self.folder / 'bakul.db'}"
        return (
            lite if database == "sqlite" else add_postgres(self.fleet, self.folder),
            add_valkey(self.fleet, self.folder),
        )

    def _environment(self, database: str) -> dict[str, str]:
        self.database, signals = self.add_servers(database)
        return {
            "PATH": str(Path(sys.executable).parent),
            "ENVIRONMENT": "test",
            "DATABASE_URL": self.database,
            "REDIS_URL": signals,
            "PUBLIC_URL": self.url,
            "SECRET_KEY": "s" * 40,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": self.twilio,
            "TWILIO_NUMBER": "whatsapp:+14155238886",
            "OPENAI_API_KEY": "",
            "LOG_LEVEL": "INFO",
        }

    def open(self, people: Path) -> None:
        """Start everything; the phones file names the phones and the business numbers of the stand-in."""
        self._start_twilio(people)
        self.start_programs()
        self.flask("twilio", "sync")
        wait_until(self.is_up, "the shop answers, with every worker", 60, every=0.2)

    def missing(self) -> list[str]:
        """What this machine does not allow of what was asked for, in a sentence each."""
        return []

    def start_programs(self) -> None:
        """Start the shop's own programs."""
        for number in range(1, self.workers + 1):
            self.fleet.add(f"messages-{number}", *self.worker("messages"))
        self.fleet.add("deliveries", *self.worker("deliveries"))
        self.fleet.add("clock", *self.clock())
        self.fleet.add("web", *self.web())

    def web(self) -> tuple[str, ...]:
        """The command of the web."""
        listen = ("--config", "gunicorn.conf.py", "--bind", f"{self.web_host}:{self.port}")
        return (sys.executable, "-m", "gunicorn", *listen, "wsgi:app")

    def worker(self, queue: str) -> tuple[str, ...]:
        """The command of a worker of a queue."""
        return (sys.executable, "worker.py", "--queue", queue)

    def clock(self) -> tuple[str, ...]:
        """The command of a clock."""
        return (sys.executable, "worker.py", "--clock")

    def _start_model_host(self) -> None:
        port = _free_port()
        self._model_host = f"http://{HOST}:{port}"
        self.fleet.environment |= {"OPENAI_BASE_URL": f"{self._model_host}/v1", "OPENAI_API_KEY": "for-the-stand-in"}
        self.fleet.add("model", sys.executable, "-m", "benchmarks.faults.model_host", "--port", str(port))
        wait_until(lambda: _listens(port), "the model host listens", 20)

    def ask_model_host(self, way: str) -> None:
        """Let the model host answer in that way from now on."""
        requests.post(f"{self._model_host}/way/{way}", timeout=5).raise_for_status()

    def _start_twilio(self, people: Path) -> None:
        hooks = ("--webhook", f"{self.url}/webhooks/twilio{RETRIES}", "--status", f"{self.url}/webhooks/twilio/status")
        account = ("--account-sid", ACCOUNT, "--auth-token", TOKEN, "--phones", str(people))
        delays = ("--sent-after", "0.05", "--delivered-after", "0.05")
        listen = ("--host", self.our_host, "--port", str(self.twilio_port))
        self.fleet.add("twilio", sys.executable, "-m", "simulator", *listen, *hooks, *account, *delays)
        wait_until(lambda: _listens(self.twilio_port, self.our_host), "the stand-in listens", 30)

    def is_up(self) -> bool:
        """Whether the shop answers and every worker has taken up its work."""
        health = self.health()
        alive = {worker["name"].split(":")[1] for worker in health.get("redis", {}).get("workers", [])}
        return {str(self.fleet.pid(name)) for name in self.workers_names()} <= alive

    def workers_names(self) -> list[str]:
        """The programs that serve a queue."""
        return [*self.fleet.names("messages"), *self.fleet.names("deliveries")]

    def health(self) -> dict[str, Any]:
        """What /health tells; nothing where the web does not answer."""
        try:
            return dict(requests.get(f"{self.url}/health", timeout=5).json())
        except requests.RequestException:
            return {}

    def knock_again(self, sid: str, times: int) -> list[int]:
        """Post the webhook of a message again that often, at the same moment; the HTTP status of each."""
        with ThreadPoolExecutor(times) as pool:
            return [answer["status"] for answer in pool.map(self.phones.again, [sid] * times)]

    def wake_every_worker(self, phone: str) -> None:
        """Signal a chat to each worker at once, with nothing noted of the worker that has it already."""
        chat = self.one("SELECT id FROM chats WHERE address = :phone", phone=phone)
        with Redis.from_url(self.fleet.environment["REDIS_URL"]) as client:
            queue = Queue(wake.MESSAGES, connection=client, serializer="json")
            for number in range(self.workers * 2):
                lanes.forget(client, wake.MESSAGES, chat)
                lanes.signal(client, wake.MESSAGES, lanes.Turn(f"lane {number}", chat), f"job {number}")
                queue.enqueue(wake.JOBS[wake.MESSAGES], f"job {number}")

    def flask(self, *words: str) -> str:
        """Run a command of the shop; what it writes. CalledProcessError when it fails."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        environment = self.fleet.environment
        done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, words, done.stdout, done.stderr)
        return done.stdout

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """Rows of the shop's database."""
        with models.reading() as tx:
            return [dict(row) for row in tx.session.execute(text(query), values).mappings()]

    def one(self, query: str, **values: Any) -> Any:
        """The only value of the only row of a query, None without a row."""
        found = self.rows(query, **values)
        return next(iter(found[0].values())) if found else None

    def repair(self) -> None:
        """Thaw whatever is frozen and run whatever is held down."""
        self.fleet.repair()

    def quiet(self, seconds: float = QUIET_SECONDS) -> float:
        """Wait until nothing waits any more, anywhere; how long that took."""
        took = wait_until(self.at_rest, "nothing waits any more", seconds, every=0.1)
        self.phones.settle()
        return took + wait_until(self.at_rest, "nothing waits any more", seconds, every=0.1)

    def violations(self) -> dict[str, Any]:
        """The invariants that do not hold, with the rows that show it; nothing may wait any more."""
        found = verify(timedelta(0))
        return {one.invariant.name: list(one.rows) for one in found if one.count}

    def at_rest(self) -> bool:
        """Whether every message is answered and every answer sent; not while the database is away."""
        try:
            return all(self.one(query) == 0 for query in (OPEN_INBOX, OPEN_OUTBOX, UNCERTAIN))
        except OperationalError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _listens(port: int, host: str = HOST) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((host, port)) == 0
