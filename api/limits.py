"""How often each kind of request may be made, and the setting that changes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from msgspec import Struct

SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
SPELLED: Final = re.compile(r"(\d+)/(second|minute|hour|day)")


class Limit(Struct, frozen=True):
    """So many requests in so many seconds."""

    most: int
    seconds: int

    @classmethod
    def spelled(cls, text: str) -> Limit:
        """The limit of a text such as `100/hour`; ValueError for any other."""
        found = SPELLED.fullmatch(text)
        if found is None:
            raise ValueError(f"a limit is spelled like 100/hour, not {text}")
        return cls(int(found[1]), SECONDS[found[2]])


# Per account where somebody is signed in, per address otherwise.
LIMITS: Final[Mapping[str, str]] = {
    "login": "10/hour",
    "register": "5/hour",
    "refresh": "120/hour",
    "account.read": "600/hour",
    "account.write": "100/hour",
    "products.read": "1000/hour",
    "products.create": "100/hour",
    "products.write": "500/hour",
    "images.read": "5000/hour",
    "orders.read": "200/hour",
    "orders.create": "50/hour",
    "orders.write": "300/hour",
    "payments.read": "100/hour",
    "payments.process": "20/hour",
    "carts.read": "600/hour",
    "carts.write": "300/hour",
    "stores.read": "1000/hour",
    "stores.write": "100/hour",
    "reviews.read": "1000/hour",
    "reviews.write": "60/hour",
    "reports.read": "300/hour",
    "files.make": "30/hour",
    "messages.read": "600/hour",
    "messages.send": "60/hour",
    "notifications.read": "600/hour",
    "notifications.write": "300/hour",
    "ai": "30/hour",
    "admin.read": "600/hour",
    "admin.write": "200/hour",
    "docs": "600/hour",
}


@cache
def limits(changes: str) -> Mapping[str, Limit]:
    """Every limit by its name, changed as a text such as `login=20/hour orders.create=200/hour` says.

    ValueError for a name that is none, or a limit that is not spelled like one.
    """
    found = dict(LIMITS)
    for change in changes.replace(",", " ").split():
        name, _, text = change.partition("=")
        if name not in found:
            raise ValueError(f"RATE_LIMITS: there is no limit called {name}")
        found[name] = text
    return {name: Limit.spelled(text) for name, text in found.items()}


def page() -> str:
    """Every limit with its default, as a page of the documents."""
    lines = [
        "# Limits",
        "",
        "Made from the code by `flask docs`. How they are counted and changed: [the API](api.md).",
        "",
        "| limit | default |",
        "|---|---|",
        *(f"| `{name}` | {text} |" for name, text in LIMITS.items()),
    ]
    return "\n".join(lines) + "\n"
