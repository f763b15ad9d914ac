"""Whose turn it is in a chat: a message that rests holds back the next ones, and nobody spins because of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import update
from sqlmodel import SQLModel, col, select

import bot
from benchmarks.faults.fleet import wait_until
from bot import delivery, inbox, lanes, outbox, wake
from bot.channels import Inbound
from bot.lanes import Ended, Turn
from models import InboxMessage, OutboxMessage, Tx, connect, transaction
from models.chats import Chat
from settings import Settings

NOW = datetime.now(UTC)
REST = timedelta(hours=1)


@pytest.fixture(autouse=True, params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    lite = f"sqlite:///{tmp_path / 'turns.db'}"
    engine = connect(lite if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    SQLModel.metadata.create_all(engine)
    bot.configure(Settings(environment="test", redis_url="redis://127.0.0.1:1/0"))
    yield
    engine.dispose()


def hear(text: str, chat: str = "a", shop: str = "shop") -> int:
    """A message arrives; the id of its chat."""
    came = Inbound("whatsapp", text, chat, shop, "text", text, "", "", "", [], None, {})
    return inbox.store(came)[0]


def change(text: str, **values: Any) -> None:
    """Set columns of the message with that text."""
    with transaction() as tx:
        row = tx.exec(select(InboxMessage).where(col(InboxMessage.text) == text)).one()
        for name, value in values.items():
            setattr(row, name, value)
        tx.save(row)


def waiting(tx: Tx) -> list[int]:
    return list(inbox.chats_waiting(tx, 10))


def test_the_first_of_every_shop_is_found_before_the_second_of_any() -> None:
    ours = [hear("one", "a"), hear("two", "b"), hear("three", "c")]
    hear("four", "c")
    theirs = hear("five", "d", "another shop")
    with transaction() as tx:
        assert waiting(tx) == [ours[0], theirs, ours[1], ours[2]]
        assert set(inbox.chats_waiting(tx, 2).items()) == {(theirs, "another shop"), (ours[0], "shop")}


def test_the_oldest_message_of_a_chat_is_taken_and_none_beside_it() -> None:
    chat = hear("one")
    hear("two")
    held = inbox.lease(chat, 10)
    assert held is not None
    assert inbox.lease(chat, 10) is None
    with transaction() as tx:
        assert waiting(tx) == []


def test_a_message_that_rests_holds_back_the_next_and_the_chat_is_left_alone_meanwhile() -> None:
    chat, other = hear("one"), hear("elsewhere", "b")
    hear("two")
    change("one", retry_at=NOW + REST)
    with transaction() as tx:
        assert waiting(tx) == [other]
    change("one", retry_at=NOW - REST)
    with transaction() as tx:
        assert waiting(tx) == [chat, other]


def test_the_message_of_a_lost_worker_is_found_and_its_token_is_worth_nothing() -> None:
    chat = hear("one")
    lost = inbox.lease(chat, -1)
    with transaction() as tx:
        assert waiting(tx) == [chat]
    again = inbox.lease(chat, 10)
    assert lost is not None
    assert again is not None
    assert (again.attempts, inbox.renew(lost, 10), inbox.renew(again, 10)) == (2, False, True)
    with pytest.raises(inbox.LostLease), transaction() as tx:
        inbox.finish(tx, lost, {})
    inbox.release(lost, "too late", 0)
    with transaction() as tx:
        inbox.finish(tx, again, {})
        assert tx.exec(select(InboxMessage.state)).one() == "done"


def put(*rows: dict[str, Any]) -> int:
    """A chat with these messages to send; its id."""
    with transaction() as tx:
        chat = tx.save(Chat(channel="whatsapp", address="a", business="shop", last_inbound_at=NOW))
        for number, values in enumerate(rows):
            tx.save(OutboxMessage(chat_id=chat.id, token=str(number), text="x", created_at=NOW, **values))
        return chat.id


def test_a_send_that_rests_holds_back_the_next_without_anybody_spinning() -> None:
    chat = put({"retry_at": datetime.now(UTC) + REST}, {})
    with transaction() as tx:
        assert outbox.chats_due(tx, 10) == {}
    rests = outbox.lease(chat, 10)
    assert isinstance(rests, float)
    assert REST.total_seconds() - 60 < rests <= REST.total_seconds()


def test_a_held_send_holds_nothing_back() -> None:
    chat = put({"held": "window"}, {})
    with transaction() as tx:
        assert outbox.chats_due(tx, 10) == {chat: "shop"}


def test_the_send_of_a_lost_sender_is_uncertain_and_the_next_goes() -> None:
    chat = put({"state": "leased", "lease_until": NOW - REST, "lease_token": "t", "attempts": 1}, {})
    with transaction() as tx:
        assert outbox.chats_due(tx, 10) == {chat: "shop"}
    assert isinstance(outbox.lease(chat, 10), outbox.Send)
    with transaction() as tx:
        assert [row.state for row in tx.exec(select(OutboxMessage))] == ["uncertain", "leased"]


def test_a_send_is_taken_by_one_sender_and_nothing_beside_it() -> None:
    chat = put({}, {})
    send = outbox.lease(chat, 10)
    assert isinstance(send, outbox.Send)
    assert outbox.lease(chat, 10) is None
    outbox.mark_sent(send, "SM1", "queued")
    after = outbox.lease(chat, 10)
    assert isinstance(after, outbox.Send)
    assert (send.row.token, after.row.token) == ("0", "1")


def test_a_chat_with_much_to_send_stands_in_line_again_behind_the_others(redis_url: str) -> None:
    bot.configure(Settings(environment="test", redis_url=redis_url, twilio_api_base="http://127.0.0.1:1"))
    chat, other = put({}, {}), Turn("another shop", 99)
    assert delivery._send_all(chat, 0.0) is False
    change_sends(retry_at=NOW - REST)
    # Signals rest after they found no server, as an earlier test may have.
    wait_until(lambda: wake.send(other.key, other.lane), "the signal is given", 10)
    assert delivery._send_all(chat, 0.0) is False
    with Redis.from_url(redis_url) as client:
        line = [lanes.following(client, wake.DELIVERIES, "1", Ended(None), 8) for _ in range(3)]
    assert line == [other, Turn("shop", chat), False]


def change_sends(**values: Any) -> None:
    """Set columns of every message to send."""
    with transaction() as tx:
        tx.changed(update(OutboxMessage).values(**values))


def test_a_send_of_a_frozen_process_is_given_back() -> None:
    chat = put({})
    send = outbox.lease(chat, -1)
    assert isinstance(send, outbox.Send)
    assert send.is_stale()
    delivery.send_one(send)
    with transaction() as tx:
        row = tx.exec(select(OutboxMessage)).one()
        assert (row.state, row.attempts, row.external_id) == ("new", 0, None)
