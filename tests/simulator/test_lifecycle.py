"""States, callbacks, the window and files of outgoing messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.config import Business, Config
from simulator.fetching import MAX_IMAGE_BYTES
from simulator.server import Handle, start
from tests.simulator.parts import ANI, BUSINESS, Shop, client_of


def send(client: Client, shop: Shop, **fields: Any) -> Any:
    given = {"from_": BUSINESS, "to": ANI, "status_callback": f"{shop.url}/status?oid=7"} | fields
    return client.messages.create(**given)


def states(shop: Shop) -> list[str]:
    return [form["MessageStatus"] for form in shop.forms("/status")]


def test_each_state_is_told_signed_and_in_order(sim: Handle, client: Client, shop: Shop) -> None:
    sim.send(ANI, "halo")
    made = send(client, shop, body="hai")
    assert sim.settle()
    sim.simulator.lifecycle.shown(ANI, BUSINESS, 10)
    assert sim.settle()
    assert states(shop) == ["sent", "delivered", "read"]
    told = [told for told in shop.told if told.path == "/status?oid=7"]
    assert len(told) == 3
    validator = RequestValidator(sim.simulator.config.auth_token)
    assert all(validator.validate(f"{shop.url}{one.path}", one.form, one.headers["X-Twilio-Signature"]) for one in told)
    assert {one.form["MessageSid"] for one in told} == {made.sid}
    assert client.messages(made.sid).fetch().status == "read"


def test_outside_the_window_only_an_approved_template_arrives(sim: Handle, client: Client, shop: Shop) -> None:
    made = send(client, shop, body="hai")
    assert sim.settle()
    assert states(shop) == ["undelivered"]
    assert shop.forms("/status")[0]["ErrorCode"] == "63016"
    assert client.messages(made.sid).fetch().error_code == 63016
    contents = sim.simulator.tables.contents
    content = contents.add(
        {"language": "en", "types": {"twilio/text": {"body": "Your {{1}} is ready now."}}, "variables": {"1": "order"}}
    )
    send(client, shop, content_sid=content.sid, content_variables='{"1": "rice"}')
    assert sim.settle()
    assert sim.replies(ANI) == []
    assert contents.submit(content, "ready", "UTILITY")["status"] == "approved"
    send(client, shop, content_sid=content.sid, content_variables='{"1": "rice"}')
    assert sim.settle()
    assert [message.body for message in sim.replies(ANI)] == ["Your rice is ready now."]


def test_the_window_closes_24_hours_after_the_last_message(shop: Shop) -> None:
    now = [datetime(2026, 1, 31, 12, tzinfo=UTC)]
    sim = start(Config(webhook=shop.inbound, clock=lambda: now[0], businesses=(Business(BUSINESS, "Warung"),)))
    client = client_of(sim)
    sim.send(ANI, "halo")
    for hours, arrived in ((23.9, 1), (24.1, 1)):
        now[0] = datetime(2026, 1, 31, 12, tzinfo=UTC) + timedelta(hours=hours)
        send(client, shop, body="hai")
        assert sim.settle()
        assert len(sim.replies(ANI)) == arrived
    sim.send(ANI, "halo lagi")
    send(client, shop, body="hai")
    assert sim.settle()
    assert len(sim.replies(ANI)) == 2
    sim.stop()


@pytest.mark.parametrize(
    ("content_type", "data", "code"),
    [("image/png", b"x" * 10, None), ("text/html", b"x", 12300), ("image/jpeg", b"x" * (MAX_IMAGE_BYTES + 1), 11751)],
)
def test_media_is_fetched_and_checked(
    sim: Handle, client: Client, shop: Shop, content_type: str, data: bytes, code: int | None
) -> None:
    sim.send(ANI, "halo")
    shop.files["/menu"] = (content_type, data)
    made = send(client, shop, body="menu", media_url=[f"{shop.url}/menu"])
    assert (made.sid[:2], made.num_media) == ("MM", "1")
    assert sim.settle()
    fetched = client.messages(made.sid).fetch()
    assert fetched.error_code == code
    assert len(client.messages(made.sid).media.list()) == (1 if code is None else 0)


def test_missing_media_fails_the_message(sim: Handle, client: Client, shop: Shop) -> None:
    sim.send(ANI, "halo")
    made = send(client, shop, body="menu", media_url=[f"{shop.url}/gone"])
    assert sim.settle()
    assert client.messages(made.sid).fetch().error_code == 63019


def test_a_state_never_goes_back(sim: Handle, client: Client, shop: Shop) -> None:
    sim.send(ANI, "halo")
    made = send(client, shop, body="hai")
    assert sim.settle()
    lifecycle = sim.simulator.lifecycle
    assert [lifecycle.move(made.sid, state) for state in ("sent", "delivered", "read", "failed")] == [
        False,
        False,
        True,
        False,
    ]


def test_fifty_sent_at_once_are_all_delivered(sim: Handle, client: Client, shop: Shop) -> None:
    sim.send(ANI, "halo")
    for _ in range(50):
        send(client, shop, body="hai")
    assert sim.settle()
    assert states(shop).count("delivered") == 50


def test_what_was_taken_or_sent_is_on_its_way(
    sim: Handle, client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, it would be queued or sent for ever."""

    def dies_at(kind: str) -> None:
        def add(line: str, name: str, payload: dict[str, Any], delay: float = 0.0) -> int:
            if name == kind:
                raise RuntimeError
            return real(line, name, payload, delay)

        real = sim.simulator.schedule.add
        monkeypatch.setattr(sim.simulator.schedule, "add", add)

    sim.send(ANI, "halo")
    messages = sim.simulator.tables.messages
    dies_at("deliver")
    made = send(client, shop, body="hai")
    assert sim.settle()
    assert messages.search("sid = ?", made.sid)[0].status == "queued"
    dies_at("send")
    with pytest.raises(Exception, match="500"):
        send(client, shop, body="halo juga")
    assert messages.search("body = ?", "halo juga") == []
