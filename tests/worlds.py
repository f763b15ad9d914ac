"""A whole shop with phones, at real time, for tests that look at it from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from tests.chats import shops
from tests.chats.world import START, World, template_database


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and nothing in it."""
    return template_database(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def world(empty: Path, tmp_path: Path) -> Iterator[World]:
    """A shop and phones."""
    with time_machine.travel(START, tick=True) as traveller:
        made = World(tmp_path, empty, traveller)
        yield made
        made.stop()


@pytest.fixture
def warung(world: World) -> shops.Shop:
    """The warung of the dialogues in that world."""
    return shops.build("warung", datetime.now(UTC))
