"""Delivery states in every order, each twice, also before the provider's own answer: they only move forward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot import outbox
from bot.channels import Status
from models import Chat, OutboxMessage, connect, transaction

STATES = ("queued", "sent", "delivered", "read")


@pytest.fixture(autouse=True)
def database(tmp_path: Path) -> Iterator[None]:
    engine = connect(f"sqlite:///{tmp_path / 'states.db'}")
    SQLModel.metadata.create_all(engine)
    yield
    engine.dispose()


def send(token: str) -> outbox.Send:
    """A message that is being sent in a chat of its own."""
    with transaction() as tx:
        chat = tx.save(Chat(channel="whatsapp", address=token, business="shop"))
        tx.save(OutboxMessage(chat_id=chat.id, token=token, text="x", created_at=datetime.now(UTC)))
    leased = outbox.lease(chat.id, 10)
    assert isinstance(leased, outbox.Send)
    return leased


def report(token: str, state: str, code: int | None = None) -> None:
    with transaction() as tx:
        outbox.apply_status(tx, Status(f"MM{token}", state, token, code))


def now(leased: outbox.Send) -> OutboxMessage:
    with transaction() as tx:
        return tx.session.get_one(OutboxMessage, leased.row.id)


@pytest.mark.parametrize("answer_at", range(len(STATES) + 1))
def test_any_order_ends_at_the_furthest(answer_at: int) -> None:
    for number, states in enumerate(permutations(STATES)):
        token = f"{number}"
        leased = send(token)
        for position, state in enumerate((*states, "")):
            if position == answer_at:
                outbox.mark_sent(leased, f"MM{token}", "queued")
            if state:
                report(token, state)
                report(token, state)
        row = now(leased)
        assert (row.state, row.external_id, row.delivery, row.delivery_rank) == ("sent", f"MM{token}", "read", 6)


@pytest.mark.parametrize(
    ("states", "last"),
    [
        (("sent", "failed"), "failed"),
        (("failed", "sent"), "failed"),
        (("delivered", "failed"), "delivered"),
        (("failed", "delivered"), "delivered"),
    ],
)
def test_a_failure_counts_unless_the_message_has_arrived(states: tuple[str, ...], last: str) -> None:
    leased = send("one")
    outbox.mark_sent(leased, "MMone", "queued")
    for state in states:
        report("one", state)
    assert now(leased).delivery == last


def test_reports_of_strangers_change_nothing() -> None:
    leased = send("one")
    outbox.mark_sent(leased, "MMone", "queued")
    with transaction() as tx:
        assert outbox.apply_status(tx, Status("MMother", "read", "other")) is None
    assert now(leased).delivery == "queued"
