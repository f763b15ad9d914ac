"""What every refusal is."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any


class ShopError(Exception):
    """An operation was refused and nothing was changed."""

    @property
    def code(self) -> str:
        """The class name in snake case: the key of the refusal's words and of its answer over REST."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def values(self) -> dict[str, Any]:
        """The fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.code} {self.values}"


refusal = dataclass(eq=False, repr=False)


class WebError(ShopError):
    """A refusal that only programs can meet, so that it has no words in chats."""
