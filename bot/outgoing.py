"""What a command says, before it is words: blocks of templates with their values, buttons, rows and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field


class Button(Struct, frozen=True):
    """A tap that runs a command. `label` is a block of `buttons.txt`, or the words themselves if `said` is true."""

    label: str
    command: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    said: bool = False
    description: str = ""


class Reply(Struct, frozen=True):
    """What a handler returns when it has more to give than values: another block, buttons, a picture, patience.

    `block` is a block of the command's own template file, or `area:block` of another. `gathers` marks a reply that
    asks nothing new and may wait a moment for a newer version of itself.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    block: str = ""
    buttons: Sequence[Button] = ()
    media_url: str = ""
    gathers: bool = False


class Bubble(Struct, frozen=True):
    """A reply with its template file and block settled."""

    area: str
    block: str
    values: Mapping[str, Any]
    buttons: tuple[Button, ...] = ()
    media_url: str = ""
    gathers: bool = False


def bubble(area: str, block: str, reply: Reply) -> Bubble:
    """The bubble of a reply given by a command of that area whose own block is `block`."""
    chosen = reply.block or block
    if ":" in chosen:
        area, chosen = chosen.split(":", 1)
    return Bubble(area, chosen, reply.values, tuple(reply.buttons), reply.media_url, reply.gathers)
