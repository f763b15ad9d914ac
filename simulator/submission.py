"""What may be created as content, and what WhatsApp approves as a template."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from simulator.errors import TwilioError
from simulator.limits import count_problem, length_problem
from simulator.rendering import VARIABLE, fill

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


def check_new(resource: Mapping[str, Any]) -> None:
    """Refuse a resource that Twilio would: no language, no type, or more than its type holds before substitution."""
    if not resource.get("language") or not isinstance(resource.get("types"), dict) or not resource["types"]:
        raise TwilioError(20422, "language and types are required")
    for name, fields in resource["types"].items():
        if not isinstance(fields, dict):
            raise TwilioError(20422, name)
        problem = count_problem(name, fields) or length_problem(fill(fields, {}, keep=True))
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
