"""Posting a form to the shop the way Twilio does: timeouts, retries and their overrides in the URL's fragment."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

import urllib3

MAX_TOTAL_MS: Final = 15_000
PAUSE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Overrides:
    """Connection settings of one URL: milliseconds, a number of retries, and the failures that are retried."""

    connect_ms: int = 5_000
    read_ms: int = MAX_TOTAL_MS
    total_ms: int = MAX_TOTAL_MS
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> Overrides:
        """The settings in a URL's fragment, each held within Twilio's range; what is absent keeps its default."""
        given = dict(parse_qsl(url.partition("#")[2]))
        return cls(
            connect_ms=_within(given.get("ct"), 100, 10_000, 5_000),
            read_ms=_within(given.get("rt"), 100, MAX_TOTAL_MS, MAX_TOTAL_MS),
            total_ms=_within(given.get("tt"), 100, MAX_TOTAL_MS, MAX_TOTAL_MS),
            retries=_within(given.get("rc"), 0, 5, 1),
            policy=frozenset(given.get("rp", "ct").split(",")),
        )

    def retries_on(self, failure: str) -> bool:
        """Whether this kind of failure (ct, rt, 4xx, 5xx) is tried again."""
        return bool(failure) and ("all" in self.policy or failure in self.policy)


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


def _within(text: str | None, low: int, high: int, default: int) -> int:
    if text is None or not text.isdigit():
        return default
    return max(low, min(high, int(text)))
