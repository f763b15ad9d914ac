"""A whole shop in one process for a dialogue: the real webhook, database, templates and client, and the stand-in."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import segno
import time_machine
from flask import Flask
from PIL import Image
from pydantic import SecretStr
from sqlmodel import SQLModel
from werkzeug.serving import make_server

import bot
import handlers
import models
from api import create_app
from bot import content, delivery, file_work, inbox, jobs, minutes, outbox, sweep
from models import reading
from settings import Settings
from shop.approvals import ask_for_approval
from shop.qris import checksum
from simulator.config import AUTH_TOKEN, Config
from simulator.drafts import Upload
from simulator.messages import Message
from simulator.poster import Answer
from simulator.server import Handle, start

# The text of a merchant's code up to its checksum.
QRIS = (
    "00020101021151440014ID.CO.QRIS.WWW0215ID10203040506070303UMI5204581253033605802ID5913WARUNG MELATI6007JAKARTA6304"
)
START = datetime(2026, 11, 20, 7, 20, tzinfo=UTC)

# What the stand-in's account holds after the first registration, by the database that knows the same.
_registered: dict[Path, list[dict[str, Any]]] = {}


class World:
    """The shop and every phone. Each request that reaches the shop is posted twice, the second time when it is done."""

    def __init__(self, folder: Path, template: Path, traveller: time_machine.Traveller) -> None:
        self.database = folder / "bakul.db"
        shutil.copy(template, self.database)
        self._time = traveller
        self._posted: list[tuple[str, bytes, Mapping[str, str]]] = []
        # A real server too: the stand-in fetches pictures from it, as Twilio does.
        self._server = make_server("127.0.0.1", 0, lambda *request: self.app(*request), threaded=True)
        self._public = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.phones = start(_config(self._public, self._post))
        self.app = _shop(f"sqlite:///{self.database}", self._public, self.phones.base_url)
        self._register(template)

    def _register(self, template: Path) -> None:
        """Let the stand-in and the database know buttons and lists; what the first world registered serves them all."""
        store = self.phones.simulator.tables.store
        if template not in _registered:
            content.sync()
            _registered[template] = store.all("SELECT sid, resource, approval, created, updated FROM contents")
            fresh = template.with_suffix(".new")
            with closing(sqlite3.connect(self.database)) as connection:
                connection.execute("VACUUM INTO ?", (str(fresh),))
            fresh.replace(template)
            return
        for row in _registered[template]:
            store.run(
                "INSERT INTO contents (sid, resource, approval, created, updated) VALUES (?, ?, ?, ?, ?)", *row.values()
            )

    @property
    def address(self) -> str:
        """Where the shop is found by programs."""
        return self._public

    def stop(self) -> None:
        """Let go of threads and connections."""
        self.phones.stop()
        self._server.shutdown()
        self._server.server_close()
        models.engine().dispose()
        ask_for_approval(False)

    def _post(self, url: str, body: bytes, headers: Mapping[str, str], _limits: tuple[float, float]) -> Answer:
        self._posted.append((url, body, dict(headers)))
        return self._knock(url, body, headers)

    def _knock(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        path = url.removeprefix(self._public).partition("#")[0]
        answer = self.app.test_client().post(
            path, data=body, headers=list(headers.items()), content_type="application/x-www-form-urlencoded"
        )
        return Answer(answer.status_code, answer.content_type or "")

    def say(self, address: str, business: str, draft: dict[str, Any]) -> None:
        """A phone sends; everything that follows from it happens before this returns."""
        _, answer = self.phones.send(address, draft.pop("text", ""), business, **draft)
        assert answer.accepted, f"the webhook answered {answer.status}"
        self.settle()

    def settle(self) -> None:
        """Let workers work until nothing waits, then post everything again, which must change nothing."""
        self._work()
        for url, body, headers in self._posted[:]:
            assert self._knock(url, body, headers).accepted
        self._posted.clear()
        self._work()
        self._posted.clear()

    def _work(self) -> None:
        for _ in range(20):
            with reading() as tx:
                chats, unsent = inbox.chats_waiting(tx, 100), outbox.chats_due(tx, 100)
                files = file_work.files_waiting(tx, 100)
            for file in files:
                file_work.make(file)
            for chat in chats:
                jobs.drain(chat)
            for chat in unsent:
                delivery.deliver(chat)
            delivery.settle()
            self.phones.settle()
            if not chats and not unsent and not files:
                return
        raise AssertionError("the shop never comes to rest")

    def wait(self, seconds: float) -> None:
        """Let time pass with a tick of the clock at the end of each hour and at the end."""
        left = seconds
        while left > 0:
            step = min(left, 3600.0)
            self._time.shift(step)
            left -= step
            minutes.every_minute(datetime.now(UTC))
            sweep.sweep()
            self._work()

    def heard(self, address: str, after: int) -> list[Message]:
        """What a phone shows from the shop after a message id."""
        return self.phones.replies(address, after)

    def mark(self) -> None:
        """Remember this moment: what phones hear later has a greater id than `marked`."""
        self.marked = self.last_id()

    def last_id(self) -> int:
        """The id of the newest message of all phones."""
        row = self.phones.simulator.tables.store.one("SELECT MAX(id) AS id FROM messages")
        return int((row or {}).get("id") or 0)


def template_database(folder: Path) -> Path:
    """An empty database with every table, to be copied for each dialogue."""
    path = folder / "empty.db"
    made = models.make_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(made)
    made.dispose()
    return path


def _config(public: str, transport: Any) -> Config:
    return Config(webhook=f"{public}/webhooks/twilio", status=f"{public}/webhooks/twilio/status", transport=transport)


def _shop(database: str, public: str, twilio: str) -> Flask:
    account = Config().account_sid
    config = Settings(
        environment="test",
        database_url=database,
        # Nobody listens there: every wake-up fails, and everything has to work all the same.
        redis_url="redis://127.0.0.1:1/0",
        public_url=public,
        secret_key=SecretStr("s" * 40),
        twilio_account_sid=account,
        twilio_auth_token=SecretStr(AUTH_TOKEN),
        twilio_api_base=twilio,
        twilio_number=Config().businesses[0].number,
        openai_api_key=SecretStr(""),
        gather_seconds=0,
    )
    models.connect(config.database_url)
    bot.configure(config)
    handlers.load()
    return create_app(config)


def upload(kind: str, name: str) -> Upload:
    """A small file of that type; a picture called `qris` is a merchant code, one called `broken` is none."""
    if kind == "image/png" and not name.startswith("broken"):
        out = io.BytesIO()
        if name.startswith("qris"):
            segno.make(QRIS + checksum(QRIS)).save(out, kind="png", scale=6, border=4)
        else:
            Image.new("RGB", (40, 30), "#c63").save(out, "PNG")
        return Upload(kind, out.getvalue(), name)
    return Upload(kind, b"\x89PNG\r\n\x1a\n" + b"0" * 64, name)


__all__ = ["START", "Handle", "World", "template_database", "upload"]
