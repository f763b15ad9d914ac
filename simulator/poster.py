"""Posting a form to the shop the way Twilio does: timeouts, retries, and the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import urllib3

from simulator.overrides import Overrides

PAUSE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a post: the HTTP status (0 without one), the kind of failure, and how many attempts it took."""

    status: int = 0
    content_type: str = ""
    failure: str = ""
    attempts: int = 1

    @property
    def accepted(self) -> bool:
        """Whether the shop took it."""
        return 200 <= self.status < 300


# url, form body, headers, (connect, read) timeouts in seconds -> answer
Transport = Callable[[str, bytes, Mapping[str, str], tuple[float, float]], Answer]


def http_transport() -> Transport:
    """A transport over real HTTP with kept connections and no redirects."""
    pool = urllib3.PoolManager(num_pools=8, maxsize=32, retries=False)

    def send(url: str, body: bytes, headers: Mapping[str, str], timeouts: tuple[float, float]) -> Answer:
        limit = urllib3.Timeout(connect=timeouts[0], read=timeouts[1])
        try:
            reply = pool.request("POST", url, body=body, headers=dict(headers), timeout=limit, redirect=False)
        except (urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.NewConnectionError):
            return Answer(failure="ct")
        except urllib3.exceptions.HTTPError:
            return Answer(failure="rt")
        return Answer(reply.status, reply.headers.get("Content-Type", ""), _class_of(reply.status))

    return send


def post(transport: Transport, url: str, params: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
    """Post the form, retrying as the URL's overrides say, within the total time; the last answer is returned."""
    overrides, target = Overrides.of(url), url.partition("#")[0]
    body = urlencode(params).encode()
    sent = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "TwilioProxy/1.1", **headers}
    deadline = time.monotonic() + overrides.total_ms / 1000
    answer, attempt = Answer(), 0
    while attempt <= overrides.retries:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        attempt += 1
        limits = (min(overrides.connect_ms / 1000, left), min(overrides.read_ms / 1000, left))
        tried = transport(target, body, sent, limits)
        answer = Answer(tried.status, tried.content_type, tried.failure, attempt)
        if not overrides.retries_on(answer.failure):
            break
        time.sleep(PAUSE_SECONDS)
    return answer


def _class_of(status: int) -> str:
    return f"{status // 100}xx" if status >= 400 else ""
