"""Whether words only call something good: "perfect" and "good ones only" ask for no menu."""

from __future__ import annotations

from typing import Final

from nlp.matching.message import Message
from nlp.matching.state import Match

GOOD: Final = "good"


def praises(message: Message, match: Match) -> bool:
    """Whether nothing but a word for "good" stands for a sentence."""
    known = [hit for hit in message.hits if hit.mask & match.used and hit.quality == 1 and not hit.idle]
    return bool(known) and all(GOOD in hit.concepts for hit in known)
