"""Sealing what happened, by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from models import reading, transaction
from shop.seals import KINDS, MOST, keep, next_seal, unsealed

NAMES: Final = tuple(KINDS)


def due_now(now: datetime, limit: int) -> list[int]:
    """One number for each seal to make: the place of its kind."""
    found: list[int] = []
    with reading() as tx:
        for place, kind in enumerate(NAMES):
            ids = unsealed(tx, kind, now)
            found += [place] * (0 if ids is None else 1 + (ids[1] - ids[0]) // MOST)
    return found[:limit]


def seal(place: int, now: datetime) -> None:
    """Make the next seal of a kind."""
    with reading() as tx:
        made = next_seal(tx, NAMES[place], now)
    if made is not None:
        with transaction() as tx:
            keep(tx, made)
