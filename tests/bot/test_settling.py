"""What becomes of a message and what follows from it are one: reports that come late or twice, senders that are killed
in between, and people who write at that moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, select, update

from bot import delivery, engine, inbox, outbox, thinking, uncertain, window
from bot.channels import Status
from models import Alert, Chat, InboxMessage, OutboxMessage, database, reading, transaction
from tests.bot.rows import PHONE, chat, deliver, greet, message, row
from tests.chats import shops
from tests.chats.world import World


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_at(beginning: str, *values: object) -> Iterator[None]:
    """Die at the statement that begins like this and carries these values."""

    def die(_connection: Any, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
        if statement.startswith(beginning) and all(value in tuple(given) for value in values):
            raise Killed

    event.listen(database.engine(), "before_cursor_execute", die)
    try:
        with suppress(Killed):
            yield
    finally:
        event.remove(database.engine(), "before_cursor_execute", die)


def leased(chat_id: int) -> outbox.Send:
    """The next message of a chat in the hands of a sender."""
    send = outbox.lease(chat_id, 10)
    assert isinstance(send, outbox.Send)
    return send


def report(status: Status) -> None:
    """A status callback, as the webhook takes it."""
    with transaction() as tx:
        window.after_status(tx, outbox.apply_status(tx, status), status)


def alerts() -> list[str]:
    with reading() as tx:
        return list(tx.exec(select(Alert.kind).order_by(col(Alert.id))))


def nudges(chat_id: int) -> int:
    mine = (col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.purpose) == "nudge")
    with reading() as tx:
        return len(tx.exec(select(OutboxMessage.id).where(*mine)).all())


def of_a_store(**values: Any) -> int:
    """A message of a store to its customer: its id."""
    shop = shops.build("warung with known", datetime.now(UTC))
    return message(chat(shop.people["customer"]), "Pesanan 1001 dikirim", store_id=shop.store_id, **values)


def test_a_report_that_comes_after_a_later_one_loses_no_held_message(world: World) -> None:
    made = message(chat(), "Halo")
    token = row(made).token
    report(Status("SM1", "queued", token))
    report(Status("SM1", "failed", token, error_code=63016))
    assert (row(made).state, row(made).held) == ("new", "window")
    report(Status("SM1", "sent", token))
    assert (row(made).state, row(made).held) == ("new", "window")


def test_a_late_report_of_the_first_send_says_nothing_of_the_second(world: World) -> None:
    greet(world)
    made = message(chat(), "Halo")
    token = row(made).token
    report(Status("SM1", "failed", token, error_code=63016))
    world.phones.simulator.faults.add("callback_lost", times=9)
    world.phones.send(PHONE, "ya?")
    world.settle()
    second = row(made).external_id
    assert (row(made).state, second != "SM1") == ("sent", True)
    report(Status("SM1", "failed", token, error_code=63016))
    assert (row(made).state, row(made).external_id) == ("sent", second)


def test_a_report_of_a_send_that_was_given_up_says_nothing_of_the_next(world: World) -> None:
    """A send of unknown outcome was repeated; that the first one failed in the end is no news of the second."""
    made = message(chat(), "Halo")
    report(Status("SM2", "sent", row(made).token))
    report(Status("SM1", "failed", row(made).token, error_code=63016))
    assert (row(made).state, row(made).external_id, row(made).delivery) == ("sent", "SM2", "sent")


def test_a_failure_reported_twice_is_told_once(world: World) -> None:
    made = of_a_store()
    failed = Status("SM1", "failed", row(made).token, error_code=63024)
    report(failed)
    with transaction() as tx:
        tx.changed(update(Alert).values(told_at=tx.database_now()))
    report(failed)
    assert (row(made).state, alerts()) == ("failed", ["failed_send"])


@pytest.mark.parametrize("fields", [{"code": 21211}, {"code": 20429, "attempts": outbox.MOST_ATTEMPTS - 1}])
def test_a_sender_killed_over_a_failure_has_told_nobody(world: World, fields: dict[str, int]) -> None:
    """What is still to be looked into did not fail yet, so the store hears of it once, in the end."""
    code = fields.pop("code")
    made = of_a_store(**fields)
    world.phones.simulator.faults.add("send_code", code=code, when="request")
    send = leased(row(made).chat_id)
    with killed_at("UPDATE outbox SET", "failed"):
        delivery.send_one(send)
    assert (row(made).state, alerts()) == ("leased", [])


def test_a_sender_that_lost_its_message_says_nothing_of_it(world: World) -> None:
    made = of_a_store()
    world.phones.simulator.faults.add("send_code", code=21211, when="request")
    send = leased(row(made).chat_id)
    with transaction() as tx:
        tx.changed(update(OutboxMessage).where(col(OutboxMessage.id) == made).values(lease_token="of another"))
    delivery.send_one(send)
    assert (row(made).state, alerts()) == ("leased", [])


@pytest.mark.parametrize(("code", "became"), [(63024, ("failed", "", ["failed_send"])), (63016, ("new", "", []))])
def test_a_lost_send_of_which_the_list_tells_that_it_failed_is_like_any_other(
    world: World, code: int, became: tuple[str, str, list[str]]
) -> None:
    """He has written since it was turned away for a closed window, so that it may go now."""
    made = of_a_store()
    for kind, fields in (("send_code", {"code": code, "when": "status"}), ("callback_lost", {"times": 9})):
        world.phones.simulator.faults.add(kind, **fields)
    deliver()
    world.phones.settle()
    with transaction() as tx:
        lost = tx.session.get_one(OutboxMessage, made)
        lost.state, lost.external_id, lost.delivery, lost.delivery_rank = "uncertain", None, "", 0
        lost.calling_at = tx.database_now() - timedelta(hours=1)
        tx.save(lost)
    assert uncertain.resolve() == 1
    assert (row(made).state, row(made).held, alerts()) == became


def test_a_sender_killed_over_a_closed_window_holds_nothing_that_nobody_is_told_of(world: World) -> None:
    key = chat(wrote=False)
    made = message(key, "Pesanan baru 1001")
    send = leased(key)
    with killed_at("INSERT INTO outbox"):
        delivery.send_one(send)
    assert (row(made).state, row(made).held, nudges(key)) == ("leased", "", 0)


def test_what_the_provider_sends_back_is_told_of_like_what_was_held(world: World) -> None:
    key = chat()
    made = message(key, "Pesanan baru 1001")
    report(Status("SM1", "failed", row(made).token, error_code=63016))
    assert (row(made).held, nudges(key)) == ("window", 1)


def test_who_writes_while_his_message_is_about_to_be_held_gets_it(world: World) -> None:
    key = chat(wrote=False)
    made = message(key, "Pesanan baru 1001")
    send = leased(key)
    world.phones.send(PHONE, "halo")
    world.settle()
    delivery.send_one(send)
    deliver()
    assert (row(made).state, nudges(key)) == ("sent", 0)


def test_who_writes_while_the_provider_turns_his_message_away_gets_it_and_his_answer(world: World) -> None:
    key = chat()
    made = message(key, "Pesanan baru 1001")
    send = leased(key)
    world.phones.simulator.faults.add("send_code", code=63016, when="request", times=1)
    world.phones.send(PHONE, "halo")
    world.settle()
    delivery.send_one(send)
    deliver()
    with reading() as tx:
        states = tx.exec(select(OutboxMessage.state).where(col(OutboxMessage.chat_id) == key)).all()
    assert (row(made).state, set(states)) == ("sent", {"sent"})


def test_who_writes_in_the_last_moment_of_the_window_gets_what_was_held_in_it(world: World) -> None:
    key = chat()
    made = message(key, "Pesanan baru 1001")
    world.phones.send(PHONE, "halo")
    with transaction() as tx:
        nearly = tx.database_now() - window.OPEN_FOR + window.MARGIN + timedelta(seconds=0.5)
        tx.changed(update(Chat).where(col(Chat.id) == key).values(last_inbound_at=nearly))
        (arrived,) = tx.exec(select(InboxMessage.id).where(col(InboxMessage.state) == "new")).all()
    held = inbox.lease(key, 10)
    assert held is not None
    assert held.message_id == arrived
    thought = thinking.think(held)
    time.sleep(0.6)
    deliver()
    assert row(made).held == "window"
    engine.finish(held, thought)
    deliver()
    assert row(made).state == "sent"
