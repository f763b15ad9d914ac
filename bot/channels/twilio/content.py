"""What Twilio must know before it is sent: shapes of buttons and lists, and templates that WhatsApp approves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from urllib3.exceptions import HTTPError

from bot.channels import MOST_BUTTONS, MOST_ROWS, ChannelError

if TYPE_CHECKING:
    from twilio.rest import Client

# Twilio's names of languages; what it has no name for goes under its nearest relative.
CODES = {"hi-Latn": "hi"}
SAMPLE = "…"


def shapes() -> tuple[str, ...]:
    """Every shape: buttons of 1 to 3, lists of 1 to 10 rows, since a shape's count is fixed at Twilio."""
    buttons = tuple(f"buttons-{count}" for count in range(1, MOST_BUTTONS + 1))
    return buttons + tuple(f"list-{count}" for count in range(1, MOST_ROWS + 1))


def shape(name: str, language: str, opener: str) -> dict[str, Any]:
    """The Content resource of a shape: its text is variable 1, then title, id (and description) of each choice.

    `opener` is what the button that opens a list says.
    """
    kind, _, count = name.partition("-")
    body = {"buttons": _buttons, "list": _list}[kind](int(count), opener)
    total = 1 + int(count) * (2 if kind == "buttons" else 3)
    return _resource(name, language, body, {str(n): SAMPLE for n in range(1, total + 1)})


def template(name: str, language: str, body: str, button: str, samples: Mapping[str, str]) -> dict[str, Any]:
    """The Content resource of an approved template with one button, a tap on which is an answer like any other."""
    actions = [{"title": button, "id": name}]
    return _resource(name, language, {"twilio/quick-reply": {"body": body, "actions": actions}}, samples)


def _resource(name: str, language: str, types: dict[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    return {
        "friendly_name": f"bakul_{name}_{language}".replace("-", "_").lower(),
        "language": CODES.get(language, language),
        "variables": dict(variables),
        "types": types,
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


def known(client: Client) -> dict[str, str]:
    """What the account has: friendly name to SID. Raises `ChannelError` where Twilio is not reached or refuses."""
    from twilio.base.exceptions import TwilioException

    try:
        return {str(found.friendly_name): str(found.sid) for found in client.content.v1.contents.list()}
    except (TwilioException, HTTPError) as error:
        raise ChannelError(str(getattr(error, "msg", "") or type(error).__name__)) from error


def create(client: Client, wanted: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Create Content resources: friendly name to SID."""
    from twilio.rest.content.v1.content import ContentList

    return {
        str(one["friendly_name"]): str(
            client.content.v1.contents.create(ContentList.ContentCreateRequest(dict(one))).sid
        )
        for one in wanted
    }


def approval(client: Client, sid: str, name: str, category: str) -> str:
    """Whether WhatsApp approved a template: its word for the state. A template never submitted is submitted now,
    as what it is: UTILITY or MARKETING."""
    from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

    asked: Mapping[str, Any] = client.content.v1.contents(sid).approval_fetch().fetch().whatsapp or {}
    state = str(asked.get("status") or "unsubmitted")
    if state != "unsubmitted":
        return state
    request = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": category})
    return str(client.content.v1.contents(sid).approval_create.create(request).status)
