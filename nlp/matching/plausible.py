"""How plausible a number is in a role: a price near the old one, a quantity that is no price."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from nlp.matching.spans import Span
from nlp.matching.state import Match, Message
from nlp.quantities import Amount
from nlp.situation import ProductRef
from values import Money

CERTAIN: Final = 1.15
DATED: Final = 0.7
PRICED: Final = 0.6  # how well the one number beside a word for a price tells how many
UNPRICED: Final = ("name", "customer")  # beside these an amount is no price that the shop knows
MOVES: Final = "by"  # what a price goes up or down by: a small part of it
SMALL: Final = 0.3  # a share of the price
TINY: Final = 0.1
MUCH: Final = 1.1
LARGE_PRICE: Final = 50_000  # minor units; where prices are smaller, numbers do not tell a price from a quantity


def plausible(message: Message, match: Match, span: Span) -> float:
    """The quality of a span beside what is already known of the message."""
    moves = any(e.slot == MOVES for e in match.pattern.elements)
    if span.type not in ("money", "quantity") or (span.quality >= CERTAIN and not _is_money(span)):
        return span.quality
    if span.type == "quantity" and _is_a_price(message):
        return span.quality * PRICED
    if _dates(message, span):
        return span.quality * DATED
    price = None if any(e.slot in UNPRICED for e in match.pattern.elements) else _price(message, match)
    if price is None or price.amount <= 0:
        return span.quality
    if isinstance(span.value, Money):
        return span.quality * _as_money(message, span, span.value.amount / price.amount, moves)
    ratio = float(span.value.value * 100) / price.amount if isinstance(span.value, Amount) else 0.0
    telling = price.amount >= LARGE_PRICE or _is_broken(span)
    return span.quality * (0.6 if 0.3 <= ratio <= 4 and telling else 1.0)


def _is_broken(span: Span) -> bool:
    """Whether an amount is no whole number and has no unit: "4.5" is rather a price than so many bottles."""
    return isinstance(span.value, Amount) and not span.value.unit and span.value.value % 1 != 0


def _as_money(message: Message, span: Span, ratio: float, moves: bool) -> float:
    """How well a sum fits as a new price, or as what the price moves by, beside the price there is."""
    if moves:
        return MUCH if ratio <= SMALL else 0.4
    if span.quality >= CERTAIN:
        return 1.0 if ratio >= SMALL else 0.75 if ratio >= TINY else 0.5
    if _counts(message, span):
        return 0.45
    return MUCH if SMALL <= ratio <= 3.5 else 0.75 if TINY <= ratio <= 10 else 0.45


def _dates(message: Message, span: Span) -> bool:
    """Whether a bare number is that of a day that is told by its month too."""
    days = [day for day in message.spans.get("until", ()) if not isinstance(day.value, datetime)]
    return any(day.mask & span.mask and day.end - day.start > 1 for day in days)


def _is_a_price(message: Message) -> bool:
    """Whether a message speaks of a price and has one number for it."""
    spoken = any(hit.quality == 1 and not hit.idle for hit in message.by_concept.get("price", ()))
    return spoken and sum(token.kind == "number" for token in message.tokens) == 1


def _is_money(span: Span) -> bool:
    return isinstance(span.value, Money)


def _price(message: Message, match: Match) -> Money | None:
    product = match.slots.get("product")
    known = message.index.products.get(product.id or 0) if isinstance(product, ProductRef) else None
    return known.price if known else message.usual


def _counts(message: Message, span: Span) -> bool:
    """Whether a bare number counts something: a unit, a product or "more" of one comes right after it."""
    unit = any(other.start == span.start and other.quality >= CERTAIN for other in message.spans.get("quantity", ()))
    more = max((hit.end for hit in message.by_concept.get("add", ()) if hit.start == span.end), default=span.end)
    return unit or any(
        other.start in (span.end, more) and other.quality > 0.6 for other in message.spans.get("product", ())
    )
