"""Every action of the back office that is said to be done by chat has a command and a dialogue that does it."""

from __future__ import annotations

import re
from pathlib import Path

import handlers
from bot.commands import REGISTRY
from tests.chats.runner import dialogues
from tests.project.sources import ROOT

handlers.load()
PAGE = ROOT / "docs" / "by-chat.md"
ROW = re.compile(r"^\| (?P<todo>[^|]+) \| [^|]+ \| `(?P<command>[a-z_.]+)` \| \[[^\]]+\]\((?P<proof>[^)]+)\) \|$", re.M)


FEWEST = 60


def proved(path: Path) -> set[str]:
    """The commands that answered in the dialogues of a file."""
    mine = [dialogue.content for dialogue in dialogues() if dialogue.path == path]
    return {name for content in mine for names in content.get("done", {}).values() for name in names}


def test_every_row_has_a_command_and_its_dialogue() -> None:
    rows = ROW.findall(PAGE.read_text())
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ") and "| to do |" not in line]
    assert len(rows) == len(lines)
    wrong = [
        todo
        for todo, command, proof in rows
        if command not in REGISTRY or command not in proved((PAGE.parent / proof).resolve())
    ]
    assert wrong == []


def test_no_command_stands_twice() -> None:
    commands = [row[1] for row in ROW.findall(PAGE.read_text())]
    assert sorted(set(commands)) == sorted(commands)


def test_nothing_that_a_seller_can_do_is_missing() -> None:
    named = {row[1] for row in ROW.findall(PAGE.read_text())}
    mine = [command.name for command in REGISTRY.values() if command.name.startswith("seller.") and not command.waits]
    assert [name for name in sorted(mine) if name not in named] == []
    assert len(named) >= FEWEST
