"""Retries of a webhook and their overrides."""

from __future__ import annotations

import socket
import time

import pytest

from simulator.overrides import Overrides
from simulator.poster import Answer, http_transport, post
from tests.simulator.parts import Shop


def closed_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def test_overrides_are_held_within_their_range() -> None:
    assert Overrides.of("https://x/in#rc=9&ct=1&rt=99999&tt=20000&rp=ct,5xx") == Overrides(
        connect_ms=100, read_ms=15_000, total_ms=15_000, retries=5, policy=frozenset({"ct", "5xx"})
    )
    assert Overrides.of("https://x/in") == Overrides()
    assert Overrides.of("https://x/in#rc=many").retries == 1


def test_a_refused_connection_is_tried_once_more() -> None:
    assert post(http_transport(), f"http://127.0.0.1:{closed_port()}/in", {}, {}) == Answer(failure="ct", attempts=2)


@pytest.mark.parametrize(
    ("fragment", "attempts", "status"), [("", 1, 503), ("#rc=3&rp=5xx", 3, 200), ("#rc=1&rp=all", 2, 503)]
)
def test_a_failing_shop_is_tried_again_only_when_asked(shop: Shop, fragment: str, attempts: int, status: int) -> None:
    shop.failures_first = 2
    answer = post(http_transport(), shop.inbound + fragment, {"Body": "a b"}, {"X-Mark": "1"})
    assert (answer.attempts, answer.status) == (attempts, status)
    assert [told.form for told in shop.told] == [{"Body": "a b"}] * attempts
    assert {told.headers["X-Mark"] for told in shop.told} == {"1"}


def test_all_attempts_end_within_the_total_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/#rp=rt&rc=5&rt=400&tt=1000"
        answer = post(http_transport(), address, {}, {})
    assert answer.failure == "rt"
    assert 2 <= answer.attempts <= 3
    assert time.monotonic() - began < 15
