"""Scores a message against all sentences: the command that explains most of its words with the fewest left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from nlp.index import Index
from nlp.matching.free_text import free_texts, left_over
from nlp.matching.patterns import Element, Grammar, Pattern, slot_data
from nlp.matching.spans import Span
from nlp.matching.words import Hit, Vocabulary
from nlp.quantities import Amount
from nlp.situation import OrderRef, ProductRef
from nlp.text import Token
from values import Money

SHORTLIST: Final = 48
MISSING: Final = 0.9
UNLIKE: Final = 0.45
CARRIED: Final = 0.15
IDLE_FIT: Final = 0.6
EXTRA: Final = 0.5
UNKNOWN_WORD: Final = 0.65
IDLE_WORD: Final = 0.02
EXTRA_SPAN: Final = {"product": 0.8, "number": 0.6, "period": 0.45, "until": 0.2}
NEGATION: Final = 0.55  # a "not" that a sentence does not explain turns it around
LOOSE: Final = 0.15
ALONE: Final = 1.8
IN_TEXT: Final = 0.03
DOUBTFUL: Final = 0.7
NUMERIC: Final = ("quantity", "money", "order", "orders", "rating", "number")


@dataclass(frozen=True)
class Message:
    """A message made ready for matching."""

    text: str
    tokens: tuple[Token, ...]
    hits: list[Hit]
    spans: Mapping[str, list[Span]]
    words: Vocabulary
    index: Index
    usual: Money | None
    carried: frozenset[str] = frozenset()


@dataclass(slots=True)
class Match:
    """How well one pattern explains a message: its slots, the score from 0 to 1, and which words became what."""

    pattern: Pattern
    slots: dict[str, object] = field(default_factory=dict)
    score: float = 0.0
    used: int = 0
    gained: float = 0.0
    lost: float = 0.0
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def best_matches(message: Message, grammar: Grammar, types: Mapping[str, Mapping[str, str]]) -> list[Match]:
    """The best match of each command, the best command first; `types` are slot types by command."""
    best: dict[str, Match] = {}
    for number in _shortlist(message, grammar):
        pattern = grammar.patterns[number]
        match = _matched(message, pattern, grammar, types.get(pattern.command, {}))
        if match.score > 0 and (pattern.command not in best or match.score > best[pattern.command].score):
            best[pattern.command] = match
    return sorted(best.values(), key=lambda m: -m.score)


def slot_type(slot: str, types: Mapping[str, str]) -> str:
    """The type of a slot: what the command says, else what the sentences data say."""
    declared: str = slot_data()["types"].get(slot, "text")
    own = types.get(slot, declared)
    return declared if own in ("text", "date", "choice", "yes") and declared != "text" else own


def _shortlist(message: Message, grammar: Grammar) -> list[int]:
    """The patterns that share most with the message, by a sum that ignores where things stand."""
    sums: dict[int, float] = {}
    concepts = {concept for hit in message.hits for concept in hit.concepts}
    for postings in (
        *(grammar.by_concept.get(concept, ()) for concept in concepts),
        *(grammar.by_word.get(token.text, ()) for token in message.tokens),
        *(grammar.by_slot.get(slot, ()) for slot, kind in slot_data()["types"].items() if kind in message.spans),
        *(grammar.by_slot.get(slot, ()) for slot in ("orders",) if "order" in message.spans),
    ):
        for number, weight in postings:
            sums[number] = sums.get(number, 0.0) + weight
    ranked = sorted(sums, key=lambda n: -sums[n] / (0.6 + grammar.patterns[n].firm))
    return ranked[: SHORTLIST * 2] if len(ranked) > SHORTLIST else ranked


def _matched(message: Message, pattern: Pattern, grammar: Grammar, types: Mapping[str, str]) -> Match:
    match = Match(pattern)
    order = sorted(range(len(pattern.elements)), key=lambda i: _turn(pattern.elements[i], types))
    for i in order:
        element = pattern.elements[i]
        if not element.slot:
            _take_word(message, match, i, element, grammar)
        elif slot_type(element.slot, types) != "text" and element.slot != "customer":
            _take_span(message, match, i, element, slot_type(element.slot, types))
    free = [
        i
        for i, e in enumerate(pattern.elements)
        if e.slot and (slot_type(e.slot, types) == "text" or e.slot == "customer")
    ]
    if free:
        free_texts(message, match, free)
    _unnamed(message, match, types)
    _settle(message, match, grammar)
    return match


def _turn(element: Element, types: Mapping[str, str]) -> int:
    """Slots that only few tokens can fill choose first, then words, then the numbers that many slots want."""
    if not element.slot:
        return 5
    kind = slot_type(element.slot, types)
    ranks = {"tracking": 0, "hours": 0, "format": 1, "language": 1, "product": 2, "days": 2, "period": 3, "time": 3}
    return ranks.get(kind, 4 if kind not in NUMERIC else 6 if kind != "money" else 4)


def _take_word(message: Message, match: Match, i: int, element: Element, grammar: Grammar) -> None:
    best, gain = None, 0.0
    command = match.pattern.command
    for hit in message.hits:
        if hit.mask & match.used:
            continue
        fit = _fit(hit, element, grammar, command)
        if hit.key != element.word and _idle(message, hit):
            fit *= IDLE_FIT
        if fit > gain + 1e-9:
            best, gain = hit, fit
    if best is None and not element.concepts:
        best, gain = _literal(message, match, element)
    if best is None or gain < 0.2:
        match.lost += element.weight * MISSING
        return
    match.used |= best.mask
    match.gained += element.weight * gain
    match.lost += element.weight * UNLIKE * (1 - gain)
    match.places[i] = (best.start, best.end)
    match.why.append(f"{_raw(message, best.start, best.end)} → {element.word}")


def _idle(message: Message, hit: Hit) -> bool:
    """Whether a phrase consists of words that usually mean nothing."""
    return all(message.tokens[i].text in message.words.idle for i in range(hit.start, hit.end))


def _fit(hit: Hit, element: Element, grammar: Grammar, command: str) -> float:
    """How well a phrase of the message stands for a word of the pattern: itself, or by the meaning they share."""
    if hit.key == element.word:
        return hit.quality
    shared = hit.concepts & element.concepts
    if not shared:
        return 0.0
    most = max(grammar.bearing.get((command, concept), 0.0) for concept in element.concepts)
    bearing = max(grammar.bearing.get((command, concept), 0.0) for concept in shared) / (most or 1.0)
    breadth = len(shared) / min(len(hit.concepts), len(element.concepts))
    return hit.quality * (0.25 + 0.5 * bearing + 0.2 * breadth)


def _literal(message: Message, match: Match, element: Element) -> tuple[Hit | None, float]:
    for i, token in enumerate(message.tokens):
        if token.text == element.word and not match.used >> i & 1:
            return Hit(token.text, frozenset(), i, i + 1, 1.0, 1 << i), 1.0
    return None, 0.0


def _take_span(message: Message, match: Match, i: int, element: Element, kind: str) -> None:
    if kind in ("orders", "products"):
        _take_several(message, match, i, element, kind)
        return
    span = _best_span(message, match, kind)
    if span is None:
        _lack(message, match, element)
        return
    _place(message, match, i, element, span, span.value)


def _lack(message: Message, match: Match, element: Element) -> None:
    """A slot that nothing fills; what the previous command named counts as nearly there."""
    match.lost += element.weight * (CARRIED if element.slot in message.carried else MISSING)
    match.missing.append(element.slot)


def _best_span(message: Message, match: Match, kind: str) -> Span | None:
    best, most = None, 0.25
    for span in message.spans.get(kind, ()):
        if span.mask & match.used:
            continue
        quality = plausible(message, match, span) * (1 + 0.15 * (span.end - span.start))
        if kind == "period" and best is not None and span.start >= best.end:
            continue
        if kind == "period" and best is not None and span.end <= best.start:
            most = 0.0
        if quality > most + 1e-9:
            best, most = span, quality
    return best


def plausible(message: Message, match: Match, span: Span) -> float:
    """The quality of a span beside what is already known: a price near the old one, a quantity that is no price."""
    product = match.slots.get("product")
    known = message.index.products.get(product.id or 0) if isinstance(product, ProductRef) else None
    price = known.price if known else message.usual
    if price is None or price.amount <= 0 or span.quality >= 1.15:
        return span.quality
    if span.type == "money" and isinstance(span.value, Money):
        ratio = span.value.amount / price.amount
        if _counts(message, span):
            ratio = 0.0
        return span.quality * (1.1 if 0.3 <= ratio <= 3.5 else 0.8 if 0.1 <= ratio <= 10 else 0.45)
    if span.type == "quantity" and isinstance(span.value, Amount):
        ratio = float(span.value.value * 100) / price.amount
        return span.quality * (0.6 if 0.3 <= ratio <= 4 and price.amount >= 50_000 else 1.0)
    return span.quality


def _counts(message: Message, span: Span) -> bool:
    """Whether a bare number counts something: a unit or a product comes right after it."""
    unit = any(other.start == span.start and other.quality >= 1.15 for other in message.spans.get("quantity", ()))
    named = any(other.start == span.end and other.quality > 0.6 for other in message.spans.get("product", ()))
    return unit or named


def _take_several(message: Message, match: Match, i: int, element: Element, kind: str) -> None:
    single = kind.removesuffix("s")
    chosen: list[Span] = []
    while span := _best_span(message, match, single):
        chosen.append(span)
        match.used |= span.mask
    if not chosen:
        _lack(message, match, element)
        return
    chosen.sort(key=lambda s: s.start)
    match.used &= ~chosen[0].mask
    _place(message, match, i, element, chosen[0], tuple(s.value for s in chosen))


def _place(message: Message, match: Match, i: int, element: Element, span: Span, value: object) -> None:
    quality = plausible(message, match, span)
    match.used |= span.mask
    match.gained += element.weight * min(1.1, quality)
    match.lost += element.weight * MISSING * max(0.0, DOUBTFUL - quality)
    match.slots[element.slot] = value
    match.places[i] = (span.start, span.end)
    match.why.append(f"{_raw(message, span.start, span.end)} → {element.slot}")


def _unnamed(message: Message, match: Match, types: Mapping[str, str]) -> None:
    """A product that the catalogue does not have, or an order named by its customer, from the words left over."""
    for slot in list(match.missing):
        kind = slot_type(slot, types)
        if kind not in ("product", "order", "orders"):
            continue
        run = left_over(message, match)
        if not run:
            continue
        text = _raw(message, *run)
        value: object = ProductRef(text) if kind == "product" else OrderRef(customer=text)
        if kind != "product" and "order" not in {c for h in message.hits for c in h.concepts}:
            continue
        match.missing.remove(slot)
        match.slots[slot] = (value,) if kind == "orders" else value
        match.used |= ((1 << (run[1] - run[0])) - 1) << run[0]
        match.gained += 0.35
        match.why.append(f"{text} → {slot}?")


def _settle(message: Message, match: Match, grammar: Grammar) -> None:
    """Charge for every word of the message that the pattern leaves unexplained, and make the score."""
    extra = sum(_charges(message, match, grammar))
    if match.pattern.loose:
        extra *= LOOSE / EXTRA
    if match.pattern.wordless or match.pattern.command in slot_data()["alone"]:
        extra *= ALONE
    total = match.gained + match.lost + EXTRA * extra
    match.score = match.pattern.credit * match.gained / total if total and match.gained > 0 else 0.0
    match.score = min(1.0, match.score + 0.012 * min(5.0, match.gained))


def _charges(message: Message, match: Match, grammar: Grammar) -> Iterable[float]:
    seen = match.used
    for kind in ("product", "period", "until"):
        for span in message.spans.get(kind, ()):
            if not span.mask & seen and span.quality > 0.6:
                seen |= span.mask
                yield EXTRA_SPAN[kind]
    for hit in message.hits:
        if not hit.mask & seen:
            seen |= hit.mask
            idle = _idle(message, hit)
            weight = max((grammar.weights.get(concept, 0.0) for concept in hit.concepts), default=0.0)
            yield NEGATION if "not" in hit.concepts and hit.quality == 1 else weight * (0.12 if idle else 0.7) * hit.quality
    for i, token in enumerate(message.tokens):
        if seen >> i & 1:
            continue
        if token.kind in ("number", "time"):
            yield EXTRA_SPAN["number"]
        elif token.kind == "word":
            yield IDLE_WORD if token.text in message.words.idle else UNKNOWN_WORD


def _raw(message: Message, start: int, end: int) -> str:
    return message.text[message.tokens[start].start : message.tokens[end - 1].end]
