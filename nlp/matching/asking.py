"""Whether somebody asks or wonders rather than tells, and which commands are then not simply carried out."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Final

from msgspec import Struct

from nlp.matching.message import Message
from nlp.matching.patterns import slot_data
from nlp.matching.state import Match
from nlp.matching.words import INNER, split_phrases
from nlp.packs import FALLBACK, Lexicon, Phrase, folder_of, read_data
from nlp.situation import ProductRef
from nlp.text import Token
from values import Money

NAMED: Final = 0.85  # how plainly another product has to be named
QUESTION: Final = "?"
DOUBTED: Final = 0.7  # how sure a change may be that somebody only asked about: it is asked back first
FIRST, LAST, WONDERS, REQUESTS = "asks_first", "asks_last", "wonders", "requests"


class _Words(Struct, frozen=True):
    """The words by which a language asks: at the beginning, at the end, anywhere; and those that ask for a favour."""

    first: Lexicon[bool]
    last: frozenset[Phrase]
    wonders: Lexicon[bool]
    requests: Lexicon[bool]


@cache
def _words(language: str) -> _Words:
    found: dict[str, dict[Phrase, bool]] = {key: {} for key in (FIRST, LAST, WONDERS, REQUESTS)}
    own = folder_of(language)
    for folder in dict.fromkeys((FALLBACK, own)):
        data = read_data(folder, "answers")
        for key, phrases in found.items():
            if folder == own or key != FIRST:  # "is" and "do" begin anything elsewhere
                phrases.update(dict.fromkeys(split_phrases(data[key]), True))
    lexicons = {key: Lexicon.of(phrases) for key, phrases in found.items()}
    return _Words(lexicons[FIRST], frozenset(found[LAST]), lexicons[WONDERS], lexicons[REQUESTS])


def asks(message: Message) -> bool:
    """Whether a message asks or wonders; who asks for a favour tells, question mark or not."""
    words = _words(message.words.language)
    tokens = message.tokens
    if _anywhere(words.wonders, tokens):
        return True
    said = [token for token in tokens if token.kind not in ("mark", "line")]
    start = next((i for i, token in enumerate(said) if token.text not in message.words.fillers), 0)
    opens = bool(said) and any(words.first.at(tuple(said), i) is not None for i in {0, start})
    marked = any(token.text == QUESTION for token in tokens)
    return (marked or opens or _ends(words, message)) and not _anywhere(words.requests, tokens)


def only_slots(match: Match) -> bool:
    """Whether a sentence has words and the message not one of them, only values for its slots."""
    words = match.pattern.words
    return bool(words) and match.places.keys().isdisjoint(words)


def doubtful(message: Message, match: Match) -> bool:
    """Whether a change was understood where somebody asks, or asks with a word that stands for nothing in it, or
    where not a word says what shall be done."""
    if not match.pattern.switches:
        return False
    # "nasi uduk 12rb" may be a price of something else than the fried rice that is known.
    bare = only_slots(match) and ("quantity" in match.slots or bool(message.spare & ~match.used))
    if bare or any(reason(message, match) for reason in (_leaves_out, _denied, _begins_later, _speaks_else)):
        return True
    return asks(message) or any(
        not hit.mask & match.used and not hit.idle and hit.quality == 1
        for concept in slot_data()["questions"]
        for hit in message.by_concept.get(concept, ())
    )


def _begins_later(message: Message, match: Match) -> bool:
    """Whether a day to come is told for what a command changes at once: "milk is 32 from tomorrow"."""
    if match.pattern.command not in slot_data()["immediate"]:
        return False
    today = message.now.date()
    coming = (span for span in message.spans.get("until", ()) if not span.mask & match.used)
    days = (span.value for span in coming if isinstance(span.value, date) and not isinstance(span.value, datetime))
    return any(day > today for day in days)


def _speaks_else(message: Message, match: Match) -> bool:
    """Whether something is spoken of that a command could be about and is not."""
    concepts = slot_data()["speaks_else"].get(match.pattern.command, ())
    hits = (hit for concept in concepts for hit in message.by_concept.get(concept, ()))
    return any(hit.quality == 1 and not hit.idle and not hit.mask & match.used for hit in hits)


def _denied(message: Message, match: Match) -> bool:
    """Whether a "not" or "came back" is said that a command has no room for: neither in its words nor as a reason."""
    if match.pattern.loose or match.pattern.command in slot_data()["rest"]:
        return False
    return any(
        hit.quality >= INNER and hit.mask & ~match.used
        for concept in slot_data()["turned_around"]
        for hit in message.by_concept.get(concept, ())
    )


def _leaves_out(message: Message, match: Match) -> bool:
    """Whether another product is named than the one that is meant, or something else is said of some of the orders."""
    meant = match.slots.get("product")
    known = (None, meant.id if isinstance(meant, ProductRef) else None)
    for span in message.spans.get("product", ()) if known[1] else ():
        other = isinstance(span.value, ProductRef) and span.value.id not in known
        if other and span.quality >= NAMED and not span.mask & match.used:
            return True
    sums = [span for span in message.spans.get("money", ()) if span.quality >= NAMED and not span.mask & match.used]
    if sums and any(isinstance(value, Money) for value in match.slots.values()):
        return True  # of two sums one may be what it was
    orders = match.slots.get("orders")
    timed = [span for span in message.spans.get("time", ()) if span.end - span.start > 1 and not span.mask & match.used]
    if orders and timed:
        return True  # what is to be at some time is not so yet
    several = isinstance(orders, tuple) and len(orders) > 1
    return several and any(
        token.kind == "word" and not match.used >> i & 1 and token.text not in message.words.idle
        for i, token in enumerate(message.tokens)
    )


def _anywhere(words: Lexicon[bool], tokens: tuple[Token, ...]) -> bool:
    return any(words.at(tokens, i) for i in range(len(tokens)))


def _ends(words: _Words, message: Message) -> bool:
    """Whether a message ends with a word of asking, small words after it left out."""
    texts = [token.text for token in message.tokens if token.kind not in ("mark", "line")]
    while len(texts) > 1:
        if any(tuple(texts[-len(phrase) :]) == phrase and len(texts) > len(phrase) for phrase in words.last):
            return True
        if texts.pop() not in message.words.fillers:
            break
    return False
