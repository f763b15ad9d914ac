"""A first order in every language, typed into the phones, as the dialogues tell it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.browser.phones import Phones
from tests.chats import shops
from tests.chats.runner import Dialogue, Talk, dialogues
from tests.chats.world import START, World, template_database

pytestmark = pytest.mark.browser
STORIES = [one for one in dialogues() if one.path.parts[-2:] == ("understanding", "story.yaml")]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_database(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def world(empty: Path, tmp_path: Path, story: Dialogue) -> Iterator[World]:
    start = datetime.fromisoformat(story.content["at"]) if "at" in story.content else START
    with time_machine.travel(start.astimezone(UTC), tick=True) as traveller:
        made = World(tmp_path, empty, traveller)
        yield made
        made.stop()


def typed(world: World, phones: Phones, text: str) -> None:
    """Type a message, and have the shop work once it has it."""
    before, messages = world.last_id(), world.phones.simulator.tables.messages
    phones.customer.say(text)
    until = time.monotonic() + PATIENCE
    while not messages.search("id > ? AND direction = 'inbound' AND tick = 'delivered'", before):
        assert time.monotonic() < until, "what was typed never reached the shop"
        time.sleep(0.02)
    world.settle()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.content["name"]))
def test_a_first_order(world: World, page: Page, story: Dialogue) -> None:
    shop = shops.build(story.content["shop"], datetime.now(UTC))
    Talk(world, shop)
    phones = Phones(page, world.phones.base_url).open()
    phones.customer.hold(shop.names.get("customer", "Budi"))
    for step in story.content["talk"]:
        typed(world, phones, step["customer"])
        for line in step["bot"].splitlines():
            if line and not line.startswith("["):
                expect(phones.customer.replies.last).to_contain_text(line.replace("*", ""))
