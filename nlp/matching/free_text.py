"""Slots of free text: the part of a message that stands where a sentence has a text, in the sender's own spelling."""

from __future__ import annotations

from typing import Final

from nlp.matching.message import Message
from nlp.matching.patterns import slot_data
from nlp.matching.state import Match, bits
from nlp.matching.words import counts_metres

TEXT_GAIN: Final = 0.6
PER_WORD: Final = 0.03
PER_MEANING: Final = 0.05
MOST: Final = 0.6
STOPPED: Final = 0.3  # a word for ending something is hardly a part of what it is called
NO_COLON: Final = 0.2
NUMBERED: Final = 0.4  # names have no numbers in them
COLON: Final = ":"
HARDLY: Final = 0.5  # how well a word for "soon" tells a time
DATED: Final = ("days", "period", "until", "time")
TRAILING: Final = (",", ";", ":", ".", "\n")

Range = tuple[int, int]  # from one token to before another


def free_texts(message: Message, match: Match, free: tuple[int, ...]) -> None:
    """Fill the free slots of a match (positions in its pattern) with the words between what surrounds them."""
    for n, i in enumerate(free):
        element = match.pattern.elements[i]
        start, stop = _range(message, match, i, last=n == len(free) - 1)
        if start >= stop:
            match.lost += element.weight
            match.missing.append(element.slot)
        else:
            _fill(message, match, i, start, stop)


def _range(message: Message, match: Match, i: int, last: bool) -> Range:
    """Where the text of the slot stands; empty when nothing there can be one."""
    slot = match.pattern.elements[i].slot
    start, stop = _bounds(message, match, i, last)
    if slot == "customer":
        start = _past_used(match, start, stop)
        start, stop = trimmed(message, *_person(message, match, start, stop, alone=last))
        return (start, start) if _means_something(message, start, stop) else (start, stop)
    if slot == "text" and _after_colon(message, start):
        return start, stop  # somebody's own words: not one is ours to leave out
    if match.pattern.command in slot_data()["after_colon"]:
        return start, start
    if slot == "text":
        start = _past_used(match, start, stop)
    start, stop = trimmed(message, start, stop, message.words.fillers - message.words.titles)
    start, stop = _as_told(message, match.pattern.command, start, stop)
    if _tells_when(message, start, stop):
        return start, start
    if slot == "name":
        start, stop = _bare(message, start, stop)
        return (start, stop) if start < stop else _named_elsewhere(message, match) or (start, start)
    return (start, start) if slot == "text" and _says_nothing(message, start, stop) else (start, stop)


def _as_told(message: Message, command: str, start: int, stop: int) -> Range:
    """Where the text of a command begins and ends, by what it is: an account, a place or a name."""
    if command in slot_data()["named_by_method"]:
        return _with_method(message, start), stop
    if command in slot_data()["places"]:
        return start, _without_fillers(message, start, stop)
    return _without_small(message, start, stop) if command in slot_data()["names"] else (start, stop)


def _without_small(message: Message, start: int, stop: int) -> Range:
    """Where a name begins and ends, without the small words around it: "to Suba at", "the STUDENT"."""
    small = message.words.idle - message.words.titles
    tokens = message.tokens
    named = [n for n in range(start, stop) if tokens[n].text not in small or counts_metres(tokens, n, message.language)]
    return (named[0], named[-1] + 1) if named else (start, stop)


def _without_fillers(message: Message, start: int, stop: int) -> int:
    """Where a text ends that is told to us, without the small words after it: "jl kenanga 5 ya"."""
    while stop - start > 1 and (
        message.tokens[stop - 1].text in message.words.fillers or message.tokens[stop - 1].text in TRAILING
    ):
        stop -= 1
    return stop


def _with_method(message: Message, start: int) -> int:
    """Where a text begins with the word for a way to pay right before it: "nequi 300 123"."""
    named = {n for span in message.spans.get("method", ()) for n in range(span.start, span.end)}
    while start - 1 in named:
        start -= 1
    return start


def _past_used(match: Match, start: int, stop: int) -> int:
    """The first word of a range that does not stand for something else already."""
    while start < stop and match.used >> start & 1:
        start += 1
    return start


def _fill(message: Message, match: Match, i: int, start: int, stop: int) -> None:
    element = match.pattern.elements[i]
    text = message.text[message.tokens[start].start : _end_of(message, stop)].strip(" \t\n,;:?¿")
    covered = bits(start, stop)
    if not _after_colon(message, start):
        match.lost += _swallowed(message, covered & ~match.used) + (NO_COLON if match.pattern.colon else 0.0)
    if element.slot != "text":
        match.lost += NUMBERED * sum(token.kind == "number" for token in message.tokens[start:stop])
    match.slots[element.slot] = text
    match.places[i] = (start, stop)
    match.used |= covered
    match.gained += element.weight * TEXT_GAIN
    match.why.append((start, stop, element.slot))


def _after_colon(message: Message, start: int) -> bool:
    return start > 0 and message.tokens[start - 1].text == COLON


