"""A web process is ready while it can keep messages, however far behind the workers are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import models
from models import Chat, InboxMessage, transaction
from tests.chats.shops import BUSINESS
from tests.chats.world import World


def test_a_backlog_is_unwell_and_still_ready(world: World) -> None:
    client, long_ago = world.app.test_client(), datetime.now(UTC) - timedelta(minutes=5)
    assert (client.get("/health").status_code, client.get("/health/ready").status_code) == (200, 200)
    with transaction() as tx:
        chat = tx.save(Chat(channel="whatsapp", address="whatsapp:+1", business=BUSINESS))
        row = {"channel": "whatsapp", "external_id": "SM1", "chat_id": chat.id, "received_at": long_ago}
        tx.save(InboxMessage(**row))
    assert client.get("/health").json["inbox"]["oldest_seconds"] >= 300
    assert (client.get("/health").status_code, client.get("/health/ready").status_code) == (503, 200)


def test_without_a_database_it_is_not_ready(world: World) -> None:
    models.connect("postgresql://nobody@127.0.0.1:1/nothing")
    answer = world.app.test_client().get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "unwell"})
