"""The webhook: who is let in, what is kept, and that nothing around it can make it slow or lose a message."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping

import pytest
from flask.testing import FlaskClient
from sqlmodel import func, select
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

import models
from bot.runtime import runtime
from models import Chat, InboxMessage, reading
from simulator.config import AUTH_TOKEN, Config
from tests.chats.shops import BUSINESS
from tests.chats.world import World

PATH = "/webhooks/twilio"
SID = "SM" + "0" * 32
FORM = {
    "MessageSid": SID, "AccountSid": Config().account_sid, "From": "whatsapp:+628120000", "To": BUSINESS,
    "Body": "halo", "NumMedia": "0",
}  # fmt: skip


@pytest.fixture
def client(world: World) -> FlaskClient:
    return world.app.test_client()


def post(client: FlaskClient, form: Mapping[str, str], path: str = PATH, signature: str | None = None) -> int:
    signed = RequestValidator(AUTH_TOKEN).compute_signature(runtime().settings.public_url + path, dict(form))
    headers = {"X-Twilio-Signature": signed if signature is None else signature}
    return client.post(path, data=dict(form), headers=headers).status_code


def stored() -> int:
    with reading() as tx:
        return tx.exec(select(func.count()).select_from(InboxMessage)).one()


def test_a_message_is_kept_once_however_often_it_comes(client: FlaskClient) -> None:
    assert [post(client, FORM) for _ in range(5)] == [200] * 5
    assert stored() == 1


def test_the_answer_is_empty_twiml(client: FlaskClient) -> None:
    signed = RequestValidator(AUTH_TOKEN).compute_signature(runtime().settings.public_url + PATH, FORM)
    answer = client.post(PATH, data=FORM, headers={"X-Twilio-Signature": signed})
    assert (answer.content_type, answer.text) == ("text/xml", "<?xml version='1.0' encoding='UTF-8'?><Response/>")


@pytest.mark.parametrize(
    ("form", "signature"),
    [
        (FORM, ""),
        (FORM, "bm90IHRoZSBzaWduYXR1cmU="),
        (FORM | {"AccountSid": "AC" + "9" * 32}, None),
    ],
    ids=["unsigned", "wrong", "another account"],
)
def test_strangers_are_refused_and_nothing_is_kept(
    client: FlaskClient, form: Mapping[str, str], signature: str | None
) -> None:
    assert post(client, form, signature=signature) == 403
    assert stored() == 0


def test_a_signature_for_another_scheme_is_refused(client: FlaskClient) -> None:
    other = runtime().settings.public_url.replace("http:", "https:")
    signed = RequestValidator(AUTH_TOKEN).compute_signature(other + PATH, FORM)
    assert post(client, FORM, signature=signed) == 403


@pytest.mark.parametrize(
    "extra",
    [
        {"Body": "a\x00b \u202e"},
        {"Body": "x" * 100_000},
        {"NumMedia": "999"},
        {"NumMedia": "-1"},
        {"Latitude": "-91", "Longitude": "abc"},
        {"ProfileName": "{{7*7}} <b>\r\n"},
        {"SomethingNew": "1"},
    ],
    ids=["nul", "long", "media", "negative", "nowhere", "markup", "unknown"],
)
def test_odd_messages_are_kept_without_an_error(client: FlaskClient, extra: Mapping[str, str]) -> None:
    assert post(client, FORM | extra) == 200
    assert stored() == 1


@pytest.mark.parametrize("body", ["1 + 1 = 2 & 50 % a%20b;c", "☕ दो चाय\nkak 🙏", "", " "])
def test_what_was_written_is_kept_as_it_is(client: FlaskClient, body: str) -> None:
    assert post(client, FORM | {"Body": body}) == 200
    with reading() as tx:
        found = tx.exec(select(InboxMessage)).one()
    assert (found.text, found.raw) == (body, {**FORM, "Body": body})


def test_a_field_that_comes_twice_is_signed_with_both(client: FlaskClient) -> None:
    form = MultiDict([*FORM.items(), ("Twice", "b"), ("Twice", "a")])
    signed = RequestValidator(AUTH_TOKEN).compute_signature(runtime().settings.public_url + PATH, form)
    headers = {"X-Twilio-Signature": signed}
    assert client.post(PATH, data=form, headers=headers).status_code == 200
    assert client.post(PATH, data=FORM | {"Twice": "b"}, headers=headers).status_code == 403
    assert stored() == 1


def test_a_field_added_to_what_was_signed_is_refused_though_the_first_of_its_name_is_as_signed(
    client: FlaskClient,
) -> None:
    signed = RequestValidator(AUTH_TOKEN).compute_signature(runtime().settings.public_url + PATH, FORM)
    added = MultiDict([*FORM.items(), ("Body", "2 nasi goreng")])
    assert client.post(PATH, data=added, headers={"X-Twilio-Signature": signed}).status_code == 403
    assert stored() == 0


def test_a_message_without_sender_is_refused(client: FlaskClient) -> None:
    assert post(client, {"MessageSid": SID, "AccountSid": Config().account_sid, "Body": "x"}) == 400
    assert stored() == 0


def test_too_large_a_request_is_refused(client: FlaskClient) -> None:
    assert post(client, FORM | {"Body": "x" * 300_000}) == 413
    assert stored() == 0


def test_an_opaque_address_is_a_person_like_any_other(client: FlaskClient) -> None:
    assert post(client, FORM | {"From": "whatsapp:ID.4566546130240823"}) == 200
    with reading() as tx:
        assert tx.exec(select(Chat.address)).one() == "whatsapp:ID.4566546130240823"


@pytest.fixture
def silent_redis() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_silent_redis_costs_no_message_and_little_time(client: FlaskClient, silent_redis: str) -> None:
    runtime().settings.redis_url = silent_redis
    started = time.perf_counter()
    assert post(client, FORM) == 200
    assert time.perf_counter() - started < 20
    assert stored() == 1


def test_without_the_database_the_sender_is_asked_to_come_again(client: FlaskClient) -> None:
    models.connect("sqlite:////nowhere/at/all.db")
    assert post(client, FORM) == 503
