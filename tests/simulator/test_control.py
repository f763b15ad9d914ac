"""The steering API that the page and scripts use."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3
from twilio.rest import Client

from simulator.server import Handle
from tests.simulator.parts import ANI, BUSINESS, HIDDEN


def call(sim: Handle, method: str, path: str, **body: Any) -> Any:
    answer = urllib3.request(method, f"{sim.base_url}/simulator{path}", **({"json": body} if body else {}))
    assert answer.status < 300, answer.data
    return answer.json() if answer.status != 204 else None


def test_phones_are_listed_and_added(sim: Handle) -> None:
    call(sim, "POST", "/phones", address="whatsapp:+573001234567", name="Camila", role="seller")
    listed = call(sim, "GET", "/phones")
    assert [(phone["address"], phone["role"]) for phone in listed["phones"]] == [
        (ANI, "customer"),
        (HIDDEN.address, "customer"),
        ("whatsapp:+573001234567", "seller"),
    ]
    assert listed["businesses"] == [{"number": BUSINESS, "name": "Warung"}]


@pytest.mark.parametrize(
    "phone",
    [
        {"address": "+62812"},
        {"address": ANI, "role": "boss"},
        {"address": ANI, "bsuid": "x"},
        {"address": ANI, "hide_number": True},
    ],
)
def test_a_wrong_phone_is_refused(sim: Handle, phone: dict[str, Any]) -> None:
    assert urllib3.request("POST", f"{sim.base_url}/simulator/phones", json=phone).status == 400
    assert len(sim.simulator.tables.people.phones()) == 2


def test_a_phone_shows_what_arrived_and_says_when_it_changes(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    client.messages.create(from_=BUSINESS, to=ANI, body="hai")
    assert sim.settle()
    first = call(sim, "GET", f"/phones/{ANI}/messages")
    assert [(message["body"], message["mine"]) for message in first["messages"]] == [("halo", True), ("hai", False)]
    since = f"/phones/{ANI}/messages?since={first['cursor']}"
    assert call(sim, "GET", since)["messages"] == []
    sender = threading.Timer(0.2, lambda: client.messages.create(from_=BUSINESS, to=ANI, body="lagi"))
    sender.start()
    began = time.monotonic()
    call(sim, "GET", f"{since}&wait=30")
    assert time.monotonic() - began < 25
    sender.join()
    assert sim.settle()
    assert [message["body"] for message in call(sim, "GET", since)["messages"]] == ["lagi"]


def test_only_what_the_screen_shows_is_read(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    sids = [client.messages.create(from_=BUSINESS, to=ANI, body=text).sid for text in ("a", "b")]
    assert sim.settle()
    first = sim.replies(ANI)[0]
    call(sim, "POST", f"/phones/{ANI}/read", up_to=first.id)
    assert sorted(client.messages(sid).fetch().status for sid in sids) == ["delivered", "read"]


def test_the_journal_holds_both_directions(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    client.messages.create(from_=BUSINESS, to=ANI, body="hai")
    entries = call(sim, "GET", "/journal")["entries"]
    assert [(entry["kind"], entry["method"], entry["status"]) for entry in entries[:2]] == [
        ("webhook", "POST", 200),
        ("request", "POST", 201),
    ]
    assert entries[1]["params"] == {"From": [BUSINESS], "To": [ANI], "Body": ["hai"]}
    assert call(sim, "GET", f"/journal?since={entries[0]['id']}&kind=webhook")["entries"] == []


def test_a_state_can_be_moved_by_hand(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    sid = client.messages.create(from_=BUSINESS, to=ANI, body="hai").sid
    assert sim.settle()
    assert call(sim, "POST", f"/messages/{sid}/status", status="failed", error_code=63024) == {"moved": True}
    assert client.messages(sid).fetch().error_code == 63024
    assert (
        urllib3.request("POST", f"{sim.base_url}/simulator/messages/{sid}/status", json={"status": "x"}).status == 400
    )


def test_typing_marks_the_message_read(sim: Handle) -> None:
    message, _ = sim.send(ANI, "halo")
    config = sim.simulator.config
    headers = urllib3.make_headers(basic_auth=f"{config.account_sid}:{config.auth_token}")
    body = urlencode({"messageId": message.sid, "channel": "whatsapp"})
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    answer = urllib3.request("POST", f"{sim.base_url}/v2/Indicators/Typing.json", body=body, headers=headers)
    assert answer.json() == {"success": True}
    (shown,) = call(sim, "GET", f"/phones/{ANI}/messages")["messages"]
    assert (shown["tick"], shown["typing"]) == ("read", True)


def test_starting_over_keeps_only_the_phones_of_the_start(sim: Handle) -> None:
    call(sim, "POST", "/phones", address="whatsapp:+573001234567", name="Camila")
    sim.send(ANI, "halo")
    call(sim, "POST", "/faults", kind="inbound_twice")
    call(sim, "POST", "/reset")
    assert call(sim, "GET", f"/phones/{ANI}/messages")["messages"] == []
    assert len(call(sim, "GET", "/phones")["phones"]) == 2
    assert call(sim, "GET", "/faults")["faults"] == []


def test_files_need_their_key_and_cannot_run_scripts(sim: Handle) -> None:
    data = {"file": ("x.html", b"<script>alert(1)</script>", "text/html")}
    answer = urllib3.request("POST", f"{sim.base_url}/simulator/phones/{ANI}/messages", fields=data)
    (medium,) = answer.json()["media"]
    served = urllib3.request("GET", sim.base_url + medium["url"])
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert served.headers["Content-Security-Policy"].startswith("sandbox")
    assert urllib3.request("GET", sim.base_url + medium["url"][:-1] + "x").status == 404


def test_a_page_hears_of_a_message_however_slowly_it_is_written(
    sim: Handle, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, heard = sim.simulator.tables.store, []
    since, run = store.changes, store.run

    def slowly(sql: str, *args: object) -> int:
        if sql.startswith("INSERT INTO messages"):
            time.sleep(0.2)
        return run(sql, *args)

    def listen() -> None:
        store.wait_for_change(since, 30.0)
        heard.extend(sim.simulator.tables.messages.search("changed > ?", since))

    monkeypatch.setattr(store, "run", slowly)
    listener = threading.Thread(target=listen)
    listener.start()
    client.messages.create(from_=BUSINESS, to=ANI, body="hai")
    listener.join()
    assert [message.body for message in heard] == ["hai"]
