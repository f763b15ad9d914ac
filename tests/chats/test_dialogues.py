"""Every dialogue of this folder, held in a whole shop. `--accept` writes what the shop answers into the files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from tests.chats import shops
from tests.chats.accepting import Accepted
from tests.chats.done import Done, untrue
from tests.chats.runner import Dialogue, Talk, dialogues
from tests.chats.world import START, World, template_database

FOUND = dialogues()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_database(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def accepted(request: pytest.FixtureRequest) -> Iterator[Accepted | None]:
    if not request.config.getoption("--accept"):
        yield None
        return
    found = Accepted()
    yield found
    found.write()


@pytest.fixture
def world(empty: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    dialogue: Dialogue = request.param
    start = datetime.fromisoformat(dialogue.content["at"]) if "at" in dialogue.content else START
    with time_machine.travel(start.astimezone(UTC), tick=True) as traveller:
        made = World(tmp_path, empty, traveller)
        yield made
        made.stop()


@pytest.mark.parametrize(
    ("world", "dialogue"), [(one, one) for one in FOUND], ids=[one.id for one in FOUND], indirect=["world"]
)
def test_dialogue(world: World, dialogue: Dialogue, accepted: Accepted | None) -> None:
    talk = Talk(world, shops.build(dialogue.content.get("shop", "warung"), datetime.now(UTC)))
    held = []
    with Done() as done:
        for number, step in enumerate(dialogue.content["talk"], 1):
            shown = talk.step(step)
            held.append(shown)
            if accepted is None:
                assert shown == dict(step), f"step {number}"
    if accepted is not None:
        accepted.note(dialogue, held, done.told())
    assert untrue(dialogue.content | ({"done": {}} if accepted else {}), done.told()) == []
