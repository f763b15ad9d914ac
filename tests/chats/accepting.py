"""Writing what the shop answered into the dialogue files, for a person to read and to commit or not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.chats.runner import Dialogue


class _Dumper(yaml.SafeDumper):
    """Text of several lines as blocks, lists indented, nothing folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


class _OneLine(list[str]):
    """A list that stands in one line."""


def _one_line(dumper: yaml.SafeDumper, value: _OneLine) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_OneLine, _one_line)


class Accepted:
    """The dialogues of one run as they were held, by file."""

    def __init__(self) -> None:
        self._files: dict[Path, dict[int, dict[str, Any]]] = {}

    def note(self, dialogue: Dialogue, held: list[dict[str, Any]], done: Mapping[str, list[str]]) -> None:
        """Remember how a dialogue went, and the commands that answered in it."""
        self._files.setdefault(dialogue.path, {})[dialogue.index] = {"done": _in_lines(done), "talk": held}

    def write(self) -> None:
        """Rewrite the files."""
        for path, talks in self._files.items():
            comments = [line for line in path.read_text().splitlines() if line.startswith("#")]
            content = yaml.safe_load(path.read_text())
            for one in content:
                one |= {"done": _in_lines(one["done"])} if "done" in one else {}
            for index, went in talks.items():
                content[index] = {key: value for key, value in content[index].items() if key not in went} | went
            dumped = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
            path.write_text("\n".join([*comments, dumped]))


def _in_lines(done: Mapping[str, list[str]]) -> dict[str, _OneLine]:
    return {language: _OneLine(names) for language, names in done.items()}
