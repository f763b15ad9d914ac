"""What the shop is told when a person writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import urllib3
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.config import Config
from simulator.drafts import Draft, Upload
from simulator.server import Handle, start
from tests.simulator.parts import ANI, BUSINESS, HIDDEN, Shop


def say(sim: Handle, address: str, **draft: Any) -> dict[str, Any]:
    answer = urllib3.request(
        "POST", f"{sim.base_url}/simulator/phones/{address}/messages", json={"wait": True, **draft}
    )
    assert answer.status == 201, answer.data
    return dict(answer.json())


def test_a_text_carries_every_parameter_and_the_signature(sim: Handle, shop: Shop) -> None:
    message, answer = sim.send(ANI, "2 nasi goreng 🍛")
    assert (answer.status, answer.attempts) == (200, 1)
    (told,) = shop.told
    metadata = json.loads(told.form.pop("ChannelMetadata"))
    assert metadata == {"type": "whatsapp", "data": {"context": {"ProfileName": "Ani", "WaId": "6281200000001"}}}
    assert told.form == {
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageSid": message.sid,
        "ApiVersion": "2010-04-01",
        "AccountSid": sim.simulator.config.account_sid,
        "SmsStatus": "received",
        "From": ANI,
        "To": BUSINESS,
        "Body": "2 nasi goreng 🍛",
        "ProfileName": "Ani",
        "MessageType": "text",
        "NumMedia": "0",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "WaId": "6281200000001",
    }
    signed = told.form | {"ChannelMetadata": json.dumps(metadata)}
    validator = RequestValidator(sim.simulator.config.auth_token)
    assert validator.validate(shop.inbound, signed, told.headers["X-Twilio-Signature"])
    assert len(told.headers["I-Twilio-Idempotency-Token"]) == 32


def test_a_phone_without_a_number_is_its_scoped_id(sim: Handle, shop: Shop, client: Client) -> None:
    sim.send(HIDDEN.address, "halo")
    form = shop.forms()[0]
    assert (form["From"], form["ExternalUserId"]) == (f"whatsapp:{HIDDEN.bsuid}",) * 2
    assert "WaId" not in form
    assert "WaId" not in form["ChannelMetadata"]
    client.messages.create(from_=BUSINESS, to=form["From"], body="hai")
    assert sim.settle()
    assert [message.body for message in sim.replies(HIDDEN.address)] == ["hai"]


def test_media_is_behind_credentials(sim: Handle, shop: Shop) -> None:
    sim.send(ANI, "bukti", upload=Upload("image/png", b"picture", "bukti.png"))
    form, config = shop.forms()[0], sim.simulator.config
    assert (form["MessageType"], form["NumMedia"], form["MediaContentType0"], form["Body"]) == (
        "image",
        "1",
        "image/png",
        "bukti",
    )
    assert form["MessageSid"].startswith("MM")
    assert form["MediaUrl0"].startswith(
        f"{sim.base_url}/2010-04-01/Accounts/{config.account_sid}/Messages/{form['MessageSid']}/"
    )
    assert urllib3.request("GET", form["MediaUrl0"]).status == 401
    headers = urllib3.make_headers(basic_auth=f"{config.account_sid}:{config.auth_token}")
    moved = urllib3.request("GET", form["MediaUrl0"], headers=headers, redirect=False)
    assert moved.status == 307
    found = urllib3.request("GET", form["MediaUrl0"], headers=headers)
    assert (found.status, found.data, found.headers["Content-Type"]) == (200, b"picture", "image/png")
    assert urllib3.request("DELETE", form["MediaUrl0"], headers=headers).status == 204
    assert urllib3.request("GET", form["MediaUrl0"], headers=headers).status == 404


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("audio/ogg", "audio"),
        ("application/pdf", "document"),
        ("image/webp", "sticker"),
        ("text/vcard", "contacts"),
        ("video/mp4", "video"),
    ],
)
def test_each_kind_of_file_has_its_type(sim: Handle, shop: Shop, content_type: str, kind: str) -> None:
    sim.send(ANI, upload=Upload(content_type, b"x", "x"))
    assert (shop.forms()[0]["MessageType"], shop.forms()[0]["Body"]) == (kind, "")


def test_a_place(sim: Handle, shop: Shop) -> None:
    say(sim, ANI, location={"latitude": -6.2, "longitude": 106.8, "label": "Rumah", "address": "Jl. Merdeka 1"})
    form = shop.forms()[0]
    assert [form[name] for name in ("MessageType", "Latitude", "Longitude", "Label", "Address", "Body")] == [
        "location",
        "-6.2",
        "106.8",
        "Rumah",
        "Jl. Merdeka 1",
        "",
    ]


def test_a_quoted_message_is_named(sim: Handle, shop: Shop, client: Client) -> None:
    sim.send(ANI, "halo")
    made = client.messages.create(from_=BUSINESS, to=ANI, body="hai")
    assert sim.settle()
    say(sim, ANI, text="ya", reply_to=made.sid)
    form = shop.forms()[1]
    assert (form["OriginalRepliedMessageSid"], form["OriginalRepliedMessageSender"]) == (made.sid, BUSINESS)


@pytest.fixture
def offered(sim: Handle, client: Client) -> list[str]:
    """The SIDs of a message with a button and of one with a list."""
    sim.send(ANI, "halo")
    button = {"type": "QUICK_REPLY", "title": "Ya", "id": "yes:7"}
    row = {"id": "p1", "item": "Nasi", "description": "Rp5"}
    types = (
        {"twilio/quick-reply": {"body": "Ok?", "actions": [button]}},
        {"twilio/list-picker": {"body": "Pick", "button": "Menu", "items": [row]}},
    )
    made = [sim.simulator.tables.contents.add({"language": "id", "types": one}).sid for one in types]
    sids = [client.messages.create(from_=BUSINESS, to=ANI, content_sid=sid).sid for sid in made]
    assert sim.settle()
    return sids


BUTTON = ("MessageType", "Body", "ButtonText", "ButtonPayload", "OriginalRepliedMessageSid")
ROW = ("MessageType", "Body", "ListId", "ListTitle", "ListDescription", "OriginalRepliedMessageSid")


def test_a_tapped_button_and_a_chosen_row(sim: Handle, shop: Shop, offered: list[str]) -> None:
    say(sim, ANI, button="yes:7", reply_to=offered[0])
    say(sim, ANI, row="Nasi", reply_to=offered[1])
    _, button, row = shop.forms()
    assert [button[name] for name in BUTTON] == ["interactive", "Ya", "Ya", "yes:7", offered[0]]
    assert [row[name] for name in ROW] == ["interactive", "Nasi", "p1", "Nasi", "Rp5", offered[1]]


def test_tests_tap_by_the_words_on_the_button(sim: Handle, shop: Shop, offered: list[str]) -> None:
    sim.tap(ANI, "Ya")
    sim.tap(ANI, "p1")
    _, button, row = shop.forms()
    assert [button[name] for name in BUTTON] == ["interactive", "Ya", "Ya", "yes:7", offered[0]]
    assert row["ListTitle"] == "Nasi"
    with pytest.raises(ValueError, match="was offered no 'Tidak'"):
        sim.tap(ANI, "Tidak")


def test_what_was_not_offered_cannot_be_tapped(sim: Handle, shop: Shop, offered: list[str]) -> None:
    url = f"{sim.base_url}/simulator/phones/{ANI}/messages"
    assert urllib3.request("POST", url, json={"button": "no", "reply_to": offered[0]}).status == 400
    assert len(shop.forms()) == 1


def test_a_shared_key_signs_with_sha256(shop: Shop) -> None:
    sim = start(Config(webhook=shop.inbound, shared_key=("WK1", "secret")))
    sim.send(ANI, "halo")
    sim.stop()
    (told,) = shop.told
    assert told.headers["X-Twilio-Webhooks-Signature-Settings"] == "key=WK1,algorithm=HMAC_SHA256"
    assert RequestValidator("secret").validate(
        shop.inbound, told.form, told.headers["X-Twilio-Signature"], "HMAC_SHA256"
    )


@pytest.mark.parametrize(
    ("status", "content_type", "code"),
    [(500, "text/xml", 11200), (200, "application/json", 12300), (200, "text/xml", None)],
)
def test_the_phone_shows_what_the_shop_did_not_take(
    sim: Handle, shop: Shop, status: int, content_type: str, code: int | None
) -> None:
    shop.status, shop.content_type = status, content_type
    shown = say(sim, ANI, text="halo")
    assert (shown["tick"], (shown["error"] or {}).get("code")) == ("failed" if code else "delivered", code)
    shop.status, shop.content_type = 200, "text/xml"
    urllib3.request("POST", f"{sim.base_url}/simulator/messages/{shown['sid']}/webhook")
    one = urllib3.request("GET", f"{sim.base_url}/simulator/messages/{shown['sid']}").json()
    assert (one["tick"], one["error"]) == ("delivered", None)
    assert shop.forms()[0] == shop.forms()[1]


@pytest.mark.parametrize("draft", [{}, {"text": ""}, {"location": {"latitude": 200, "longitude": 0}}, {"button": "x"}])
def test_nothing_is_sent_of_a_draft_that_holds_nothing(sim: Handle, shop: Shop, draft: dict[str, Any]) -> None:
    answer = urllib3.request("POST", f"{sim.base_url}/simulator/phones/{ANI}/messages", json=draft)
    assert answer.status == 400
    assert (shop.told, sim.simulator.tables.messages.search("1")) == ([], [])


def test_what_a_phone_shows_is_going_to_be_told(sim: Handle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the two, the phone would show a message for ever that the shop never hears of."""
    people, messages = sim.simulator.tables.people, sim.simulator.tables.messages
    phone = people.find(ANI)
    assert phone is not None
    with monkeypatch.context() as killed:
        killed.setattr(sim.simulator.schedule, "add", _die)
        with pytest.raises(RuntimeError):
            sim.simulator.inbound.send(phone, BUSINESS, Draft(body="2 nasi goreng"))
    assert messages.search("phone = ?", ANI) == []


def test_a_message_that_is_not_told_stands_in_the_list(sim: Handle, shop: Shop, client: Client) -> None:
    phone = sim.simulator.tables.people.find(ANI)
    assert phone is not None
    sim.simulator.faults.add("inbound_lost")
    sim.simulator.inbound.send(phone, BUSINESS, Draft(body="2 nasi goreng"))
    assert sim.settle()
    assert shop.told == []
    (listed,) = client.messages.list(to=BUSINESS)
    assert (listed.body, listed.from_, listed.direction) == ("2 nasi goreng", ANI, "inbound")


def _die(*_: object) -> int:
    raise RuntimeError
