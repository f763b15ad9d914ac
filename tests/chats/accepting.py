"""Writing what the shop answered into the dialogue files, for a person to read and to commit or not."""

from __future__ import annotations

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


_Dumper.add_representer(str, _text)


class Accepted:
    """The dialogues of one run as they were held, by file."""

    def __init__(self) -> None:
        self._files: dict[Path, dict[int, list[dict[str, Any]]]] = {}

    def note(self, dialogue: Dialogue, held: list[dict[str, Any]]) -> None:
        """Remember how a dialogue went."""
        self._files.setdefault(dialogue.path, {})[dialogue.index] = held

    def write(self) -> None:
        """Rewrite the files."""
        for path, talks in self._files.items():
            comments = [line for line in path.read_text().splitlines() if line.startswith("#")]
            content = yaml.safe_load(path.read_text())
            for index, held in talks.items():
                content[index]["talk"] = held
            dumped = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
            path.write_text("\n".join([*comments, dumped]))
