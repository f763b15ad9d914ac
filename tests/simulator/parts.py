"""What the tests of the stand-in share: the shop at its other end, and the real client."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from simulator.config import Phone
from simulator.server import Handle

ANI = "whatsapp:+6281200000001"
BUSINESS = "whatsapp:+14155238886"
HIDDEN = Phone("whatsapp:+6281200000002", "Budi", bsuid="ID.4566546130240823", hide_number=True)


@dataclass
class Told:
    """One post the shop got."""

    path: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class Shop:
    """A web server that notes every post, serves files, and answers as it is told to."""

    status: int = 200
    content_type: str = "text/xml"
    failures_first: int = 0
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self._server.log = lambda *_: None  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.port}"
        self.inbound = f"{self.url}/in"

    def _answer(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        if request.method == "GET":
            kind, data = self.files.get(request.path, ("text/html", b"nothing"))
            found = request.path in self.files
            return Response(data, 200 if found else 404, content_type=kind)(environ, start_response)
        self.told.append(Told(request.full_path.rstrip("?"), request.form.to_dict(), dict(request.headers)))
        failing = self.failures_first > 0
        self.failures_first -= failing
        status = 503 if failing else self.status
        return Response("<Response/>", status, content_type=self.content_type)(environ, start_response)

    def forms(self, path: str = "/in") -> list[dict[str, str]]:
        """The forms posted to a path."""
        return [told.form for told in self.told if told.path.startswith(path)]

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class LocalHttpClient(TwilioHttpClient):
    """Twilio's own HTTP client with another host."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.base = urlsplit(base)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        asked = urlsplit(url)
        return super().request(
            method, urlunsplit((self.base.scheme, self.base.netloc, asked.path, asked.query, "")), *args, **kwargs
        )


def client_of(sim: Handle, base: str = "", timeout: float = 60) -> Client:
    """The real client for a stand-in, or for a proxy in front of it."""
    config = sim.simulator.config
    return Client(config.account_sid, config.auth_token, http_client=LocalHttpClient(base or sim.base_url, timeout))
