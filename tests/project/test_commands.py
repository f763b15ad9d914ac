"""Every command is whole: words in every language, and a dialogue that proves it."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
import yaml

import handlers
from bot.commands import REGISTRY, Command
from bot.languages import examples, helps
from bot.render import FOLDER, has_block, languages
from bot.scaffold import marks, scaffold
from nlp.matching.patterns import sentence_data, slot_data
from nlp.packs import folder_of
from shop import errors
from shop.refusal import WebError
from tests.chats.runner import dialogues

handlers.load()
LANGUAGES = languages()
COMMANDS = sorted(REGISTRY.values(), key=lambda command: command.name)
SPOKEN = [command for command in COMMANDS if not command.waits]
# Understood as an order, not by sentences.
TYPED = [command for command in SPOKEN if command.name != "customer.cart.change"]


def test_a_command_that_is_there_is_not_begun_again() -> None:
    with pytest.raises(ValueError, match="already"):
        scaffold("seller.stock.set")


def test_what_only_informs_is_known_to_be_so() -> None:
    """Whoever asks is answered by these, and changes nothing by any other."""
    informing = {command.name for command in SPOKEN if command.keeps and command.area.startswith("seller/")}
    assert set(slot_data()["informs"]) == informing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_reply(language: str) -> None:
    missing = [command.name for command in COMMANDS for block in _blocks(command) if not _has(language, command, block)]
    assert missing == []


def _blocks(command: Command) -> list[str]:
    """The blocks a command's function names in its own source, its own one unless it never speaks it."""
    tree = ast.parse(inspect.cleandoc(inspect.getsource(command.function)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [
        node.args[0].value
        for node in calls
        if isinstance(node.func, ast.Attribute) and node.func.attr == "reply" and node.args
        and isinstance(node.args[0], ast.Constant)
    ]  # fmt: skip
    return [str(name) for name in named]


def _has(language: str, command: Command, block: str) -> bool:
    area, _, name = block.rpartition(":")
    return has_block(language, area or command.area, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_blocks(language: str) -> None:
    """A block of one language is missing in none."""
    assert _all_blocks(language) == _all_blocks("en")


def _all_blocks(language: str) -> dict[str, list[str]]:
    files = sorted((FOLDER / language).rglob("*.txt"))
    found = re.compile(r"{%-?\s*block\s+(\w+)")
    return {str(path.relative_to(FOLDER / language)): sorted(found.findall(path.read_text())) for path in files}


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_slots_are_asked_for(language: str) -> None:
    missing = [
        f"{command.name} {slot.name}"
        for command in COMMANDS
        for slot in command.slots
        if slot.required and slot.type not in ("remembered", "yes", "changes", "number") and not command.waits
        and not has_block(language, command.area, f"{command.block}_{slot.name}")
    ]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_typed_command_has_sentences_help_and_examples(language: str) -> None:
    sentences = sentence_data(folder_of(language))
    missing = [
        command.name
        for command in TYPED
        if len(sentences.get(command.name, {}).get("sentences", [])) < 2
        or not helps(language).get(command.name)
        or not examples(language).get(command.name)
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: str) -> None:
    found = [kind for kind in errors.ShopError.__subclasses__() if kind.__module__.startswith("shop.")]
    kinds = [kind for kind in found if not issubclass(kind, WebError)]
    codes = [re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in kinds]
    assert [code for code in codes if not has_block(language, "errors", code)] == []


def test_every_command_has_a_dialogue() -> None:
    proved: set[str] = set()
    for dialogue in dialogues():
        proved |= {dialogue.content["name"], *dialogue.content.get("commands", [])}
    assert [command.name for command in TYPED if command.name not in proved] == []


def test_every_rule_of_the_conversation_is_proved() -> None:
    rules = yaml.safe_load((Path(__file__).parent.parent / "chats" / "rules.yaml").read_text())
    proved = {rule for dialogue in dialogues() for rule in dialogue.content.get("proves", [])}
    assert sorted(proved - rules.keys()) == []
    assert sorted(rules.keys() - proved) == []


def test_no_entry_of_a_new_command_is_left_unfilled() -> None:
    assert marks() == []
