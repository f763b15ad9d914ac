"""How much a type of content holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

BODY_LIMIT: Final = 1024


TITLE, ROW_TITLE, ROW_DESCRIPTION, IDENTIFIER = 20, 24, 72, 200
ROWS: Final = 10


BUTTONS: Final = 10


def count_problem(name: str, fields: Mapping[str, Any]) -> str:
    if name == "twilio/quick-reply" and not 1 <= len(fields.get("actions", [])) <= BUTTONS:
        return "between one and ten actions"
    if name == "twilio/list-picker":
        if not 1 <= len(fields.get("items", [])) <= ROWS:
            return "between one and ten items"
        if not fields.get("button"):
            return "the list has no button"
    return "" if fields.get("body") or fields.get("title") or "media" in fields or "latitude" in fields else "no body"


def length_problem(fields: Mapping[str, Any]) -> str:
    checks = [("body", str(fields.get("body", "")), BODY_LIMIT), ("button", str(fields.get("button", "")), TITLE)]
    for action in fields.get("actions", []):
        checks += [("title", action.get("title", ""), TITLE), ("id", action.get("id", ""), IDENTIFIER)]
    for row in fields.get("items", []):
        checks += [("item", row.get("item", ""), ROW_TITLE), ("id", row.get("id", ""), IDENTIFIER)]
        checks.append(("description", row.get("description", ""), ROW_DESCRIPTION))
    return next((f"{name} is longer than {limit}" for name, text, limit in checks if len(text) > limit), "")


def empty_problem(fields: Mapping[str, Any]) -> str:
    titles = [action.get("title", "") for action in fields.get("actions", [])]
    rows = [row.get("item", "") for row in fields.get("items", [])]
    if not all(text.strip() for text in titles + rows):
        return "a title is empty"
    if len(set(titles)) < len(titles) or len({row["id"] for row in fields.get("items", [])}) < len(rows):
        return "two choices are the same"
    return ""
