"""The model host goes away in the middle of a chat, and the order is finished without it, in every language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pydantic import SecretStr

from bot.runtime import runtime
from tests.chats import shops
from tests.chats.runner import Dialogue, Talk, dialogues
from tests.chats.world import START, World
from tests.nlp.providers.fake_host import Answer, completion, host

STORIES = [one for one in dialogues() if one.path.parts[-2:] == ("understanding", "story.yaml")]
STRANGE = "zumbrel plaknot vishwaru"
ANSWERED = 3  # messages before the host goes away


@pytest.fixture
def world(empty: Path, tmp_path: Path, story: Dialogue) -> Iterator[World]:
    start = datetime.fromisoformat(story.content["at"]) if "at" in story.content else START
    with time_machine.travel(start.astimezone(UTC), tick=True) as traveller:
        made = World(tmp_path, empty, traveller)
        yield made
        made.stop()


def showing_the_cart(_body: dict[str, Any]) -> Answer:
    """The model takes anything for a wish to see the cart."""
    proposal = {"command": "customer.cart.show", "slots": [], "lines": [], "keeps": True, "language": "en", "sure": 0.9}
    return completion(json.dumps(proposal))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.content["name"]))
def test_the_order_is_finished_without_it(world: World, story: Dialogue) -> None:
    shop = shops.build(story.content["shop"], datetime.now(UTC))
    talk, steps = Talk(world, shop), story.content["talk"]
    with host(showing_the_cart) as served:
        runtime().settings.openai_base_url = served.url
        runtime().settings.openai_api_key = SecretStr("key")
        for step in steps[:ANSWERED]:
            assert talk.step(step) == dict(step)
        cart = talk.step({"customer": STRANGE})["bot"]
        assert [line for line in steps[ANSWERED - 1]["bot"].splitlines() if "=" in line] == [
            line for line in cart.splitlines() if "=" in line
        ]
        asked = len(served.requests)
    assert asked == 1
    assert talk.step({"customer": STRANGE})["bot"] not in ("", cart)
    for step in steps[ANSWERED:]:
        assert talk.step(step) == dict(step)
