"""Running a stand-in: as a process, or in a thread of a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from simulator.app import create_app
from simulator.config import Config, Phone
from simulator.core import Simulator, build
from simulator.drafts import Draft, offered_by
from simulator.messages import Message
from simulator.people import is_address
from simulator.poster import Answer

FAREWELL_SECONDS: Final = 5.0


class _Requests:
    """The requests being answered: when the stand-in stops, they are finished first and none begins any more."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._running = 0
        self._over = False

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Around a request: whether it may be answered."""
        with self._change:
            taken = not self._over
            self._running += taken
        try:
            yield taken
        finally:
            with self._change:
                self._running -= taken
                self._change.notify_all()

    def finish(self, seconds: float) -> bool:
        """Take no more and wait for those that run, at most so long; whether all have ended."""
        with self._change:
            self._over = True
            return self._change.wait_for(lambda: self._running == 0, seconds)


class _Handler(WSGIRequestHandler):
    """Kept connections without Nagle's delay, and no access log: the journal holds more than it would."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer a request, or hang up when the stand-in stops: its database closes before its threads end."""
        requests: _Requests = self.server.requests  # type: ignore[attr-defined]
        with requests.one() as taken:
            if taken:
                super().run_wsgi()
            else:
                self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: see the class."""


class Handle:
    """A running stand-in."""

    def __init__(self, simulator: Simulator, server: BaseWSGIServer) -> None:
        self.simulator = simulator
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="simulator", daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        """Where it answers, such as http://127.0.0.1:41234."""
        return f"http://{self._server.host}:{self._server.port}"

    def send(self, address: str, text: str = "", to: str = "", **draft: Any) -> tuple[Message, Answer]:
        """Send as a phone (made when unknown) and post the webhook before returning: the message and the answer."""
        people = self.simulator.tables.people
        if not is_address(address):
            raise ValueError(f"not a WhatsApp address: {address}")
        phone = people.find(address) or people.add(Phone(address, address.removeprefix("whatsapp:")))
        business = to or people.usual_business(address)
        return self.simulator.inbound.send_and_wait(phone, business, Draft(body=text, **draft))

    def tap(self, address: str, choice: str) -> tuple[Message, Answer]:
        """Tap the newest button or list row with that title or id; ValueError when none was offered."""
        for message in reversed(self.replies(address)):
            for name in ("button", "row"):
                for offered in offered_by(message, name):
                    if choice in (offered["id"], offered["title"]):
                        draft: dict[str, Any] = {name: offered, "reply_to": message.sid}
                        return self.send(address, to=message.business, **draft)
        raise ValueError(f"{address} was offered no {choice!r}")

    def replies(self, address: str, after: int = 0) -> list[Message]:
        """What the shop sent that arrived on a phone, oldest first, after a message id."""
        return self.simulator.tables.messages.search(
            "phone = ? AND direction <> 'inbound' AND status IN ('delivered', 'read') AND id > ? ORDER BY id",
            address,
            after,
        )

    def settle(self, seconds: float = 30.0, within: float = 0.5) -> bool:
        """Wait until nothing is on its way or due `within` so many seconds; False when the time is over first."""
        return self.simulator.schedule.settle(seconds, within)

    def wait(self) -> None:
        """Serve until stopped."""
        self._thread.join()

    def stop(self) -> None:
        """Finish the requests that run, stop serving and working. What was on its way is in the database, if there is
        one on disk."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.simulator.tables.store.let_go()
        self._server.requests.finish(FAREWELL_SECONDS)  # type: ignore[attr-defined]
        self.simulator.stop()


def start(config: Config | None = None, host: str = "127.0.0.1", port: int = 0) -> Handle:
    """Start a stand-in in a thread; port 0 finds a free one. RefusedError in production, OSError for a busy port."""
    wanted = config or Config()
    server = make_server(host, port, _unready, threaded=True, request_handler=_Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    server.requests = _Requests()  # type: ignore[attr-defined]
    if not wanted.public_base:
        wanted = replace(wanted, public_base=f"http://{host}:{server.port}")
    simulator = build(wanted)
    server.app = create_app(simulator)
    return Handle(simulator, server)


def _unready(environ: Any, start_response: Any) -> list[bytes]:
    start_response("503 Service Unavailable", [("Content-Length", "0")])
    return []
