"""What is due by the clock, and a clock that is told to stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlmodel import update

from bot import minutes, uncertain
from bot.minutes import Work
from models import OutboxMessage, transaction
from tests.bot.rows import chat, message, row
from tests.chats.world import World

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def after(items: int) -> Callable[[], bool]:
    """Told to stop once so many questions whether it was have been answered with no."""
    asked = count()
    return lambda: next(asked) >= items


@pytest.mark.parametrize(("asked", "done"), [(1, []), (2, [0]), (4, [0, 1, 2]), (100, [0, 1, 2, 3, 4])])
def test_a_clock_that_leaves_begins_nothing_more(asked: int, done: list[int]) -> None:
    found: list[int] = []
    works = (Work("one", lambda _now, _most: [0, 1, 2, 3, 4], lambda key, _now: found.append(key)),)
    minutes.every_minute(NOW, after(asked), works)
    assert found == done


def test_a_clock_that_leaves_asks_about_no_further_send(world: World) -> None:
    chat_id = chat()
    sends = [message(chat_id, text) for text in ("Halo", "Baik")]
    with transaction() as tx:
        long_ago = tx.database_now() - timedelta(hours=1)
        tx.changed(update(OutboxMessage).values(state="uncertain", calling_at=long_ago))
    assert uncertain.resolve(after(1)) == 1
    assert [row(key).state for key in sends] == ["new", "uncertain"]
