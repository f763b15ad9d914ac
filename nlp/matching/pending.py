"""The answer to the question that waits, when a message reads as one; otherwise it is understood as anything else."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from nlp.matching.answers import answers, global_word, read_choice, read_yes
from nlp.matching.message import Message
from nlp.matching.spans import Span
from nlp.matching.values import base_quantity, with_nearest
from nlp.quantities import Amount
from nlp.situation import Pending, ProductRef, Situation, Understanding
from nlp.text import normalise

CUSTOMER: Final = "customer"
ASKING: Final = frozenset({"how_much", "what"})
ORDERING: Final = ("customer.checkout.place", "customer.cart.checkout")
CLEARLY: Final = 0.6  # how surely a word is a product's name
AMOUNTS: Final = ("quantity", "money")
OVER: Final = 1  # words that may stand beside a value that answers
TYPE_SPANS: Final = {"date": "until", "orders": "order", "products": "product", "fee": "money"}


def read_answer(message: Message, situation: Situation) -> Understanding | None:
    """The understanding of a message as the answer awaited; None when it does not read as one."""
    pending = situation.pending
    if pending is None:
        return None
    if pending.type in ("secret", "listing", "verbatim"):
        return _as_typed(message, pending, situation.language)
    if pending.type == "yes":
        ordering = pending.command in ORDERING
        value: object = read_yes(message.tokens, situation.language, ordering=ordering)
    elif pending.choices and not ASKING.isdisjoint(message.concepts):
        value = None  # "how much is the large one?" chooses nothing yet
    elif pending.choices:
        value = read_choice(message.text, pending.choices, situation.language)
    elif pending.type == "text":
        return None
    else:
        value = None if _is_no_value(message, situation) else typed(message, pending.type)
    if value is None:
        return None
    source = "choice" if pending.choices and pending.type != "yes" else "answer"
    return _answer(pending, value, source, message.text)


def _is_no_value(message: Message, situation: Situation) -> bool:
    """Whether a number is none: in a plain yes or no ("rehne do"), or in what a customer orders of something else."""
    if situation.pending is None or situation.pending.type not in AMOUNTS:
        return False
    orders = situation.role == CUSTOMER and any(span.quality > CLEARLY for span in message.spans.get("product", ()))
    return orders or read_yes(message.tokens, situation.language) is not None


def _as_typed(message: Message, pending: Pending, language: str) -> Understanding | None:
    """An answer taken as it was typed: a PIN, a list with numbers in it, or words that mean nothing else
    to us; None where the message is no such thing."""
    if pending.type == "secret":
        return _secret(message, pending, language)
    if pending.type == "listing":
        takes = any(sign.isdigit() for sign in message.text)
    else:
        takes = global_word(message.tokens, language) is None and read_yes(message.tokens, language) is None
    return _answer(pending, message.text.strip(), "answer", message.text) if takes else None


def text_answer(text: str, pending: Pending, language: str) -> Understanding:
    """Any text as the answer to a question for a text; a plain "none" is an empty one."""
    tokens = tuple(token for token in normalise(text) if token.kind == "word")
    found = answers(language).signs.at(tokens, 0)
    empty = found is not None and found[0] == "none" and found[1] == len(tokens)
    return _answer(pending, "" if empty else text.strip(), "answer", text)


def _secret(message: Message, pending: Pending, language: str) -> Understanding | None:
    """A PIN, or nothing for a plain "none" or "no"; what was typed is not told again in the reasons."""
    digits = "".join(message.text.split())
    if digits.isdigit():
        return Understanding(pending.command, {pending.slot: digits}, source="answer", sure=0.95, why=(pending.slot,))
    nothing = text_answer(message.text, pending, language)
    refused = read_yes(message.tokens, language) is False
    return replace(nothing, slots={pending.slot: ""}) if refused or nothing.slots == {pending.slot: ""} else None


def _answer(pending: Pending, value: object, source: str, text: str) -> Understanding:
    why = (f"{text.strip()} → {pending.slot}",)
    return Understanding(pending.command, {pending.slot: value}, source=source, sure=0.95, why=why)


def typed(message: Message, asked: str) -> object:
    """The one value of the asked type that the whole message consists of; None when it holds anything else."""
    kind = TYPE_SPANS.get(asked, asked)
    best: Span | None = None
    for span in message.spans.get(kind, ()):
        if best is None or span.end - span.start > best.end - best.start:
            best = span
    if best is None and asked == "time":
        best = next(iter(message.spans.get("hour", ())), None)
    if best is None:
        return ProductRef(message.text.strip()) if kind == "product" and _names(message) else None
    if kind in AMOUNTS and _names_a_product(message, best):
        return None
    rest = [
        token
        for i, token in enumerate(message.tokens)
        if not best.mask >> i & 1 and token.kind == "word" and token.text not in message.words.idle
    ]
    meaning = {i for hit in message.hits if hit.quality == 1 for i in range(hit.start, hit.end)}
    heavy = [token for token in rest if message.tokens.index(token) not in meaning]
    bare = asked == "time" and any(span.start == best.start for span in message.spans.get("hour", ()))
    if len(rest) > OVER + 1 or len(heavy) > OVER or (bare and rest):
        return None  # "18 Mill Road" is no time
    return _converted(best.value, message, asked)


def _names_a_product(message: Message, answer: Span) -> bool:
    """Whether a product is named beside an amount, and a verb says what becomes of it: that is a message of its own."""
    named = any(span.quality > CLEARLY and not span.mask & answer.mask for span in message.spans.get("product", ()))
    acts = any(hit.quality == 1 and not hit.idle and not hit.mask & answer.mask for hit in message.hits)
    return named and acts


def _names(message: Message) -> bool:
    """Whether the message is a few words that mean nothing else, so that they may name a product."""
    words = [token for token in message.tokens if token.kind == "word"]
    return 0 < len(words) <= 4 and not any(hit.quality == 1 for hit in message.hits)


def _converted(value: object, message: Message, asked: str) -> object:
    if isinstance(value, Amount):
        return base_quantity(value, None, message.index)
    if isinstance(value, ProductRef):
        value = with_nearest(value, message.index)
    return (value,) if asked in ("orders", "products") else value
