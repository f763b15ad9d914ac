"""Each fault, as the shop feels it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
import urllib3
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.server import Handle
from tests.simulator.parts import ANI, BUSINESS, Shop, client_of


def arm(sim: Handle, kind: str, **fields: Any) -> None:
    answer = urllib3.request("POST", f"{sim.base_url}/simulator/faults", json={"kind": kind, **fields})
    assert answer.status == 201, answer.data


def say(sim: Handle, text: str) -> None:
    urllib3.request("POST", f"{sim.base_url}/simulator/phones/{ANI}/messages", json={"text": text})


@pytest.fixture
def send(sim: Handle, client: Client, shop: Shop) -> Callable[[], Any]:
    sim.send(ANI, "halo")
    shop.told.clear()
    return lambda: client.messages.create(from_=BUSINESS, to=ANI, body="hai", status_callback=f"{shop.url}/status")


def test_a_message_arrives_twice(sim: Handle, shop: Shop) -> None:
    arm(sim, "inbound_twice")
    say(sim, "satu")
    assert sim.settle()
    first, second = shop.forms()
    assert first == second
    say(sim, "dua")
    assert sim.settle()
    assert [form["Body"] for form in shop.forms()] == ["satu", "satu", "dua"]


def test_two_messages_change_places(sim: Handle, shop: Shop) -> None:
    arm(sim, "inbound_out_of_order")
    say(sim, "satu")
    say(sim, "dua")
    assert sim.settle()
    assert [form["Body"] for form in shop.forms()] == ["dua", "satu"]


def test_a_message_arrives_late(sim: Handle, shop: Shop) -> None:
    arm(sim, "inbound_late", seconds=1.5)
    say(sim, "satu")
    assert shop.told == []
    assert sim.settle(within=2.0)
    assert [form["Body"] for form in shop.forms()] == ["satu"]


def test_many_messages_keep_their_order(sim: Handle, shop: Shop) -> None:
    for number in range(20):
        say(sim, str(number))
    assert sim.settle()
    assert [form["Body"] for form in shop.forms()] == [str(number) for number in range(20)]


@pytest.mark.parametrize("code", [21211, 21610, 20003, 20429, 63007])
def test_a_code_of_the_request(sim: Handle, send: Callable[[], Any], code: int) -> None:
    arm(sim, "send_code", code=code)
    with pytest.raises(TwilioRestException) as refusal:
        send()
    assert refusal.value.code == code
    assert refusal.value.status == {20003: 401, 20429: 429}.get(code, 400)
    assert send().status == "queued"
    assert sim.settle()
    assert len(sim.replies(ANI)) == 1


def test_a_code_of_the_channel_comes_with_the_status(sim: Handle, send: Callable[[], Any], shop: Shop) -> None:
    arm(sim, "send_code", code=63018, times=2)
    sids = [send().sid for _ in range(3)]
    assert sim.settle()
    told = {form["MessageSid"]: form.get("ErrorCode") for form in shop.forms("/status")}
    assert told == {sids[0]: "63018", sids[1]: "63018", sids[2]: None}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_http_error_takes_nothing(sim: Handle, send: Callable[[], Any], status: int) -> None:
    arm(sim, "send_http", status=status)
    with pytest.raises(TwilioRestException) as refusal:
        send()
    assert refusal.value.status == status
    assert sim.settle()
    assert sim.replies(ANI) == []


@pytest.mark.parametrize(
    ("kind", "accepted", "taken"), [("send_reset", True, 1), ("send_reset", False, 0), ("send_bad_json", True, 1)]
)
def test_a_lost_answer(sim: Handle, send: Callable[[], Any], kind: str, accepted: bool, taken: int) -> None:
    arm(sim, kind, accepted=accepted)
    with pytest.raises((requests.RequestException, ValueError)):
        send()
    assert sim.settle()
    assert len(sim.replies(ANI)) == taken
    assert send().status == "queued"


@pytest.mark.parametrize(("kind", "taken"), [("send_hang", 0), ("send_late_answer", 1)])
def test_an_answer_after_the_timeout(sim: Handle, send: Callable[[], Any], kind: str, taken: int) -> None:
    arm(sim, kind, seconds=3)
    impatient = client_of(sim, timeout=1.5)
    with pytest.raises(requests.Timeout):
        impatient.messages.create(from_=BUSINESS, to=ANI, body="hai")
    until = time.monotonic() + (60 if taken else 2)
    while len(sim.replies(ANI)) < max(taken, 1) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(sim.replies(ANI)) == taken


def test_lost_repeated_and_shuffled_states(sim: Handle, send: Callable[[], Any], shop: Shop) -> None:
    told: dict[str, list[str]] = {}
    for kind in ("callback_lost", "callback_repeated", "callback_shuffled"):
        arm(sim, kind, times=2)
        shop.told.clear()
        send()
        assert sim.settle(within=2)
        told[kind] = [form["MessageStatus"] for form in shop.forms("/status")]
    assert told["callback_lost"] == []
    assert sorted(told["callback_repeated"]) == ["delivered", "delivered", "sent", "sent"]
    assert told["callback_shuffled"] == ["delivered", "sent"]


def test_every_call_is_slow_until_cleared(sim: Handle, send: Callable[[], Any]) -> None:
    arm(sim, "api_delay", seconds=0.7)
    for _ in range(2):
        began = time.monotonic()
        send()
        assert time.monotonic() - began >= 0.7
    urllib3.request("DELETE", f"{sim.base_url}/simulator/faults")
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 0.7


def test_a_chat_is_moved_out_of_its_window_and_back(sim: Handle, send: Callable[[], Any], client: Client) -> None:
    for is_open, code in ((False, 63016), (True, None)):
        moved = urllib3.request("POST", f"{sim.base_url}/simulator/windows", json={"phone": ANI, "open": is_open})
        assert moved.json()["open"] is is_open
        sid = send().sid
        assert sim.settle()
        assert client.messages(sid).fetch().error_code == code


@pytest.mark.parametrize(
    "fault", [{}, {"kind": "nothing"}, {"kind": "send_code", "code": "x"}, {"kind": "send_code", "colour": 1}]
)
def test_a_fault_nobody_knows_is_refused(sim: Handle, fault: dict[str, Any]) -> None:
    assert urllib3.request("POST", f"{sim.base_url}/simulator/faults", json=fault).status == 400
    assert sim.simulator.faults.waiting() == []


def test_a_fault_for_one_phone_leaves_others_alone(sim: Handle, send: Callable[[], Any]) -> None:
    arm(sim, "send_http", phone="whatsapp:+6281200000009")
    assert send().status == "queued"
