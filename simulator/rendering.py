"""Content resources: what may be created and approved, and what a phone shows once the variables are filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from simulator.errors import SendFailure, TwilioError

VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
BODY_LIMIT: Final = 1024
ROWS: Final = 10
BUTTONS: Final = 10
SESSION_BUTTONS: Final = 3
PLACE: Final = ("latitude", "longitude", "label", "address")
TITLE, ROW_TITLE, ROW_DESCRIPTION, IDENTIFIER = 20, 24, 72, 200
# Only these may be approved; the list picker and the location live in a session alone.
APPROVABLE: Final = frozenset(
    {
        "twilio/text",
        "twilio/media",
        "twilio/quick-reply",
        "twilio/call-to-action",
        "twilio/card",
        "whatsapp/card",
        "twilio/catalog",
        "twilio/carousel",
        "twilio/flows",
        "whatsapp/flows",
        "whatsapp/authentication",
    }
)
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


def check_new(resource: Mapping[str, Any]) -> None:
    """Refuse a resource that Twilio would: no language, no type, or more than its type holds before substitution."""
    if not resource.get("language") or not isinstance(resource.get("types"), dict) or not resource["types"]:
        raise TwilioError(20422, "language and types are required")
    for name, fields in resource["types"].items():
        if not isinstance(fields, dict):
            raise TwilioError(20422, name)
        problem = _count_problem(name, fields) or _length_problem(fill(fields, {}, keep=True))
        if problem:
            raise TwilioError(20422, f"{name}: {problem}")


def approval_problem(resource: Mapping[str, Any]) -> str:
    """Why WhatsApp would reject a resource as a template, or nothing."""
    for name, fields in resource["types"].items():
        if name not in APPROVABLE:
            return f"{name} cannot be submitted for approval"
        body = str(fields.get("body", "")).strip()
        if VARIABLE.match(body) or re.search(r"\}\}$", body):
            return "The body starts or ends with a variable"
        if re.search(r"\}\}\s*\{\{", body):
            return "Two variables stand side by side"
        missing = set(VARIABLE.findall(json.dumps(fields))) - set(resource.get("variables") or {})
        if missing:
            return f"No sample for variable {min(missing)}"
    return ""


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
    problem = _length_problem(types[name]) or _empty_problem(types[name])
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


def _count_problem(name: str, fields: Mapping[str, Any]) -> str:
    if name == "twilio/quick-reply" and not 1 <= len(fields.get("actions", [])) <= BUTTONS:
        return "between one and ten actions"
    if name == "twilio/list-picker":
        if not 1 <= len(fields.get("items", [])) <= ROWS:
            return "between one and ten items"
        if not fields.get("button"):
            return "the list has no button"
    return "" if fields.get("body") or fields.get("title") or "media" in fields or "latitude" in fields else "no body"


def _length_problem(fields: Mapping[str, Any]) -> str:
    checks = [("body", str(fields.get("body", "")), BODY_LIMIT), ("button", str(fields.get("button", "")), TITLE)]
    for action in fields.get("actions", []):
        checks += [("title", action.get("title", ""), TITLE), ("id", action.get("id", ""), IDENTIFIER)]
    for row in fields.get("items", []):
        checks += [("item", row.get("item", ""), ROW_TITLE), ("id", row.get("id", ""), IDENTIFIER)]
        checks.append(("description", row.get("description", ""), ROW_DESCRIPTION))
    return next((f"{name} is longer than {limit}" for name, text, limit in checks if len(text) > limit), "")


def _empty_problem(fields: Mapping[str, Any]) -> str:
    titles = [action.get("title", "") for action in fields.get("actions", [])]
    rows = [row.get("item", "") for row in fields.get("items", [])]
    if not all(text.strip() for text in titles + rows):
        return "a title is empty"
    if len(set(titles)) < len(titles) or len({row["id"] for row in fields.get("items", [])}) < len(rows):
        return "two choices are the same"
    return ""
