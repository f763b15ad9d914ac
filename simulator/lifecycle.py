"""The life of an outgoing message: queued, sent, delivered, read or failed, each told to the shop."""

from __future__ import annotations

from typing import Any

from simulator import fetching as files
from simulator.callbacks import Callbacks
from simulator.errors import SendFailure
from simulator.faults import Faults
from simulator.messages import RANK, Message
from simulator.poster import Transport
from simulator.rendering import render
from simulator.schedule import Schedule
from simulator.tables import Tables


class Lifecycle:
    """Moves messages from state to state and posts a signed status callback for each."""

    def __init__(self, tables: Tables, faults: Faults, schedule: Schedule, transport: Transport) -> None:
        self._tables, self._schedule = tables, schedule
        schedule.handle("send", self._send)
        schedule.handle("deliver", self._deliver)
        self._callbacks = Callbacks(tables, faults, schedule, transport)

    def begin(self, message: Message, code: int | None = None, delay: float | None = None) -> None:
        """Start a message on its way; with a code it is going to fail with that error."""
        seconds = self._tables.config.delays.sent if delay is None else delay
        self._schedule.add(message.sid, "send", {"sid": message.sid, "code": code}, seconds)

    def move(self, sid: str, status: str, code: int | None = None) -> bool:
        """Move a message to a state and tell the shop; False when it was past that state already."""
        with self._tables.store.together():
            if not self._tables.messages.advance(sid, status, code):
                return False
            message = self._tables.messages.find(sid)
            if message is not None:
                self._callbacks.tell(message)
            return True

    def shown(self, phone: str, business: str, up_to: int) -> None:
        """The phone's screen shows a chat up to that message id: what has arrived there is read."""
        waiting = self._tables.messages.search(
            "phone = ? AND business = ? AND direction <> 'inbound' AND status = 'delivered' AND id <= ? ORDER BY id",
            phone,
            business,
            up_to,
        )
        for message in waiting:
            self.move(message.sid, "read")

    def _send(self, task: dict[str, Any]) -> None:
        message = self._tables.messages.find(task["sid"])
        if message is None or RANK.get(message.status, 9) >= RANK["sent"]:
            return
        try:
            self._put_through(message, task["code"])
        except SendFailure as failure:
            self.move(message.sid, "undelivered", failure.code)
            return
        with self._tables.store.together():
            if self.move(message.sid, "sent"):
                self._schedule.add(message.sid, "deliver", {"sid": message.sid}, self._tables.config.delays.delivered)

    def _deliver(self, task: dict[str, Any]) -> None:
        self.move(task["sid"], "delivered")

    def _put_through(self, message: Message, code: int | None) -> None:
        content = self._tables.contents.find(message.extra.get("content_sid", ""))
        approved = content is not None and content.approved
        if content is not None:
            self._show(message, render(content.resource, message.extra.get("variables", {}), approved))
        if code is not None:
            raise SendFailure(code)
        if not approved and not self._tables.people.window_open(message.phone, message.business):
            raise SendFailure(63016)
        for url in message.extra.get("media_urls", []):
            content_type, filename, data = files.fetch(url)
            self._tables.media.add(message.sid, content_type, data, filename)
            self._tables.messages.change(message.sid, kind=files.kind_of(content_type))

    def _show(self, message: Message, shown: dict[str, Any]) -> None:
        """Keep what the phone shows of a Content resource, also of a message that will not arrive."""
        body = shown.pop("body")
        kind = "location" if "location" in shown else "interactive" if {"buttons", "list"} & set(shown) else "text"
        message.extra = {**message.extra, "shown": shown, "media_urls": shown.get("media", [])}
        self._tables.messages.change(message.sid, kind=kind, body=body, extra=message.extra)
