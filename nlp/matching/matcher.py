"""Scores a message against all sentences: the command that explains most of its words with the fewest left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

from nlp.matching.asking import asks, only_slots
from nlp.matching.filling import MISSING, take_span, take_spare, take_unnamed, take_word
from nlp.matching.free_text import COLON, free_texts
from nlp.matching.message import Message
from nlp.matching.patterns import Grammar, Pattern, slot_data
from nlp.matching.slot_types import in_turn, span_type
from nlp.matching.state import Match
from nlp.matching.words import Hit
from nlp.situation import CommandSpec

SHORTLIST: Final = 40
DIGITS: Final = 9
BEST_OF_EACH: Final = 2
LONGLIST: Final = 400
EXTRA: Final = 0.5  # what an unexplained weight costs
UNKNOWN_WORD: Final = 0.65
NAME: Final = 0.4  # a word beside a title, often the name of whoever is spoken to
IDLE_WORD: Final = 0.02
IDLE_MEANING: Final = 0.12
OTHER_MEANING: Final = 0.7
NUMBER: Final = 0.6
SPANS: Final = {"product": 0.8, "period": 0.45, "until": 0.2, "days": 0.2}
CLEAR_SPAN: Final = 0.6
NOW: Final = 0.25  # a word for now, which may as well tell the day
ASIDE: Final = 0.12  # a period where no command asks for one
NEGATION: Final = 0.55  # a "not" that a sentence does not explain turns it around
ASKED: Final = 0.1  # what a question mark costs where something would be switched
UNTOLD: Final = 0.5  # what unexplained words before a colon cost, where something behind it is taken
FIRST_OF_ALL: Final = 0.1  # what it is worth to begin with whom to tell: everything else is for them
HANDED_ON: Final = 0.2  # how much a meaning counts of words that are to be told to others
TELL: Final = "tell"
WORDS: Final = 0.01  # of two equally good explanations that by words alone
FULLNESS: Final = 0.012  # of two good explanations the one that explains more

Charge = tuple[int, float]  # tokens as bits, what it costs when one of them stays unexplained


class _Left(Struct):
    """What it costs a pattern to leave words of a message unexplained.

    `asked` tells whether the message asks; `before_colon` are the words before a colon, as bits; `known` keeps what
    was reckoned, by the tokens that are explained.
    """

    charges: tuple[Charge, ...]
    asked: bool
    before_colon: int
    known: dict[int, float] = field(default_factory=dict)

    def cost(self, match: Match) -> float:
        """What all that a match leaves unexplained costs, with what it costs to switch where somebody asks, or to take
        what was said to be for something else."""
        extra = self.known.get(match.used)
        if extra is None:
            extra = self.known[match.used] = self._unexplained(match.used)
        pattern = match.pattern
        untold = match.used.bit_length() > self.before_colon.bit_length() > 0 and self.before_colon & ~match.used
        aside = (ASKED if self.asked and pattern.switches else 0.0) + (UNTOLD if untold else 0.0)
        return extra * EXTRA * pattern.weight + aside

    def _unexplained(self, seen: int) -> float:
        extra = 0.0
        for mask, cost in self.charges:
            if not mask & seen:
                seen |= mask
                extra += cost
        return extra


def best_matches(message: Message, grammar: Grammar, commands: Mapping[str, CommandSpec]) -> list[Match]:
    """The best match of each command, the best command first."""
    best: dict[str, Match] = {}
    left = _Left(tuple(_charges(message, grammar)), asks(message), _before_colon(message))
    for number in _shortlist(message, grammar):
        pattern = grammar.patterns[number]
        if _means_nothing(message, pattern):
            continue
        match = _matched(message, number, grammar, commands[pattern.command].slots)
        _settle(match, left)
        if match.score > 0 and (pattern.command not in best or match.score > best[pattern.command].score):
            best[pattern.command] = match
    return sorted(best.values(), key=lambda m: -m.score)


def _means_nothing(message: Message, pattern: Pattern) -> bool:
    """Whether a message has no word for what a command is about, or none of a sentence that needs one."""
    if pattern.about is not None and pattern.about.isdisjoint(message.concepts):
        return True
    return pattern.must_speak and bool(pattern.words) and pattern.means.isdisjoint(message.meant)


def _shortlist(message: Message, grammar: Grammar) -> list[int]:
    """The patterns that share most with the message, by a sum that ignores where things stand.

    What a command shares most with it is among them, however many patterns of others share more; so is every one
    that begins with whom to tell, where there is a word for telling.
    """
    sums: dict[int, float] = defaultdict(float)
    for postings in (
        *(grammar.by_concept.get(concept, ()) for concept in message.by_concept),
        *(grammar.by_word.get(token.text, ()) for token in message.tokens),
        *(
            grammar.by_slot.get(slot, ())
            for slot, kind in slot_data()["types"].items()
            if span_type(kind) in message.spans
        ),
    ):
        for number, weight in postings:
            sums[number] += weight
    for number, total in sums.items():
        # Rounded, since what is added in another order is another sum by the last digit.
        sums[number] = round(total / grammar.firm[number], DIGITS)
    rated = sorted(sorted(sums), key=sums.__getitem__, reverse=True)
    each: dict[str, int] = defaultdict(int)
    first: list[int] = []
    colon = any(token.text == COLON for token in message.tokens)
    for number in rated[:LONGLIST]:
        pattern = grammar.patterns[number]
        each[pattern.command] += 1
        if each[pattern.command] <= BEST_OF_EACH or (colon and pattern.colon):
            first.append(number)
    if TELL in message.by_concept:
        handed = slot_data()["handed_on"]
        first += [number for number in rated[LONGLIST:] if grammar.patterns[number].command in handed]
    return list(dict.fromkeys((*rated[:SHORTLIST], *first)))


def _matched(message: Message, number: int, grammar: Grammar, types: Mapping[str, str]) -> Match:
    pattern = grammar.patterns[number]
    match = Match(pattern)
    turns = grammar.turns.get(number)
    if turns is None:
        turns = grammar.turns[number] = in_turn(pattern, types)
    meant, concepts = message.meant, message.concepts
    for i, kind in turns.parts:
        element = pattern.elements[i]
        if kind:
            take_span(message, match, i, element, kind)
        elif element.word in meant or not element.concepts.isdisjoint(concepts):
            take_word(message, match, i, element, grammar)
        else:
            match.lost += element.weight * MISSING
    take_spare(message, match, turns.spare)
    if turns.texts:
        free_texts(message, match, turns.texts)
    for slot in match.missing[:]:
        if slot in turns.unnamed:
            take_unnamed(message, match, slot, turns.unnamed[slot])
    return match


def _before_colon(message: Message) -> int:
    """The words that stand before the message's colon, as bits: they say what the rest of it is for."""
    at = next((i for i, token in enumerate(message.tokens) if token.text == COLON), 0)
    words = (
        i for i in range(at) if message.tokens[i].kind == "word" and message.tokens[i].text not in message.words.idle
    )
    return sum(1 << i for i in words)


