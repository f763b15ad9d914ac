"""A request about somebody else's thing, and the refusal it must get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.api.client import Api
from tests.shop.builders import Shop

# Open to everybody: it shows nothing that is somebody's own.
PUBLIC = "public"
# About the caller alone: there is nothing in it by which somebody else could be named.
OWN = "own"


@dataclass(frozen=True)
class Ask:
    """A request about another seller's or another person's thing, and the refusal it must get."""

    path: str
    body: Any = None
    refusal: tuple[int, str] = (404, "not_found")


Asked = str | Callable[[Api, Shop], Ask]
