"""The stand-in and the real client against Twilio's OpenAPI documents, with Prism between them.

Prism is a Node program: `npm install` it once where PRISM says, or let the test do it into `var/prism`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3
from twilio.base.exceptions import TwilioRestException

from simulator.drafts import Upload
from simulator.server import Handle
from tests.simulator.parts import ANI, BUSINESS, Shop, client_of
from tests.simulator.test_poster import closed_port

VERSION = "5.14.2"
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(
        shutil.which("npm") is None, reason="NOT HELD AGAINST TWILIO'S DOCUMENT: node and npm are not installed"
    ),
]


@pytest.fixture(scope="module")
def prism() -> Path:
    """Prism's program, installed when it is not there yet; a loud skip without a registry."""
    folder = Path(os.environ.get("PRISM", ROOT / "var" / "prism"))
    program = folder / "node_modules" / ".bin" / "prism"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        package = f"@stoplight/prism-cli@{VERSION}"
        words = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", package]
        done = subprocess.run(words, capture_output=True, timeout=180, check=False)
        if done.returncode:
            pytest.skip(
                f"NOT HELD AGAINST TWILIO'S DOCUMENT: Prism could not be installed: {done.stderr.decode()[-200:]}"
            )
    return program


def proxy(prism: Path, document: str, upstream: str) -> tuple[subprocess.Popen[bytes], str]:
    port = closed_port()
    words = [
        str(prism),
        "proxy",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "--errors",
        str(HERE / "spec" / document),
        upstream,
    ]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 120
    assert running.stdout is not None
    while time.monotonic() < deadline and running.poll() is None:
        if b"is listening" in running.stdout.readline():
            return running, f"http://127.0.0.1:{port}"
    running.kill()
    raise AssertionError("Prism does not start")


@pytest.fixture
def through_prism(prism: Path, sim: Handle) -> Iterator[dict[str, str]]:
    """The address of Prism for each document, in front of the stand-in."""
    started = {name: proxy(prism, f"{name}.json", sim.base_url) for name in ("messages", "content")}
    yield {name: address for name, (_, address) in started.items()}
    for running, _ in started.values():
        running.terminate()
        running.wait(10)
        assert running.stdout is not None
        running.stdout.close()


def test_messages_and_content_obey_the_documents(through_prism: dict[str, str], sim: Handle, shop: Shop) -> None:
    client = client_of(sim, through_prism["messages"], timeout=60)
    sim.send(ANI, "foto", upload=Upload("image/png", b"picture", "x.png"))
    content = make_content(sim, through_prism["content"])
    given = {"from_": BUSINESS, "to": ANI, "status_callback": "https://bakul.example/status?oid=1"}
    shop.files["/menu.png"] = ("image/png", b"picture")
    text = client.messages.create(body="hai", **given)
    media = client.messages.create(body="menu", media_url=[f"{shop.url}/menu.png", f"{shop.url}/menu.png"], **given)
    client.messages.create(content_sid=content, content_variables=json.dumps({"1": "Ok?"}), **given)
    assert sim.settle()
    assert [client.messages(one.sid).fetch().status for one in (text, media)] == ["delivered", "delivered"]
    assert len(client.messages.list(to=ANI, page_size=2)) == 3
    assert len(client.messages(media.sid).media.list()) == 2
    found = client.messages(media.sid).media.list()[0]
    assert client.messages(media.sid).media(found.sid).fetch().content_type == "image/png"
    assert client.messages(media.sid).media(found.sid).delete()
    assert client.messages(text.sid).update(body="").body == ""
    assert client.messages(text.sid).delete()
    with pytest.raises(TwilioRestException) as refusal:
        client.messages.create(body="hai", from_=BUSINESS, to="")
    assert refusal.value.status == 400


def make_content(sim: Handle, base: str) -> str:
    config = sim.simulator.config
    headers = urllib3.make_headers(basic_auth=f"{config.account_sid}:{config.auth_token}")

    def ask(method: str, path: str, body: Any = None) -> Any:
        answer = urllib3.request(method, base + path, headers=headers, **({"json": body} if body else {}))
        assert answer.status in (200, 201), answer.data
        assert not re.search(rb"stoplight\.io", answer.data), answer.data
        return answer.json()

    types = {"twilio/quick-reply": {"body": "{{1}}", "actions": [{"type": "QUICK_REPLY", "title": "Ya", "id": "yes"}]}}
    made = ask(
        "POST", "/v1/Content", {"friendly_name": "ok", "language": "id", "variables": {"1": "Ok?"}, "types": types}
    )
    ask("GET", f"/v1/Content/{made['sid']}")
    ask("GET", "/v1/Content?PageSize=5")
    ask("POST", f"/v1/Content/{made['sid']}/ApprovalRequests/whatsapp", {"name": "ok", "category": "UTILITY"})
    ask("GET", f"/v1/Content/{made['sid']}/ApprovalRequests")
    return str(made["sid"])
