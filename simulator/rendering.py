"""Content resources: what a phone shows of them once the variables are filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from simulator.errors import SendFailure, TwilioError
from simulator.limits import empty_problem, length_problem

VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
SESSION_BUTTONS: Final = 3
PLACE: Final = ("latitude", "longitude", "label", "address")
# The richest type of a resource is what the channel shows.
ORDER: Final = (
    "twilio/list-picker",
    "twilio/quick-reply",
    "twilio/call-to-action",
    "twilio/card",
    "whatsapp/card",
    "twilio/location",
    "twilio/media",
    "twilio/text",
)


def parse_variables(text: str) -> dict[str, str]:
    """The values of a request's ContentVariables; TwilioError 21656 when they are not an object of texts."""
    try:
        values = json.loads(text or "{}")
    except ValueError as problem:
        raise TwilioError(21656) from problem
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise TwilioError(21656)
    return values


def render(resource: Mapping[str, Any], variables: Mapping[str, str], approved: bool) -> dict[str, Any]:
    """What the phone shows: body, and buttons, list, links, media or location. SendFailure where a limit is passed."""
    # Template parameters must be one line; free-form content, which the platform fills in itself, may have more.
    if approved and any(re.search(r"[\n\t]| {5}", value) for value in variables.values()):
        raise SendFailure(63021, "a template variable holds a line break, a tab or many spaces")
    values = {**(resource.get("variables") or {}), **variables}
    types = {name: fill(fields, values) for name, fields in resource["types"].items()}
    name = next((name for name in ORDER if name in types), "")
    if not name:
        raise SendFailure(63021, "no type that this channel shows")
    problem = length_problem(types[name]) or empty_problem(types[name])
    if problem:
        raise SendFailure(63021, problem)
    if name == "twilio/quick-reply" and not approved and len(types[name]["actions"]) > SESSION_BUTTONS:
        raise SendFailure(63013, "more than three buttons without approval")
    return {"type": name, **_shown(types[name])}


def fill(value: Any, variables: Mapping[str, str], keep: bool = False) -> Any:
    """A value with every {{variable}} in its texts replaced; `keep` drops them, to measure what is fixed."""
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: variables.get(found[1], "" if keep else found[0]), value)
    if isinstance(value, list):
        return [fill(part, variables, keep) for part in value]
    if isinstance(value, dict):
        return {name: fill(part, variables, keep) for name, part in value.items()}
    return value


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"body": fields.get("body") or fields.get("title") or ""}
    actions = fields.get("actions", [])
    shown["buttons"] = [
        {"id": action.get("id", action["title"]), "title": action["title"]}
        for action in actions
        if action.get("type", "QUICK_REPLY") == "QUICK_REPLY"
    ]
    shown["links"] = [
        {"title": action["title"], "url": action.get("url") or f"tel:{action.get('phone', '')}"}
        for action in actions
        if action.get("type", "QUICK_REPLY") != "QUICK_REPLY"
    ]
    if "button" in fields:
        shown["list"] = {"button": fields["button"], "items": fields["items"]}
    if "latitude" in fields:
        shown["location"] = {name: fields[name] for name in PLACE if name in fields}
    if "media" in fields:
        shown["media"] = fields["media"]
    return {name: value for name, value in shown.items() if value or name == "body"}