def _settle(match: Match, left: _Left) -> None:
    """Charge for every word of the message that the pattern leaves unexplained, and make the score."""
    if _says_nothing(match) or not match.pattern.negations <= match.places.keys():
        return  # it would mean the opposite of a sentence with a "not" that the message does not have
    tells = bool(match.pattern.texts) and _hands_on(match)
    total = match.gained + match.lost * (HANDED_ON if tells else 1) + left.cost(match)
    if match.gained > 0 and total:
        match.score = match.pattern.credit * match.gained / total + FULLNESS * min(5.0, match.gained)
        if tells:
            match.score += FIRST_OF_ALL
        if not match.slots:
            match.score += WORDS


def _hands_on(match: Match) -> bool:
    """Whether a message begins with whom to tell, so that what follows is for them and none of it for us."""
    places = match.places
    texts = [places[i][0] for i in match.pattern.texts if i in places]
    words = [places[i] for i in match.pattern.words if i in places] if texts else []
    return len(words) > 1 and min(words)[0] < 2 and all(end <= texts[0] for _, end in words)


def _says_nothing(match: Match) -> bool:
    """Whether what the command is about is missing, or something is named and not a word of what shall become of it."""
    return match.pattern.needs in match.missing or (match.pattern.must_speak and only_slots(match))


def _charges(message: Message, grammar: Grammar) -> Iterable[Charge]:
    """What each part of the message costs when it stays unexplained; the first that covers a token counts."""
    soon = {span.mask for span in message.spans.get("time", ()) if getattr(span.value, "asap", False)}
    for kind, cost in SPANS.items():
        for span in message.spans.get(kind, ()):
            if span.quality > CLEAR_SPAN:
                beside = kind == "period" and "period" not in grammar.by_slot
                yield span.mask, ASIDE if beside else NOW if kind == "period" and span.mask in soon else cost
    yield from ((hit.mask, _price_of(hit, grammar)) for hit in message.hits)
    for i, token in enumerate(message.tokens):
        if token.kind in ("number", "time"):
            doubled = token.text == "2" and token.glued and message.tokens[i - 1].kind == "word"
            yield 1 << i, IDLE_WORD if doubled else NUMBER  # "dateng2" is a word said twice
        elif token.kind == "word":
            idle = token.text in message.words.idle
            yield 1 << i, IDLE_WORD if idle else NAME if i in message.named else UNKNOWN_WORD


def _price_of(hit: Hit, grammar: Grammar) -> float:
    """What a phrase with a meaning costs: more, the fewer commands it speaks of."""
    if hit.quality == 1 and ("not" in hit.concepts or "stop" in hit.concepts and not hit.idle):
        return NEGATION
    weight = max((grammar.weights.get(concept, 0.0) for concept in hit.concepts), default=0.0)
    return weight * (IDLE_MEANING if hit.idle else OTHER_MEANING) * hit.quality
