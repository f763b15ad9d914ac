"""How plausible a number is in a role: a price near the old one, a quantity that is no price."""

from __future__ import annotations

from typing import Final

from nlp.matching.message import Message
from nlp.matching.spans import CERTAIN, Span
from nlp.matching.state import Match
from nlp.quantities import Amount
from nlp.situation import ProductRef
from values import Money

WEIGHED: Final = ("money", "quantity")  # the spans that are not always as plausible as they read
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
    if span.type not in WEIGHED or (span.quality >= CERTAIN and not isinstance(span.value, Money)):
        return span.quality
    if span.type == "quantity" and message.is_priced:
        return span.quality * PRICED
    if message.dated & span.mask:
        return span.quality * DATED
    slots = match.pattern.slots
    price = _price(message, match) if slots.isdisjoint(UNPRICED) else None
    if price is None or price.amount <= 0:
        return span.quality
    if isinstance(span.value, Money):
        return span.quality * _as_money(message, span, span.value.amount / price.amount, MOVES in slots)
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


def _price(message: Message, match: Match) -> Money | None:
    product = match.slots.get("product")
    known = message.index.products.get(product.id or 0) if isinstance(product, ProductRef) else None
    return known.price if known else message.index.spec.usual_price


def _counts(message: Message, span: Span) -> bool:
    """Whether a bare number counts something: a unit, a product or "more" of one comes right after it."""
    unit = any(other.start == span.start and other.quality >= CERTAIN for other in message.spans.get("quantity", ()))
    more = max((hit.end for hit in message.by_concept.get("add", ()) if hit.start == span.end), default=span.end)
    return unit or any(
        other.start in (span.end, more) and other.quality > 0.6 for other in message.spans.get("product", ())
    )
