"""Addresses and shared locations in a message."""

from __future__ import annotations

from bot import Context
from nlp.matching.answers import read_yes
from nlp.text import normalise

SHORTEST = 6


def is_address(text: str, words: int = 3) -> bool:
    """Whether a text can be an address: a number in it, or at least so many words."""
    said = text.strip()
    return len(said) >= SHORTEST and (any(sign.isdigit() for sign in said) or len(said.split()) >= words)


def is_no(ctx: Context) -> bool:
    """Whether the message is a plain no, which is no address."""
    return read_yes(normalise(ctx.message.text), ctx.language) is False


def pin(ctx: Context) -> tuple[float, float] | None:
    """The location that the message shares."""
    spot = ctx.message.location
    return (float(spot["latitude"]), float(spot["longitude"])) if spot else None
