"""The message shapes that Twilio must know before they are sent: buttons and lists, one per count and language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from bot.shapes import MOST_BUTTONS, MOST_ROWS

# Twilio's names of languages; what it has no name for goes under its nearest relative.
CODES = {"hi-Latn": "hi"}
SAMPLE = "…"


def shapes() -> tuple[str, ...]:
    """Every shape: buttons of 1 to 3, lists of 1 to 10 rows, since a shape's count is fixed at Twilio."""
    buttons = tuple(f"buttons-{count}" for count in range(1, MOST_BUTTONS + 1))
    return buttons + tuple(f"list-{count}" for count in range(1, MOST_ROWS + 1))


def resource(shape: str, language: str, opener: str) -> dict[str, Any]:
    """The Content resource of a shape: its text is variable 1, then title, id (and description) of each choice.

    `opener` is what the button that opens a list says.
    """
    kind, _, count = shape.partition("-")
    name = f"bakul_{shape}_{language}".replace("-", "_").lower()
    body = {"buttons": _buttons, "list": _list}[kind](int(count), opener)
    total = 1 + int(count) * (2 if kind == "buttons" else 3)
    variables = {str(n): SAMPLE for n in range(1, total + 1)}
    return {
        "friendly_name": name,
        "language": CODES.get(language, language),
        "variables": variables,
        "types": body,
    }


def _buttons(count: int, _opener: str) -> dict[str, Any]:
    actions = [{"title": f"{{{{{2 * n}}}}}", "id": f"{{{{{2 * n + 1}}}}}"} for n in range(1, count + 1)]
    return {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}


def _list(count: int, opener: str) -> dict[str, Any]:
    items = [
        {"item": f"{{{{{3 * n - 1}}}}}", "id": f"{{{{{3 * n}}}}}", "description": f"{{{{{3 * n + 1}}}}}"}
        for n in range(1, count + 1)
    ]
    return {"twilio/list-picker": {"body": "{{1}}", "button": opener, "items": items}}


def missing(client: Client, wanted: Iterable[dict[str, Any]]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """What the account has already (name to SID), and which of the wanted resources it has not."""
    known = {str(found.friendly_name): str(found.sid) for found in client.content.v1.contents.list()}
    return known, [one for one in wanted if one["friendly_name"] not in known]


def create(client: Client, one: dict[str, Any]) -> str:
    """Create a Content resource: its SID."""
    made = client.content.v1.contents.create(ContentList.ContentCreateRequest(one))
    return str(made.sid)
