"""HTTP for Twilio's client: kept connections, one time limit, no repeats, and another host if one is set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Retry, Timeout, make_headers

# A medium may lie somewhere else than its address says; nothing is asked twice.
MEDIUM = Retry(total=3, redirect=3, connect=0, read=0, status=0, other=0)


class AnyHost(HttpClient):  # type: ignore[misc]
    """What Twilio's client asks through, by any number of threads; urllib3's errors pass through it."""

    def __init__(self, base: str, timeout: float, pool: int) -> None:
        super().__init__(None, False, timeout)
        self.base = urlsplit(base) if base else None
        self._pool = _pool(self.base or urlsplit("https://api.twilio.com"), pool)

    def request(self, method: str, url: str, **given: Any) -> Response:
        """Make the call at the chosen host; what is given has the names that Twilio's client gives it."""
        auth, headers = given.get("auth"), given.get("headers") or {}
        told = {**headers, **(make_headers(basic_auth=":".join(auth)) if auth else {})}
        answer = self._pool.request(
            method.upper(),
            self._address(url, given.get("params")),
            body=_body(given.get("data"), told.get("Content-Type", "")),
            headers=told,
            timeout=Timeout(given.get("timeout") or self.timeout),
            retries=False,
            redirect=bool(given.get("allow_redirects")),
        )
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)

    def open(self, url: str, auth: tuple[str, str]) -> BaseHTTPResponse:
        """The answer to a GET, whose body is still to be read; it is released by `release_conn`."""
        return self._pool.request(
            "GET",
            url,
            headers=make_headers(basic_auth=":".join(auth)),
            timeout=Timeout(self.timeout),
            retries=MEDIUM,
            preload_content=False,
        )

    def _address(self, url: str, params: Mapping[str, Any] | None) -> str:
        asked = {name: value for name, value in (params or {}).items() if value is not None}
        if self.base is not None:
            parts = urlsplit(url)
            url = urlunsplit((self.base.scheme, self.base.netloc, parts.path, parts.query, ""))
        return f"{url}{'&' if '?' in url else '?'}{urlencode(asked, doseq=True)}" if asked else url


def _body(data: Mapping[str, Any] | None, kind: str) -> str | None:
    if not data:
        return None
    return json.dumps(data) if kind == "application/json" else urlencode(data, doseq=True)


def _pool(host: SplitResult, size: int) -> PoolManager:
    """Connections to hosts, by way of a proxy where the environment names one for them."""
    proxy = getproxies().get(host.scheme)
    if proxy and not proxy_bypass(host.hostname or ""):
        return ProxyManager(proxy if "://" in proxy else f"http://{proxy}", maxsize=size)
    return PoolManager(maxsize=size)
