"""A stretch of a message that may fill a slot."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

CERTAIN: Final = 1.15  # the quality of an amount that has a unit


class Span(Struct):
    """Tokens `start`:`end`, `mask` as bits, that may fill a slot of `type`; `quality` says how well (1 is plain)."""

    type: str
    start: int
    end: int
    value: object
    quality: float = 1.0
    mask: int = 0

    def __post_init__(self) -> None:
        self.mask = ((1 << (self.end - self.start)) - 1) << self.start
