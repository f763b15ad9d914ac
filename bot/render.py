"""Bubbles into words: one template file per area and language, one block per reply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.formats import filters_of

FOLDER = Path(__file__).parent.parent / "templates"
_BLANK_LINES = re.compile(r"\n{3,}")


class NoWords(Exception):
    """A reply has no block in a language: a fault of the project, found by its tests."""


@cache
def languages() -> tuple[str, ...]:
    """The languages that replies are written in."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if (folder / "buttons.txt").exists()))


def render(language: str, area: str, block: str, values: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> str:
    """The words of a block in a language; instants are shown in the zone. Raises `NoWords` for a missing block."""
    template = _template(language, area)
    if block not in template.blocks:
        raise NoWords(f"templates/{language}/{area}.txt has no block {block}")
    context = template.new_context({**values, "now": now, "zone": zone})
    words = "".join(template.blocks[block](context))
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in words.splitlines())).strip()


@cache
def label(language: str, block: str) -> str:
    """The words on a button: they tell of nothing and of no moment, so that they are rendered once."""
    return render(language, "buttons", block, {}, datetime.now(UTC), ZoneInfo("UTC"))


def has_block(language: str, area: str, block: str) -> bool:
    """Whether a language has words for a block."""
    return (FOLDER / language / f"{area}.txt").exists() and block in _template(language, area).blocks


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / language),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - chat text, made safe for its own markup by `formats.plain`
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(filters_of(language))
    return environment


@cache
def _template(language: str, area: str) -> Template:
    return _environment(language).get_template(f"{area}.txt")
