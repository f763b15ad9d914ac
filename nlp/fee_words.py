"""Several delivery fees in one message: "delivery 5, north side 8 and the airport 20"."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from nlp.matching.message import Message
from nlp.matching.several import parts_of
from nlp.matching.words import counts_metres
from nlp.situation import Understanding
from values import Money

AREA, FLAT = "seller.zone.set", "seller.store.fee"
PLAIN: Final = 0.8  # how sure a list is of which every part has its fee
FREE: Final = "free"
SPOKEN_OF = frozenset({"fee", "deliver_to", "zone"})


def fees_told(message: Message, whole: Understanding) -> tuple[Understanding, ...]:
    """A fee for each area named, the flat one where none is; empty unless every part has a fee of its own.

    `whole` is the message understood as one fee.
    """
    if whole.command != AREA or FREE in message.concepts:
        return ()  # "free over 40" is no area
    fees = _fees(message)
    ends = [0, *(end for _, end, _ in fees)]
    if len(fees) < 2 or ends[-1] < len(message.tokens):
        return _in_parts(message, whole)
    found = []
    for before, (start, _, fee) in zip(ends, fees, strict=False):
        area = _area(message, before, start)
        if before and not area:
            return ()
        slots = {"text": area, "fee": fee} if area else {"fee": fee}
        found.append(replace(whole, command=AREA if area else FLAT, slots=slots, sure=max(whole.sure, PLAIN)))
    return tuple(found)


def _in_parts(message: Message, whole: Understanding) -> tuple[Understanding, ...]:
    """The same where areas stand behind their fees too ("3, and 5 to Northside"): each part has just one number."""
    cuts = [n for n in range(len(message.tokens)) if n and _parted(message, n)]
    found: list[Understanding] = []
    for start, stop in pairwise([0, *cuts, len(message.tokens)]):
        inside = [span for span in message.spans.get("money", ()) if start <= span.start and span.end <= stop]
        fee = max(inside, key=lambda span: span.end - span.start, default=None)
        if fee is None or any(not span.mask & fee.mask for span in inside):
            return ()
        area = _area(message, start, fee.start) or _area(message, fee.end, stop)
        if found and not area:
            return ()
        slots = {"text": area, "fee": fee.value} if area else {"fee": fee.value}
        found.append(replace(whole, command=AREA if area else FLAT, slots=slots, sure=max(whole.sure, PLAIN)))
    return tuple(found) if len(found) > 1 else ()


def _fees(message: Message) -> list[tuple[int, int, Money]]:
    """The sums at the end of a part, with where they stand: other numbers are those of streets."""
    found: list[tuple[int, int, Money]] = []
    for span in sorted(message.spans.get("money", ()), key=lambda span: (span.start, -span.end)):
        apart = not found or span.start >= found[-1][1]
        if isinstance(span.value, Money) and apart and _parted(message, span.end):
            found.append((span.start, span.end, span.value))
    return found


def _parted(message: Message, i: int) -> bool:
    """Whether the message ends before token `i`, or a mark or a word for "and" stands there."""
    if i == len(message.tokens) or message.tokens[i].kind in ("mark", "line"):
        return True
    return len(parts_of(f"0 {message.raw(i, i + 1)} 0", message.language)) > 1


def _area(message: Message, start: int, stop: int) -> str:
    """What stands before a fee, without the words for fees and the small words around it."""
    words = message.words
    spoken = {n for hit in message.hits if hit.concepts & SPOKEN_OF for n in range(hit.start, hit.end)}
    small = words.idle | words.links | words.fillers

    def is_spare(n: int) -> bool:
        if counts_metres(message.tokens, n, message.language):
            return False
        return n in spoken or message.tokens[n].kind == "mark" or message.tokens[n].text in small

    while start < stop and is_spare(start):
        start += 1
    while start < stop and is_spare(stop - 1):
        stop -= 1
    return message.raw(start, stop) if any(token.kind == "word" for token in message.tokens[start:stop]) else ""
