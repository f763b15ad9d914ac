"""Twilio's REST API through Twilio's own client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.server import Handle
from tests.simulator.parts import ANI, BUSINESS, LocalHttpClient


def send(client: Client, **fields: Any) -> Any:
    return client.messages.create(**({"from_": BUSINESS, "to": ANI, "body": "hai"} | fields))


def test_a_message_is_created_fetched_redacted_and_deleted(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    made = send(client)
    assert (made.status, made.direction, made.from_, made.to, made.body) == (
        "queued",
        "outbound-api",
        BUSINESS,
        ANI,
        "hai",
    )
    assert sim.settle()
    fetched = client.messages(made.sid).fetch()
    assert (fetched.status, fetched.error_code, fetched.num_media) == ("delivered", None, "0")
    assert client.messages(made.sid).update(body="").body == ""
    assert client.messages(made.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.messages(made.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_lists_are_filtered_and_paged_newest_first(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    for number in range(7):
        send(client, body=f"m{number}")
    assert sim.settle()
    assert [message.body for message in client.messages.list(to=ANI, page_size=3)] == [
        f"m{n}" for n in range(6, -1, -1)
    ]
    assert [message.body for message in client.messages.list(from_=ANI)] == ["halo"]
    now = datetime.now(UTC)
    assert len(client.messages.list(date_sent_after=now - timedelta(minutes=1))) == 8
    assert client.messages.list(date_sent_before=now - timedelta(minutes=1)) == []
    assert len(client.messages.list(date_sent=now.date())) == 8


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "whatsapp:12"}, 21211),
        ({"to": "+6281200000001"}, 21211),
        ({"to": BUSINESS}, 63031),
        ({"body": ""}, 21619),
        ({"body": "x" * 1601}, 21617),
        ({"from_": "whatsapp:+15550000000"}, 63007),
        ({"media_url": ["ftp://x/y"]}, 21620),
        ({"content_sid": "HX" + "0" * 32, "body": None}, 21655),
    ],
)
def test_a_bad_request_is_refused_and_leaves_nothing(client: Client, fields: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        send(client, **fields)
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert client.messages.list() == []


def test_wrong_credentials_are_refused(sim: Handle) -> None:
    account = sim.simulator.config.account_sid
    stranger = Client(account, "wrong", http_client=LocalHttpClient(sim.base_url, 5))
    with pytest.raises(TwilioRestException) as refusal:
        send(stranger)
    assert (refusal.value.status, refusal.value.code) == (401, 20003)


def test_a_scheduled_message_can_be_canceled(sim: Handle, client: Client) -> None:
    service = {"messaging_service_sid": "MG" + "0" * 32, "from_": None, "schedule_type": "fixed"}
    made = send(client, send_at=datetime.now(UTC) + timedelta(hours=1), **service)
    assert made.status == "scheduled"
    assert client.messages(made.sid).update(status="canceled").status == "canceled"
    with pytest.raises(TwilioRestException) as refusal:
        send(client, send_at=datetime.now(UTC) + timedelta(minutes=1), **service)
    assert refusal.value.code == 35111


def test_what_has_left_cannot_be_canceled(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    made = send(client)
    assert sim.settle()
    with pytest.raises(TwilioRestException) as refusal:
        client.messages(made.sid).update(status="canceled")
    assert (refusal.value.status, client.messages(made.sid).fetch().status) == (409, "delivered")
