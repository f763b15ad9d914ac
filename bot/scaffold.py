"""The places of a new command, each filled with a mark that the project's tests refuse until it is replaced."""

from __future__ import annotations

import re
from pathlib import Path

from bot.commands import REGISTRY
from bot.render import languages
from nlp.packs import folder_of
from settings import HERE

MARK = "REPLACE" + "-ME"
NAME = re.compile(r"(chat|customer|seller|register)(\.[a-z_]+){1,3}")

_HANDLER = '''

@command("{name}", at_least=Staff)
def {function}(ctx: Context) -> Values:
    """{mark}: what the caller gets, and what is refused."""
    return {{}}
'''
_FILE = '''"""{mark}: what these commands are about."""

from __future__ import annotations

from bot import Context, Staff, Values, command
'''
_SENTENCES = "{block}:\n  help: {mark}\n  examples:\n    - {mark}\n  sentences:\n    - {mark}\n"
_TEMPLATE = "{{% block {block} %}}\n{mark}\n{{% endblock %}}\n"
_DIALOGUE = "- name: {name}\n  proves: []\n  talk:\n    - seller: {mark}\n      bot: {mark}\n"


def scaffold(name: str) -> list[Path]:
    """Write every entry of a new command: the files touched. ValueError for a name that is none, or taken."""
    if not NAME.fullmatch(name):
        raise ValueError("A command is called like seller.stock.count")
    if name in REGISTRY:
        raise ValueError(f"There is a command {name} already")
    *parts, block = name.split(".")
    area = "/".join(parts)
    words = {"name": name, "block": block, "function": f"{block}_{parts[-1]}", "mark": MARK}
    places = [(HERE / f"handlers/{area}.py", _FILE, _HANDLER)]
    places += [(HERE / f"nlp/sentences/{folder}/{area}.yaml", "", _SENTENCES) for folder in _folders()]
    places += [(HERE / f"templates/{language}/{area}.txt", "", _TEMPLATE) for language in languages()]
    places.append((HERE / f"tests/chats/{area}.yaml", "", _DIALOGUE))
    return [_append(path, head.format(**words), entry.format(**words)) for path, head, entry in places]


def _folders() -> list[str]:
    return sorted({folder_of(language) for language in languages()})


def _append(path: Path, head: str, entry: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text() if path.exists() else head
    path.write_text(before.rstrip("\n") + "\n" * bool(before) + entry)
    return path


def marks() -> list[Path]:
    """The files of this project in which a mark still stands."""
    found = []
    for folder in ("handlers", "nlp/sentences", "templates", "tests/chats"):
        files = [path for path in (HERE / folder).rglob("*") if path.suffix in (".py", ".yaml", ".txt")]
        found += [path for path in files if MARK in path.read_text()]
    return found