def _bounds(message: Message, match: Match, i: int, last: bool) -> Range:
    """Where the text may stand: after what comes before it in the pattern, before what comes after."""
    before = [place[1] for n, place in match.places.items() if n < i]
    after = [place[0] for n, place in match.places.items() if n > i]
    start = max(before, default=0)
    stop = min((place for place in after if place > start), default=len(message.tokens))
    if last and not after:
        for n in range(min(start + 6, stop)):
            if message.tokens[n].text == COLON and n >= start:
                return n + 1, stop
    return start, stop


def _person(message: Message, match: Match, start: int, stop: int, alone: bool) -> Range:
    """A name: what stands before a colon, or its titles and the words of the name."""
    start, stop = trimmed(message, start, stop)
    titles = message.words.titles
    while (
        start < stop and message.tokens[start].text in message.words.idle and message.tokens[start].text not in titles
    ):
        start += 1
    for n in range(start, min(start + 4, stop)):
        if message.tokens[n].text == COLON:
            return start, n
    end = start
    while end < stop and message.tokens[end].text in titles:
        end += 1
    end = min(end + 1, stop)
    while end < stop and message.tokens[end].raw[:1].isupper() and message.tokens[end - 1].raw[:1].isupper():
        end += 1
    while end < stop and message.tokens[end].text in titles:
        end += 1
    if alone and stop - start <= 3 and not _spelt_large(message, start, end):
        return start, stop
    return start, end


def _spelt_large(message: Message, start: int, end: int) -> bool:
    """Whether a name is written with a capital, so that small letters after it are other words."""
    return any(token.raw[:1].isupper() and not token.raw.isupper() for token in message.tokens[start:end])


def trimmed(message: Message, start: int, stop: int, also: frozenset[str] = frozenset()) -> Range:
    """The range without the words that only link a text to what stands around it."""
    links = message.words.links | also
    while start < stop and (
        message.tokens[start].kind in ("mark", "line")
        and not _emoji(message, start)
        or message.tokens[start].text in links
    ):
        start += 1
    while start < stop and message.tokens[stop - 1].text in TRAILING:
        stop -= 1
    return start, stop


def _named_elsewhere(message: Message, match: Match) -> Range | None:
    """A name away from where a sentence has it, up to the end of it: "tahu isi 2rb, masukin menu"."""
    found = left_over(message, match)
    if found is None:
        return None
    start, stop = found
    around = _around(message)
    while stop < len(message.tokens) and message.tokens[stop].kind == "word" and stop not in around:
        if match.used >> stop & 1 or message.tokens[stop].text in message.words.idle:
            break
        stop += 1
    return start, stop


def _around(message: Message) -> set[int]:
    """The words that speak of menus, prices and stock."""
    spare = set(slot_data()["around_names"])
    return {n for hit in message.hits if hit.concepts & spare for n in range(hit.start, hit.end)}


def _bare(message: Message, start: int, stop: int) -> Range:
    """A name without the words around it that speak of menus, prices and stock."""
    meant = _around(message)
    while start < stop and (start in meant or message.tokens[start].text in message.words.idle):
        start += 1
    while start < stop and (stop - 1 in meant or message.tokens[stop - 1].text in message.words.idle):
        stop -= 1
    return start, stop


def _means_something(message: Message, start: int, stop: int) -> bool:
    """Whether a supposed name is a word of the language, or tells when."""
    small = start < stop and message.tokens[start].raw[:1].islower()
    if (small or stop - start > 1) and _tells_when(message, start, stop):
        return True
    named = [n for n in range(start, stop) if message.tokens[n].text not in message.words.titles]
    meant = {n for hit in message.hits if hit.quality == 1 for n in range(hit.start, hit.end)}
    meant |= {n for kind in DATED for span in message.spans.get(kind, ()) for n in range(span.start, span.end)}
    return bool(named) and all(n in meant or message.tokens[n].text in message.words.idle for n in named)


def _tells_when(message: Message, start: int, stop: int) -> bool:
    """Whether words are a day or a time and nothing else."""
    dated = (span for kind in DATED for span in message.spans.get(kind, ()) if span.quality > HARDLY)
    return start < stop and any(span.start <= start and stop <= span.end for span in dated)


def _says_nothing(message: Message, start: int, stop: int) -> bool:
    return all(t.text in message.words.idle or t.kind in ("mark", "line") for t in message.tokens[start:stop])


def _swallowed(message: Message, mask: int) -> float:
    """What it costs to take these words for a mere text: more when they have a meaning of their own."""
    ends = any(hit.quality == 1 and not hit.idle and hit.mask & mask for hit in message.by_concept.get("stop", ()))
    return min(MOST, PER_WORD * mask.bit_count() + PER_MEANING * (mask & message.heard).bit_count()) + (
        STOPPED if ends else 0
    )


def _emoji(message: Message, i: int) -> bool:
    return ord(message.tokens[i].raw[0]) > 0x2000


def _end_of(message: Message, stop: int) -> int:
    return message.tokens[stop - 1].end if stop < len(message.tokens) else len(message.text)


def left_over(message: Message, match: Match) -> Range | None:
    """The longest run of unexplained words that carry no meaning of their own."""
    free = message.spare & ~match.used
    best: Range | None = None
    start = 0
    while free >> start:
        while not free >> start & 1:
            start += 1
        end = start + 1
        while free >> end & 1:
            end += 1
        if best is None or end - start > best[1] - best[0]:
            best = (start, end)
        start = end
    return best
