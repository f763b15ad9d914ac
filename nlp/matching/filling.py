"""Lets the elements of a pattern choose their words and spans in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from nlp.matching.free_text import left_over
from nlp.matching.message import Message
from nlp.matching.patterns import SLOT_WEIGHTS, Element, Grammar
from nlp.matching.plausible import WEIGHED, plausible
from nlp.matching.slot_types import SEVERAL
from nlp.matching.spans import Span
from nlp.matching.state import Match, bits
from nlp.matching.words import INNER, Hit
from nlp.situation import OrderRef, ProductRef

MISSING: Final = 0.9  # what an element costs that nothing fills, as a share of its weight
UNLIKE: Final = 0.55  # what a word costs that stands for another, by how unlike they are
CARRIED: Final = 0.5  # what a slot is worth that the command before fills
DOUBTFUL: Final = 0.7
IDLE_FIT: Final = 0.6
LEAST_FIT: Final = 0.2
LEAST_QUALITY: Final = 0.25
UNNAMED: Final = 0.35
POSSESSIVE: Final = re.compile(r"['’]s$")
SPARE: Final = 0.5  # what a slot is worth that a sentence leaves out, as a share of its weight
PLAIN: Final = 1.0  # how well a span must read that no sentence asks for
NAMED_ORDER: Final = 0.75  # what the name of whoever ordered is worth beside the word for an order
MOST_FITS: Final = 300_000


def take_word(message: Message, match: Match, i: int, element: Element, grammar: Grammar) -> None:
    """Let a word of the pattern choose the phrase of the message that stands for it best."""
    best, gain = _same(message, match, element)
    for concept in () if best else element.concepts:
        for hit in message.by_concept.get(concept, ()):
            if not hit.mask & match.used:
                fit = hit.quality * _fit(hit, element, grammar, match.pattern.command)
                if fit > gain + 1e-9:
                    best, gain = hit, fit
    if best is None or gain < LEAST_FIT:
        match.lost += element.weight * MISSING
        return
    match.used |= best.mask
    match.gained += element.weight * gain
    match.lost += element.weight * UNLIKE * (1 - gain)
    match.places[i] = (best.start, best.end)
    match.why.append((best.start, best.end, element.word))


def _same(message: Message, match: Match, element: Element) -> tuple[Hit | None, float]:
    """The very word of the pattern in the message."""
    for hit in message.by_key.get(element.word, ()):
        if not hit.mask & match.used:
            return hit, INNER if hit.quality == INNER else 1.0
    if not element.concepts:
        for i, token in enumerate(message.tokens):
            if token.text == element.word and not match.used >> i & 1:
                return Hit(token.text, frozenset(), i, i + 1, 1.0, 1 << i, False), 1.0
    return None, 0.0


def _fit(hit: Hit, element: Element, grammar: Grammar, command: str) -> float:
    """How well a phrase stands for a word of the pattern by the meaning they share."""
    key = (command, element.word, hit.key)
    fit = grammar.fits.get(key)
    if fit is None:
        if len(grammar.fits) > MOST_FITS:
            grammar.fits.clear()
        fit = grammar.fits[key] = _shared_meaning(hit, element, grammar, command)
    return fit


def _shared_meaning(hit: Hit, element: Element, grammar: Grammar, command: str) -> float:
    shared = hit.concepts & element.concepts
    bears = {concept: grammar.bearing.get((command, concept), 0.0) for concept in element.concepts}
    bearing = max(bears[concept] for concept in shared) / (max(bears.values()) or 1.0)
    breadth = len(shared) / min(len(hit.concepts), len(element.concepts))
    return (0.25 + 0.5 * bearing + 0.2 * breadth) * (IDLE_FIT if hit.idle else 1.0)


def take_span(message: Message, match: Match, i: int, element: Element, kind: str) -> None:
    """Let a slot choose its span, or all of them when it takes several."""
    span = best_span(message, match, SEVERAL.get(kind, kind))
    if span is None:
        lack(message, match, element)
    elif kind in SEVERAL:
        _take_several(message, match, i, element, SEVERAL[kind])
    else:
        _place(message, match, i, element, span, span.value)


def lack(message: Message, match: Match, element: Element) -> None:
    """A slot that nothing fills; what the previous command named counts as nearly there."""
    if element.slot in message.carried:
        match.gained += element.weight * CARRIED
    else:
        match.lost += element.weight * MISSING
    match.missing.append(element.slot)


def best_span(message: Message, match: Match, kind: str) -> Span | None:
    """The best span of a type that is still free; of periods the first in the message."""
    best, most = None, LEAST_QUALITY
    weighed = kind in WEIGHED
    for span in message.spans.get(kind, ()):
        if span.mask & match.used or kind == "days" and _set_off(message, span):
            continue
        if kind == "period" and best is not None:
            if span.start >= best.end:
                continue
            most = 0.0 if span.end <= best.start else most
        quality = plausible(message, match, span) if weighed else span.quality
        quality *= 1 + 0.15 * (span.end - span.start)
        later = kind == "money" and best is not None and (_costs(match, span, best) or _replaces(match, span, best))
        if quality > most + 1e-9 or later:
            best, most = span, quality
    return best


def _replaces(match: Match, span: Span, before: Span) -> bool:
    """Whether a sum is said after another of its kind that it takes the place of: "was 2.50, should be 2.75"."""
    alike = span.start >= before.end and span.quality == before.quality
    return alike and "price" in match.pattern.slots and "quantity" not in match.pattern.slots


def _costs(match: Match, span: Span, before: Span) -> bool:
    """Whether a sum is said after a number that rather stands in a name: "sector 15 is 30"."""
    return span.start >= before.end and span.quality >= before.quality and "text" in match.pattern.slots


def _take_several(message: Message, match: Match, i: int, element: Element, kind: str) -> None:
    chosen: list[Span] = []
    used = match.used
    while span := best_span(message, match, kind):
        chosen.append(span)
        match.used |= span.mask
    chosen.sort(key=lambda s: s.start)
    taken, match.used = match.used, used
    _place(message, match, i, element, chosen[0], tuple(s.value for s in chosen))
    match.used |= taken


def _place(message: Message, match: Match, i: int, element: Element, span: Span, value: object) -> None:
    quality = plausible(message, match, span)
    match.used |= span.mask
    match.gained += element.weight * min(1.1, quality)
    match.lost += element.weight * MISSING * max(0.0, DOUBTFUL - quality)
    match.slots[element.slot] = value
    match.places[i] = (span.start, span.end)
    match.why.append((span.start, span.end, element.slot))


def take_spare(message: Message, match: Match, spare: Iterable[tuple[str, str]]) -> None:
    """Fill the slots, with their types, that a command has and this sentence of it leaves out: "what do people ask for"
    this month."""
    for slot, kind in spare:
        span = best_span(message, match, kind)
        told = kind == "dates" and type(match.slots.get("until")) is date  # days are told once
        if span is not None and span.quality >= PLAIN and not told and not _other(message, span):
            match.used |= span.mask
            match.gained += SLOT_WEIGHTS[slot] * SPARE
            match.slots[slot] = span.value
            match.why.append((span.start, span.end, slot))


def _other(message: Message, span: Span) -> bool:
    """Whether words tell something else than the slot wants: now, which is hardly the day they speak of, a day from
    which something holds, or one of several days that are told together."""
    now = any(time.mask == span.mask and getattr(time.value, "asap", False) for time in message.spans.get("time", ()))
    since = span.type == "dates" and any(hit.end == span.start for hit in message.by_concept.get("from", ()))
    alike = message.spans.get(span.type, ())
    return now or since or any(span.mask & one.mask == span.mask != one.mask for one in alike)


def _set_off(message: Message, span: Span) -> bool:
    """Whether days stand behind the hours and a comma with more to be said of them: "9 to 5, sundays until 2"."""
    end = min((hours.end for hours in message.spans.get("hours", ()) if hours.end <= span.start), default=span.start)
    parted = any(token.kind == "mark" for token in message.tokens[end : span.start])
    return parted and any(token.text not in message.words.idle for token in message.tokens[span.end :])


def take_unnamed(message: Message, match: Match, slot: str, kind: str) -> None:
    """Fill a missing product or order from the words left over: one the catalogue lacks, one by its customer."""
    run = left_over(message, match)
    if not run or kind != "product" and "order" not in message.by_concept:
        return
    text = message.raw(*run)
    value: object = ProductRef(text) if kind == "product" else OrderRef(customer=POSSESSIVE.sub("", text))
    match.missing.remove(slot)
    match.slots[slot] = (value,) if kind in SEVERAL else value
    match.used |= bits(*run)
    match.gained += UNNAMED if kind == "product" else NAMED_ORDER
    if kind != "product" and message.named.intersection(range(*run)):
        match.lost -= next(e.weight for e in match.pattern.elements if e.slot == slot) * MISSING
    match.why.append((*run, f"{slot}?"))
