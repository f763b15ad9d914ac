"""A fault is told to the Sentry server that was set up, without what people wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from traceback import format_exception
from typing import Any

import pytest
import sentry_sdk
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from bot import reporting
from models import make_engine
from settings import Settings

STREET = "Jl. Melati 5"
told: list[dict[str, Any]] = []


class Sentry(BaseHTTPRequestHandler):
    """A server that keeps what it is told."""

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packed = {"gzip": "gzip", "br": "brotli"}.get(self.headers["Content-Encoding"] or "")
        lines = (import_module(packed).decompress(body) if packed else body).splitlines()
        told.extend(one for one in map(json.loads, lines) if "exception" in one)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def sentry() -> Iterator[str]:
    """The address that faults are told to."""
    told.clear()
    server = HTTPServer(("127.0.0.1", 0), Sentry)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1"
    sentry_sdk.init()
    server.shutdown()
    server.server_close()


def settings(dsn: str) -> Settings:
    return Settings(environment="test", database_url="sqlite://", sentry_dsn=SecretStr(dsn))


def fail(message: str) -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT PRIMARY KEY)"))
        try:
            for _ in range(2):
                connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": message})
        except IntegrityError:
            logging.getLogger("bot.engine").exception("message_failed", extra={"chat_id": 8})


def test_a_fault_is_told_without_what_was_written(sentry: str) -> None:
    reporting.set_up(settings(sentry))
    fail("2 nasi goreng ke Jl. Melati 5")
    sentry_sdk.flush(5)
    (event,) = told
    (fault,) = event["exception"]["values"][-1:]
    assert (fault["type"], "UNIQUE constraint failed" in fault["value"]) == ("IntegrityError", True)
    assert "Melati" not in json.dumps(event)
    assert event["environment"] == "test"


def test_nothing_is_told_where_no_server_is_set_up(sentry: str) -> None:
    reporting.set_up(settings(""))
    fail("2 nasi goreng")
    sentry_sdk.flush(1)
    assert told == []


@pytest.mark.parametrize("broken", ["the same again", "NULL"])
def test_a_failing_statement_tells_no_values(url: str, broken: str) -> None:
    engine = make_engine(url)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT PRIMARY KEY, more TEXT NOT NULL)"))
        insert = text("INSERT INTO words VALUES (:word, :more)")
        connection.execute(insert, {"word": STREET, "more": ""})
        with pytest.raises(IntegrityError) as refused:
            connection.execute(insert, {"word": STREET, "more": None if broken == "NULL" else ""})
    engine.dispose()
    told = "".join(format_exception(refused.value))
    assert "IntegrityError" in told
    assert "constraint" in told
    assert STREET not in told


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind in turn."""
    sqlite = f"sqlite:///{tmp_path / 'words.db'}"
    return sqlite if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
