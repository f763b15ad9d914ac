"""How an outbox row is sent: as text with numbers, or in a registered shape with buttons or a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from bot.channels import MOST_BUTTONS, MOST_ROWS, Outbound
from bot.outbox import Message
from models import ContentTemplate, reading

MOST_SHAPED_TEXT = 1024
MOST_TEXT = 1600
MOST_BUTTON_TITLE, MOST_ROW_TITLE, MOST_DESCRIPTION = 20, 24, 72


def shape_of(text: str, choices: list[dict[str, Any]]) -> str:
    """The shape a message can take: `buttons-2`, `list-5`, or none, and then its choices are numbered text."""
    count = len(choices)
    if not count or len(text) > MOST_SHAPED_TEXT:
        return ""
    longest = max(len(choice["title"]) for choice in choices)
    if count <= MOST_BUTTONS and longest <= MOST_BUTTON_TITLE:
        return f"buttons-{count}"
    return f"list-{count}" if count <= MOST_ROWS and longest <= MOST_ROW_TITLE else ""


def numbered(text: str, choices: list[dict[str, Any]]) -> str:
    """The text with its choices as a numbered list, which works everywhere."""
    if not choices:
        return text
    lines = [f"{n}) {choice['title']}" + _tail(choice) for n, choice in enumerate(choices, 1)]
    return f"{text}\n" + "\n".join(lines)


def _tail(choice: Mapping[str, Any]) -> str:
    return f" · {choice['description']}" if choice.get("description") else ""


def variables(text: str, choices: list[dict[str, Any]], shape: str) -> dict[str, str]:
    """What fills a shape: its text is 1, then title, token (and in a list a description) of each choice."""
    filled, listed = [text], shape.startswith("list")
    for choice in choices:
        filled += [choice["title"], choice["token"]]
        if listed:
            filled.append((choice.get("description") or choice["title"])[:MOST_DESCRIPTION])
    return {str(n): value for n, value in enumerate(filled, 1)}


def outbound(row: Message, is_open: bool) -> Outbound:
    """The message of a row as its channel sends it: as an approved template where the window is closed."""
    shape = shape_of(row.text, row.choices) if is_open else row.template
    shape_id = _registered(row.channel, shape, row.language) if shape and not (is_open and row.media_url) else ""
    return Outbound(
        address=row.address,
        business=row.business,
        token=row.token,
        text=row.text if shape_id else numbered(row.text, row.choices),
        language=row.language,
        choices=row.choices,
        media_url=row.media_url,
        template="" if is_open else row.template,
        variables=_variables(row, shape, is_open) if shape_id else {},
        shape_id=shape_id,
    )


def _variables(row: Message, shape: str, is_open: bool) -> dict[str, str]:
    return variables(row.text, row.choices, shape) if is_open else dict(row.variables)


_REGISTERED = select(col(ContentTemplate.external_id)).where(
    col(ContentTemplate.channel) == bindparam("channel"),
    col(ContentTemplate.shape) == bindparam("shape"),
    col(ContentTemplate.language) == bindparam("language"),
    col(ContentTemplate.approved),
)


def _registered(channel: str, shape: str, language: str) -> str:
    with reading() as tx:
        found = tx.rows(_REGISTERED, {"channel": channel, "shape": shape, "language": language})
    return found[0].external_id if found else ""
