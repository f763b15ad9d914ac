"""A store that is flooded does not keep the workers from the others: its chats stand in a line of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from bot import lanes

OURS, THEIRS = "whatsapp:+14155230001", "whatsapp:+14155230002"


@pytest.fixture
def client(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as made:
        yield made


def admitted(client: Redis, lane: str, *chats: int) -> list[int]:
    """Those of the chats that get a place."""
    return [chat for chat in chats if lanes.admit(client, lane, chat, f"pending:{chat}", 5)]


def test_a_lane_has_a_place_for_every_worker_and_two_at_least(client: Redis) -> None:
    assert admitted(client, OURS, 1, 2, 3, 4) == [1, 2]
    client.sadd(lanes.WORKERS, "a", "b", "c")
    assert admitted(client, OURS, 5, 6) == [5]


def test_another_lane_has_its_own_places(client: Redis) -> None:
    assert admitted(client, OURS, 1, 2, 3) == [1, 2]
    assert admitted(client, THEIRS, 11, 12) == [11, 12]


def test_who_leaves_makes_room_for_the_first_in_the_line(client: Redis) -> None:
    admitted(client, OURS, 1, 2, 3, 4)
    assert lanes.leave(client, OURS, 2) == [3]
    assert lanes.leave(client, OURS, 1) == [4]
    assert lanes.leave(client, OURS, 3) == []


def test_who_waits_to_be_taken_is_not_signalled_again(client: Redis) -> None:
    assert admitted(client, OURS, 1, 1) == [1]


def test_nobody_stands_in_a_line_twice(client: Redis) -> None:
    admitted(client, OURS, 1, 2, 3)
    client.delete("pending:3")
    assert admitted(client, OURS, 3) == []
    assert lanes.leave(client, OURS, 1) == [3]
    assert lanes.leave(client, OURS, 2) == []


def test_the_place_of_a_lost_worker_is_free_after_a_while(client: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PLACE_SECONDS", 0)
    assert admitted(client, OURS, 1, 2, 3, 4) == [1, 2, 3, 4]
