"""A shop in a database of its own whose processes are started one by one, and a host that answers as Twilio, slowly."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import SQLModel

import models
from tests.chats import shops
from tests.project.sources import ROOT

ACCOUNT, TOKEN = "AC" + "d" * 32, "a-token-to-sign-with"


class Processes:
    """The processes of a shop on SQLite."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.url = f"sqlite:///{folder / 'bakul.db'}"
        self.engine: Engine = models.connect(self.url)
        SQLModel.metadata.create_all(self.engine)
        self.shop = shops.build("warung", datetime.now(UTC))
        self.environment = {
            "PATH": os.environ["PATH"],
            "ENVIRONMENT": "test",
            "DATABASE_URL": self.url,
            "REDIS_URL": redis_url,
            "PUBLIC_URL": "https://bakul.example",
            "SECRET_KEY": "s" * 40,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_NUMBER": shops.BUSINESS,
            "OPENAI_API_KEY": "",
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, **settings: str) -> subprocess.Popen[bytes]:
        """A process of the shop."""
        command = (sys.executable, *words)
        made = subprocess.Popen(command, cwd=ROOT, env=self.environment | settings, start_new_session=True)
        self._running.append(made)
        return made

    def one(self, query: str) -> object:
        """The only value of a query."""
        with self.engine.connect().execution_options(bakul_reading=True) as connection:
            return connection.execute(text(query)).scalar_one_or_none()

    def stop(self) -> None:
        """End what a test has left running."""
        for process in self._running:
            if process.poll() is None:
                process.kill()
                process.wait(10)
        self.engine.dispose()


class SlowTwilio:
    """Takes its time for every message, and tells when the first has arrived."""

    def __init__(self, seconds: float) -> None:
        self.asked = threading.Event()
        asked = self.asked

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                asked.set()
                time.sleep(seconds)
                body = json.dumps({"sid": "SM" + "1" * 32, "status": "queued"}).encode()
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing to the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """No more answers."""
        self._server.shutdown()
        self._server.server_close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something to become true."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "not in time"
        time.sleep(0.01)
