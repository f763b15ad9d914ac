"""The stand-in as a process: refused in production, and the same after being killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from simulator.config import Config, Phone, RefusedError
from simulator.server import start
from tests.simulator.parts import ANI, Shop, client_of
from tests.simulator.test_poster import closed_port

Started = Callable[..., str]


@pytest.fixture
def process(tmp_path: Path, shop: Shop) -> Iterator[Started]:
    running: list[subprocess.Popen[bytes]] = []
    phones = tmp_path / "phones.json"
    phones.write_text(json.dumps({"phones": [{"address": ANI, "name": "Ani"}]}))

    def begin(kill_first: bool = False) -> str:
        if kill_first:
            running[-1].send_signal(signal.SIGKILL)
            running[-1].wait()
        port = closed_port()
        words = [sys.executable, "-m", "simulator", "--port", str(port), "--webhook", shop.inbound]
        words += ["--data", str(tmp_path / "data"), "--phones", str(phones)]
        running.append(subprocess.Popen(words, env={**os.environ, "ENVIRONMENT": "development"}))
        wait_for(f"http://127.0.0.1:{port}/simulator/health")
        return f"http://127.0.0.1:{port}/simulator"

    yield begin
    for one in running:
        one.terminate()
        assert one.wait(60) in (0, -signal.SIGKILL)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if urllib3.request("GET", url, retries=False).status == 200:
                return
        except urllib3.exceptions.HTTPError:
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")


def told(shop: Shop, number: int) -> list[str]:
    """What the shop was told, as soon as it was told so much; a killed stand-in may say a thing again."""
    deadline = time.monotonic() + 60
    while len(found := list(dict.fromkeys(form["Body"] for form in shop.forms()))) < number:
        assert time.monotonic() < deadline, f"the shop was told {found}"
        time.sleep(0.05)
    return found


def shown(base: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = urllib3.request("GET", f"{base}/phones/{ANI}/messages").json()["messages"]
    return messages


def test_a_killed_process_goes_on_with_its_messages(process: Started, shop: Shop) -> None:
    base = process()
    urllib3.request("POST", f"{base}/faults", json={"kind": "inbound_late", "seconds": 4.0})
    for text in ("terlambat", "langsung"):
        urllib3.request("POST", f"{base}/phones/{ANI}/messages", json={"text": text})
    assert told(shop, 1) == ["langsung"]
    base = process(kill_first=True)
    assert [message["body"] for message in shown(base)] == ["terlambat", "langsung"]
    assert told(shop, 2) == ["langsung", "terlambat"]


def test_production_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator"],
        env={**os.environ, "ENVIRONMENT": "production"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == (
        b"simulator: The stand-in for Twilio is for development only; it does not start with ENVIRONMENT=production.\n"
    )
    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(RefusedError):
        start()


def test_starting_costs_less_than_a_tenth_of_a_second_of_the_processor() -> None:
    best = 1.0
    for _ in range(5):
        began = time.process_time()
        sim = start()
        best = min(best, time.process_time() - began)
        sim.stop()
    assert best < 0.1


def test_a_stop_ends_what_is_being_answered_and_hangs_up_on_who_comes_late(caplog: pytest.LogCaptureFixture) -> None:
    sim = start(Config(phones=(Phone(ANI, "Ani"),)))
    people, faults = sim.simulator.tables.people, sim.simulator.faults
    business = people.usual_business(ANI)
    people.set_window(ANI, business, True)
    faults.add("api_delay", times=1, seconds=1.0)
    late = socket.create_connection(("127.0.0.1", urlsplit(sim.base_url).port or 0), timeout=60)
    feed = urllib3.request("GET", f"{sim.base_url}/simulator/feed", preload_content=False)
    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(client_of(sim).messages.create, from_=business, to=ANI, body="halo")
        while faults.waiting():
            time.sleep(0.01)
        sim.stop()
        late.sendall(b"GET /simulator/phones HTTP/1.1\r\nHost: shop\r\n\r\n")
        assert sent.result(60).status == "queued"
    assert feed.data.startswith(b"retry: 500\n\n")
    with contextlib.suppress(ConnectionError):
        assert late.recv(100) == b""
    late.close()
    assert caplog.messages == []
