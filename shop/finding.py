"""Looking for what is due: a store of which that cannot be told holds up no other."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfoNotFoundError


def is_due(check: Callable[..., object], *about: object) -> bool:
    """Whether a check of one store says so. Of a store with an unknown zone it cannot: its work is due then, fails by
    itself and is seen in the log."""
    try:
        return bool(check(*about))
    except ZoneInfoNotFoundError:
        return True
