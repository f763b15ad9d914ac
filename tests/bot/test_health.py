"""`GET /health` tells the truth about every part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import rq
from redis import Redis
from sqlmodel import col, select

import models
from bot import clock
from bot.runtime import runtime
from models import InboxMessage, OutboxMessage, transaction
from tests.bot.rows import PHONE, chat, message
from tests.chats.shops import BUSINESS
from tests.chats.world import World


def health(world: World) -> tuple[int, dict[str, Any]]:
    answer = world.app.test_client().get("/health")
    return answer.status_code, answer.get_json()


def test_a_quiet_shop_is_well_even_without_redis(world: World) -> None:
    status, parts = health(world)
    assert (status, parts["status"], parts["database"], parts["redis"]["state"]) == (200, "ok", "ok", "away")


def test_workers_and_clocks_show_their_last_beat(world: World, redis_url: str) -> None:
    runtime().settings.redis_url = redis_url
    with Redis.from_url(redis_url) as connection:
        worker = rq.SimpleWorker([rq.Queue("messages", connection=connection)], connection=connection, name="m1")
        worker.register_birth()
    clock.tick()
    _, parts = health(world)
    assert [one["name"] for one in parts["redis"]["workers"]] == ["m1"]
    assert parts["redis"]["workers"][0]["seconds_since_beat"] < 60
    assert parts["clocks"][0]["seconds_since_beat"] < 60


def test_a_message_waiting_over_a_minute_is_unwell(world: World) -> None:
    world.phones.send(PHONE, "halo", BUSINESS)
    assert health(world)[0] == 200
    with transaction() as tx:
        waiting = tx.exec(select(InboxMessage)).one()
        waiting.received_at -= timedelta(seconds=61)
        tx.save(waiting)
    status, parts = health(world)
    assert (status, parts["status"]) == (503, "unwell")
    assert parts["inbox"]["oldest_seconds"] >= 61


@pytest.mark.parametrize(("held", "status"), [("", 503), ("window", 200)])
def test_a_send_waiting_over_a_minute_is_unwell_unless_it_is_held(world: World, held: str, status: int) -> None:
    key = message(chat(), "Halo", held=held)
    with transaction() as tx:
        waiting = tx.exec(select(OutboxMessage).where(col(OutboxMessage.id) == key)).one()
        waiting.created_at -= timedelta(seconds=61)
        tx.save(waiting)
    assert health(world)[0] == status


def test_failed_and_uncertain_sends_are_counted(world: World) -> None:
    for state in ("failed", "uncertain", "uncertain"):
        message(chat(), "Halo", state=state)
    _, parts = health(world)
    assert (parts["outbox"]["failed"], parts["outbox"]["uncertain"]) == (1, 2)


def test_without_the_database_it_says_so(world: World) -> None:
    models.connect("sqlite:////nowhere/at/all.db")
    status, parts = health(world)
    assert (status, parts["database"]) == (503, "away")
