"""A store that is flooded does not keep the workers from the others: the lanes take turns, and a few jobs serve all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from bot import lanes
from bot.lanes import Ended, Turn

QUEUE = "messages"
OURS, THEIRS = "whatsapp:+14155230001", "whatsapp:+14155230002"


@pytest.fixture
def client(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as made:
        yield made


def signal(client: Redis, lane: str, *chats: int) -> list[int]:
    """Those of the chats that a job has to come for; each job has the chat's number as its name."""
    return [chat for chat in chats if lanes.signal(client, QUEUE, Turn(lane, chat), str(chat))]


def following(client: Redis, ended: Ended, job: str = "1") -> Turn | bool:
    return lanes.following(client, QUEUE, job, ended, 8)


def served(client: Redis, job: str = "1") -> list[int]:
    """Whom a job works on until nobody is in line."""
    found, turn = [], following(client, Ended(None), job)
    while isinstance(turn, Turn):
        found.append(turn.key)
        turn = following(client, Ended(turn), job)
    return found


def test_there_is_a_job_for_every_worker_and_two_at_least(client: Redis) -> None:
    assert signal(client, OURS, 1, 2, 3, 4) == [1, 2]
    client.sadd(f"rq:workers:{QUEUE}", "a", "b", "c")
    assert signal(client, OURS, 5, 6) == [5]


def test_a_job_works_off_what_is_in_line_and_the_next_signal_brings_another(client: Redis) -> None:
    signal(client, OURS, 1, 2, 3)
    assert served(client, "1") == [1, 2, 3]
    assert served(client, "2") == []
    assert signal(client, OURS, 4) == [4]


def test_lanes_take_turns(client: Redis) -> None:
    signal(client, OURS, 1, 2, 3, 4)
    signal(client, THEIRS, 11, 12)
    assert served(client) == [1, 11, 2, 12, 3, 4]


def test_a_lane_that_nobody_stood_in_comes_before_those_that_have_been_served(client: Redis) -> None:
    signal(client, OURS, 1, 2, 3)
    ours = [following(client, Ended(None)), following(client, Ended(None), "2")]
    assert ours == [Turn(OURS, 1), Turn(OURS, 2)]
    assert lanes.others_wait(client, QUEUE, newcomers=False)
    assert not lanes.others_wait(client, QUEUE, newcomers=True)
    signal(client, THEIRS, 11)
    assert lanes.others_wait(client, QUEUE, newcomers=True)
    assert served(client) == [11, 3]


def test_who_waits_is_not_put_in_line_twice(client: Redis) -> None:
    assert signal(client, OURS, 1, 1) == [1]
    lanes.forget(client, QUEUE, 1)
    signal(client, OURS, 1)
    assert served(client) == [1]


def test_a_signal_for_whom_is_worked_on_brings_him_again_and_no_second_job(client: Redis) -> None:
    signal(client, OURS, 1)
    turn = following(client, Ended(None))
    assert isinstance(turn, Turn)
    assert signal(client, OURS, 1, 1) == []
    assert lanes.following(client, QUEUE, "2", Ended(None), 8) is False
    again = following(client, Ended(turn))
    assert again == turn
    assert following(client, Ended(turn)) is False


def test_who_has_more_to_say_comes_again_after_the_others(client: Redis) -> None:
    signal(client, OURS, 1)
    signal(client, THEIRS, 11)
    first = following(client, Ended(None))
    assert isinstance(first, Turn)
    second = following(client, Ended(first, again=True))
    assert second == Turn(THEIRS, 11)
    assert following(client, Ended(Turn(THEIRS, 11))) == first


def test_a_job_that_makes_room_tells_whether_another_has_to_come(client: Redis) -> None:
    signal(client, OURS, 1, 2)
    turn = following(client, Ended(None))
    assert isinstance(turn, Turn)
    assert following(client, Ended(turn, stays=False)) is True
    assert served(client) == [2]
    assert following(client, Ended(None, stays=False)) is False


def test_a_job_that_listens_keeps_others_from_being_called_for(client: Redis) -> None:
    signal(client, OURS, 1)
    turn = following(client, Ended(None))
    assert isinstance(turn, Turn)
    assert following(client, Ended(turn, lingers=True)) is False
    assert signal(client, OURS, 2, 3) == [2]  # two at least
    bell = lanes.listen(client, QUEUE, 1)
    assert lanes.following(client, QUEUE, "1", Ended(None), 8, bell) == Turn(OURS, 2)
    assert lanes.following(client, QUEUE, "2", Ended(None), 8) == Turn(OURS, 3)


def test_nobody_is_heard_where_nobody_comes(client: Redis) -> None:
    assert lanes.listen(client, QUEUE, 0.01) is None


def test_a_lost_job_counts_no_more_after_a_while(client: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "JOB_SECONDS", 0)
    assert signal(client, OURS, 1, 2, 3, 4) == [1, 2, 3, 4]
