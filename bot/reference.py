"""Reference pages made from the code: settings, and commands with their help in every language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr

from bot.commands import REGISTRY, Command
from bot.languages import helps
from bot.render import languages
from settings import HERE, Settings

FOLDER = HERE / "docs"


def settings_page() -> str:
    """Every setting: its environment variable, default and meaning."""
    lines = [
        "# Settings",
        "",
        "Made from the code by `flask docs`.",
        "",
        "| variable | default | meaning |",
        "| - | - | - |",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = "" if isinstance(default, SecretStr) else str(default).replace(str(HERE), ".")
        lines.append(f"| `{name.upper()}` | {f'`{shown}`' if shown else '–'} | {field.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Every command: who may give it, what it takes, and its help line in each language."""
    spoken = languages()
    head = "| command | from | takes | " + " | ".join(spoken) + " |"
    lines = ["# Commands", "", "Made from the code by `flask docs`.", "", head, "| - " * (3 + len(spoken)) + "|"]
    lines += list(_rows(spoken))
    return "\n".join(lines) + "\n"


def _rows(spoken: tuple[str, ...]) -> Iterator[str]:
    for name, command in sorted(REGISTRY.items()):
        if not command.waits:
            said = " | ".join(helps(language).get(name, "") for language in spoken)
            yield f"| `{name}` | {command.at_least} | {_takes(command)} | {said} |"


def _takes(command: Command) -> str:
    words = [slot.name if slot.required else f"[{slot.name}]" for slot in command.slots if slot.type != "remembered"]
    return ", ".join(words) or "–"


def pages() -> dict[Path, str]:
    """Every page with what it should say now."""
    return {FOLDER / "settings.md": settings_page(), FOLDER / "commands.md": commands_page()}
