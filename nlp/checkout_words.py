"""What a message in one breath tells of the checkout: where to, when, how it is paid, or that it is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nlp.matching.asking import asks
from nlp.matching.message import Message
from nlp.matching.spans import Span
from nlp.matching.words import phrases_for
from nlp.situation import Situation, Understanding

ADDRESS: Final = "customer.address.change"
PICKUP: Final = "customer.checkout.pickup"
BESIDES: Final = {"time": "customer.checkout.time", "method": "customer.checkout.payment"}
FEWEST_WORDS: Final = 2
NEAR: Final = 3  # words between what says that goods are brought and what tells a street
PLAINLY: Final = 0.85
HARDLY: Final = 0.72
TOLD: Final = 0.95
PLACED: Final = 0.9
SENT, FETCHED, NOT = "deliver_to", "pickup", "not"


def place_told(message: Message) -> tuple[int, int] | None:
    """The tokens of an address that is told together with other things; None where none is told, or only asked about.

    It begins with a word for a street or a house and what names it ("west hall"), and ends before a time, a way to
    pay, or a word for bringing.
    """
    start, first = _beginning(message)
    if first is None:
        return None
    end = min((i for i in _ends(message) if i > first), default=len(message.tokens))
    asked = end < len(message.tokens) and message.tokens[end].text == "?"
    while end > start and (message.tokens[end - 1].kind in ("mark", "line") or _is_small(message, end - 1)):
        asked = asked or message.tokens[end - 1].text == "?"
        end -= 1
    words = sum(token.kind in ("word", "number") for token in message.tokens[start:end])
    return None if asked or words < FEWEST_WORDS or _asks_before(message, end) else (start, end)


def beside(message: Message, situation: Situation, place: tuple[int, int] | None = None) -> Iterable[Understanding]:
    """The time and the way to pay that a message tells outside an address."""
    for slot, command in BESIDES.items():
        told = (span for span in message.spans.get(slot, ()) if _outside(span, place) and _is_told(message, span))
        # "Now" is also said without meaning when, but hardly beside an address.
        spans = [span for span in told if place or span.quality > HARDLY or span.end - span.start > 1]
        if spans and command in situation.commands:
            best = min(spans, key=lambda span: span.start - span.end)
            yield Understanding(command, {slot: best.value}, source="sentence", sure=TOLD, why=(f"{slot} too",))


def delivered_to(message: Message, situation: Situation) -> tuple[Understanding, ...]:
    """The address of a message, with the time and the payment beside it; empty where it tells none."""
    place = place_told(message) if ADDRESS in situation.commands else None
    if place is None:
        return ()
    text = message.raw(*place)
    to = Understanding(ADDRESS, {"text": text}, source="sentence", sure=PLACED, why=(f"{text} → text",))
    return (to, *beside(message, situation, place))


def sent_beside_goods(message: Message, situation: Situation) -> Understanding | None:
    """The address that stands behind a word for bringing at the end of an order, and names none of the goods."""
    place = place_told(message) if ADDRESS in situation.commands else None
    if place is None or any(place[0] < span.end for span in message.spans.get("product", ())):
        return None
    sent = next((hit.end for hit in message.by_concept.get(SENT, ()) if 0 <= place[0] - hit.end <= NEAR), None)
    if sent is None:
        return None
    text = message.raw(min(place[0], sent + _is_small(message, sent)), place[1])
    return Understanding(ADDRESS, {"text": text}, source="sentence", sure=PLACED, why=(f"{text} → text",))


def is_fetched(message: Message, situation: Situation, least: int) -> bool:
    """Whether words, at least so many together, say that the goods are fetched, and none that they are brought."""
    if PICKUP not in situation.commands or asks(message) or {SENT, NOT} & message.concepts:
        return False
    hits = message.by_concept.get(FETCHED, ())
    return any(hit.quality == 1 and not hit.idle and hit.end - hit.start >= least for hit in hits)


def _beginning(message: Message) -> tuple[int, int | None]:
    """Where an address begins and the first word that tells one; else what stands behind "deliver to"."""
    words = phrases_for(message.language, "order", "address")
    found = [(i, at[1]) for i in range(len(message.tokens)) if (at := words.at(message.tokens, i))]
    streets = [i for i, size in found if size == 1]
    if not streets:
        sent = next((i + size for i, size in found), None)
        return sent or 0, sent
    start = streets[0]
    while start > 0 and _names(message, start - 1):
        start -= 1
    return start, streets[0]


def _names(message: Message, i: int) -> bool:
    """Whether what stands before a word for a street names it: a number, or a word that means and links nothing."""
    token = message.tokens[i]
    known = _is_small(message, i) or _means(message, i)
    return token.kind == "number" or token.kind == "word" and not known


def _is_small(message: Message, i: int) -> bool:
    words, text = message.words, message.tokens[i].text
    return text in words.idle or text in words.links or text in words.fillers


def _means(message: Message, i: int) -> bool:
    return any(hit.start <= i < hit.end and hit.quality == 1 and not hit.idle for hit in message.hits)


def _ends(message: Message) -> Iterable[int]:
    """Where an address may end: at a time, a way to pay, or a word that says what is to be done."""
    for slot in BESIDES:
        yield from (span.start for span in message.spans.get(slot, ()) if _is_told(message, span))
    for concept in (SENT, "pay", "checkout"):
        yield from (hit.start for hit in message.by_concept.get(concept, ()) if hit.quality >= PLAINLY)
    yield from (i for i, token in enumerate(message.tokens) if token.kind == "line")


def _is_told(message: Message, span: Span) -> bool:
    """Whether a time or a way to pay is told in words: a bare number may be that of a house."""
    return any(token.kind in ("word", "time") for token in message.tokens[span.start : span.end])


def _outside(span: Span, place: tuple[int, int] | None) -> bool:
    return place is None or span.end <= place[0] or span.start >= place[1]


def _asks_before(message: Message, end: int) -> bool:
    """Whether the message asks already before its address is told to the end."""
    return asks(Message(message.text, message.tokens[:end], message.language, message.words, message.index,
                        message.now, message.carried))  # fmt: skip
