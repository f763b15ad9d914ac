"""A message that is about to be held while the person writes: it is let go by the one or goes by the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import SQLModel, col, select

from bot import outbox, window
from bot.stale import release_held
from bot.turn import note, take_turn
from models import Chat, OutboxMessage, Tx, connect, transaction
from tests.shop.racers import at_once, attempt

TIMES = 40


@pytest.fixture(autouse=True)
def database(postgres_url: str) -> Iterator[None]:
    engine = connect(postgres_url)
    SQLModel.metadata.create_all(engine)
    yield
    engine.dispose()


def test_nothing_is_held_once_the_window_is_open() -> None:
    for number in range(TIMES):
        with transaction() as tx:
            chat = tx.save(Chat(channel="whatsapp", address=f"{number}", business="shop"))
            tx.save(OutboxMessage(chat_id=chat.id, token=f"{number}", text="x", created_at=datetime.now(UTC)))
        send = outbox.lease(chat.id, 10)
        assert isinstance(send, outbox.Send)

        def hold(tx: Tx, leased: outbox.Send = send) -> str:
            values = window.hold(tx, leased.row, tx.database_now())
            assert outbox.marked(tx, leased, **values)
            return str(values["held"])

        def write(tx: Tx, key: int = chat.id) -> str:
            mine = tx.session.get_one(Chat, key)
            note(mine, last_inbound_at=tx.database_now())
            take_turn(tx, mine, mine.version)
            release_held(tx, mine)
            return "wrote"

        at_once([lambda: attempt(hold), lambda: attempt(write)])
        with transaction() as tx:
            left = tx.exec(select(OutboxMessage).where(col(OutboxMessage.chat_id) == chat.id)).one()
            assert (left.state, left.held) == ("new", "")
