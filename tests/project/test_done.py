"""Every command answers in at least one dialogue in each language, counted from what ran in the dialogues."""

from __future__ import annotations

import pytest

import handlers
from bot.commands import REGISTRY
from bot.render import languages
from tests.chats.runner import dialogues

handlers.load()
SAID = sorted(command.name for command in REGISTRY.values() if not command.waits)


@pytest.mark.parametrize("language", languages())
def test_every_command_answers_in_a_dialogue(language: str) -> None:
    """`done` of a dialogue is what ran; the dialogue itself fails where it says more than that."""
    done = {name for dialogue in dialogues() for name in dialogue.content.get("done", {}).get(language, [])}
    assert [name for name in SAID if name not in done] == []
