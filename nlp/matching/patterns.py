"""The sentences of the language data compiled for matching: what each consists of and how much every part weighs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from itertools import product
from math import log
from pathlib import Path
from typing import Any, Final

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from nlp.matching.words import Concepts, Vocabulary, vocabulary
from nlp.packs import FALLBACK, folder_of
from nlp.text import normalise

FOLDER: Final = Path(__file__).parent.parent / "sentences"
ANYTHING: Final = "..."
BORROWED: Final = 0.96
LITERAL: Final = 0.8
IDLE: Final = 0.6

# Slots that need no word beside them.
TELLING: Final = frozenset({"time", "at", "language", "format", "hours", "method"})
NUMBERED: Final = ({"product", "price"}, {"product", "quantity"})
BARE: Final = ({"order"},)
AMBIGUOUS: Final = frozenset({"order", "orders", "rating"})  # numbers that mean nothing without a word of what they are
NEGATIONS: Final = frozenset(("not", "stop"))
SELLER: Final = "seller."
LOOSE: Final = 0.3  # how much of what stays unexplained sentences that end with anything pay
LEAST_FIRM: Final = 0.6
ALONE: Final = 1.8  # and those that should be the whole message
WORDLESS: Final = 0.85
ASIDE: Final = 0.35
FREE_SLOTS: Final = frozenset({"text", "reason", "name", "customer"})

_PART: Final = re.compile(r"\{(\w+)\}|\(([^()]*)\)|\[([^\[\]]*)\]|(\.\.\.)")


class Element(Struct, frozen=True):
    """A part of a pattern: a slot, or a word with its concepts (none: only the word itself will do)."""

    slot: str = ""
    word: str = ""
    concepts: Concepts = frozenset()
    weight: float = 0.0


class Pattern(Struct, frozen=True, dict=True):
    """One way of saying a command.

    `loose` patterns end with anything; `credit` is below 1 for English ones elsewhere; `firm` is the weight of all
    that is no free text. `colon` patterns have one before their text, `wordless` ones consist of slots alone.
    """

    command: str
    sentence: str
    elements: tuple[Element, ...]
    loose: bool
    credit: float
    firm: float = 0.0
    colon: bool = False
    wordless: bool = False

    @cached_property
    def slots(self) -> frozenset[str]:
        """The slots among the elements."""
        return frozenset(element.slot for element in self.elements if element.slot)

    @cached_property
    def words(self) -> tuple[int, ...]:
        """Where the elements stand that are words."""
        return tuple(i for i, element in enumerate(self.elements) if not element.slot)

    @cached_property
    def means(self) -> frozenset[str]:
        """Its words and what they stand for."""
        words = [self.elements[i] for i in self.words]
        return frozenset(meant for element in words for meant in (element.word, *element.concepts))

    @cached_property
    def texts(self) -> tuple[int, ...]:
        """Where the texts stand that are handed on to others; none where the command does not tell others."""
        handed = self.command in slot_data()["handed_on"]
        return tuple(i for i, element in enumerate(self.elements) if handed and element.slot == "text")

    @cached_property
    def negations(self) -> frozenset[int]:
        """Where a "not" or "stop" stands."""
        return frozenset(i for i, element in enumerate(self.elements) if element.concepts & NEGATIONS)

    @cached_property
    def weight(self) -> float:
        """How much what stays unexplained weighs against it."""
        alone = self.wordless or self.command in slot_data()["alone"]
        return (LOOSE if self.loose else 1) * (ALONE if alone else 1)

    @cached_property
    def switches(self) -> bool:
        """Whether its command changes something."""
        return changes(self.command)

    @cached_property
    def must_speak(self) -> bool:
        """Whether values alone, without a word of what shall become of them, do not give its command."""
        spoken = self.slots & TELLING or self.slots in NUMBERED
        return bool(self.slots & AMBIGUOUS) or self.switches and not spoken

    @cached_property
    def needs(self) -> str:
        """The slot without which other words mean another command; empty where there is none."""
        return str(slot_data()["needs"].get(self.command, ""))

    @cached_property
    def about(self) -> frozenset[str] | None:
        """The concepts one of which has to be spoken of; None where nothing has to."""
        concepts = slot_data()["spoken_of"].get(self.command)
        return None if concepts is None else frozenset(concepts)


class Turns(Struct, frozen=True):
    """In which turn the parts of a pattern choose their words, each with its slot type (empty for words).

    `texts` take what the others leave; `spare` are slots that the command has and this sentence of it leaves out;
    `unnamed` those that words without a meaning may fill.
    """

    parts: tuple[tuple[int, str], ...]
    texts: tuple[int, ...]
    spare: tuple[tuple[str, str], ...]
    unnamed: Mapping[str, str]


class Grammar(Struct, frozen=True):
    """All patterns for a language and a set of commands, and where every concept, word and slot occurs in them.

    `firm` is what each pattern's share is measured by. `weights` say how telling a concept is, `bearing` in what share
    of a command's patterns it stands; `fits` and `turns` keep what was found out about words that stand for others, and
    in which turn elements choose.
    """

    patterns: tuple[Pattern, ...]
    firm: tuple[float, ...]
    by_concept: Mapping[str, tuple[tuple[int, float], ...]]
    by_word: Mapping[str, tuple[tuple[int, float], ...]]
    by_slot: Mapping[str, tuple[tuple[int, float], ...]]
    weights: Mapping[str, float]
    bearing: Mapping[tuple[str, str], float]
    fits: dict[tuple[str, str, str], float] = field(default_factory=dict)
    turns: dict[int, Turns] = field(default_factory=dict)


@cache
def sentence_data(folder: str) -> Mapping[str, Mapping[str, Any]]:
    """Command name → its `sentences`, `help` and `examples` in a language folder."""
    found: dict[str, Mapping[str, Any]] = {}
    root = FOLDER / folder
    for path in sorted(root.rglob("*.yaml")):
        area = ".".join(path.relative_to(root).with_suffix("").parts)
        for name, entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            found[f"{area}.{name}"] = entry
    return found


@cache
def slot_data() -> Mapping[str, Any]:
    """What slots are when commands do not say: types, values told by concepts, defaults."""
    data: Mapping[str, Any] = yaml.safe_load((FOLDER / "slots.yaml").read_text(encoding="utf-8"))
    return data


def changes(command: str) -> bool:
    """Whether a command changes something, so that nobody who asks may be taken to have given it."""
    return command in slot_data()["switches"] or command.startswith(SELLER) and command not in slot_data()["informs"]


@cache
def grammar(language: str, commands: frozenset[str]) -> Grammar:
    """The patterns of a language, and the English ones behind them, for the commands that exist."""
    own = folder_of(language)
    words = vocabulary(language)
    found: dict[tuple[str, tuple[Element, ...], bool], Pattern] = {}
    for folder in dict.fromkeys((own, FALLBACK)):
        reader = words if folder == own else vocabulary(FALLBACK)
        for command, entry in sentence_data(folder).items():
            if command in commands:
                for pattern in _compiled(command, entry["sentences"], reader, 1.0 if folder == own else BORROWED):
                    found.setdefault((command, pattern.elements, pattern.loose), pattern)
    return _weighed(tuple(found.values()))


def _compiled(command: str, sentences: Iterable[str], words: Vocabulary, credit: float) -> Iterable[Pattern]:
    for sentence in sentences:
        for variant in expand(sentence):
            elements = tuple(_elements(variant, words))
            if tells_enough(elements):
                wordless = all(element.slot for element in elements)
                loose, colon = ANYTHING in variant, ":" in variant
                own = credit * (WORDLESS if {element.slot for element in elements} in NUMBERED else 1)
                yield Pattern(command, sentence, elements, loose, own, colon=colon, wordless=wordless)


def tells_enough(elements: tuple[Element, ...]) -> bool:
    """Whether a pattern says something: a word with a meaning, or a value that only this can be about."""
    slots = {element.slot for element in elements if element.slot}
    return len(slots) < len(elements) or bool(slots & TELLING) or slots in (*NUMBERED, *BARE)


def expand(sentence: str) -> list[str]:
    """Every plain wording of a sentence with (one|another) and [optional] words."""
    parts: list[list[str]] = []
    end = 0
    for match in _PART.finditer(sentence):
        parts.append([sentence[end : match.start()]])
        end = match.end()
        if match[2] is not None:
            parts.append(match[2].split("|"))
        elif match[3] is not None:
            parts.append([match[3], ""])
        else:
            parts.append([match[0]])
    parts.append([sentence[end:]])
    return ["".join(choice) for choice in product(*parts)]


def _elements(sentence: str, words: Vocabulary) -> Iterable[Element]:
    end = 0
    for match in re.finditer(r"\{(\w+)\}|<(\w+)>|\.\.\.", sentence):
        yield from _words(sentence[end : match.start()], words)
        if match[1]:
            yield Element(slot=match[1])
        if match[2]:
            yield Element(word=match[0], concepts=frozenset({match[2]}), weight=1.0)
        end = match.end()
    yield from _words(sentence[end:], words)


def _words(text: str, words: Vocabulary) -> Iterable[Element]:
    tokens = tuple(token for token in normalise(text) if token.kind == "word" or token.text in ("+", "-", "#"))
    hits = words.hits(tokens)
    taken = 0
    chosen = []
    for hit in hits:
        if not hit.mask & taken:
            taken |= hit.mask
            element = Element(word=hit.key, concepts=hit.concepts, weight=IDLE if hit.idle else 1.0)
            chosen.append((hit.start, element))
    for i, token in enumerate(tokens):
        if not taken >> i & 1 and token.text not in words.idle:
            chosen.append((i, Element(word=token.text)))
    return [element for _, element in sorted(chosen, key=lambda pair: pair[0])]


def _weighed(patterns: tuple[Pattern, ...]) -> Grammar:
    """Weights by rarity: what few commands share tells them apart."""
    users: dict[str, set[str]] = defaultdict(set)
    uses: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for pattern in patterns:
        totals[pattern.command] += 1
        for key in {key for element in pattern.elements for key in _keys(element)}:
            users[key].add(pattern.command)
            uses[pattern.command, key] += 1
    count = max(2, len(totals))
    weights = {key: max(0.15, 1 - log(len(who)) / log(count)) for key, who in users.items()}
    bearing = {(command, key): n / totals[command] for (command, key), n in uses.items()}
    done = tuple(_with_weights(pattern, weights) for pattern in patterns)
    return Grammar(done, tuple(LEAST_FIRM + pattern.firm for pattern in done), *_postings(done), weights, bearing)


def _keys(element: Element) -> Iterable[str]:
    if element.slot:
        return ()
    return element.concepts or (f"={element.word}",)


def _with_weights(pattern: Pattern, weights: Mapping[str, float]) -> Pattern:
    elements = []
    for element in pattern.elements:
        if element.slot:
            aside = slot_data()["aside"].get(pattern.command) == element.slot
            weight = SLOT_WEIGHTS.get(element.slot, 0.8) * (ASIDE if aside else 1)
        elif element.concepts:
            weight = element.weight * max(weights[concept] for concept in element.concepts)
        else:
            weight = LITERAL * weights[f"={element.word}"]
        elements.append(Element(element.slot, element.word, element.concepts, weight))
    firm = sum(element.weight for element in elements if element.slot not in FREE_SLOTS)
    return replace(pattern, elements=tuple(elements), firm=firm)


SLOT_WEIGHTS: Final = {
    "product": 1.0, "order": 1.0, "orders": 1.0, "quantity": 0.8, "price": 0.9, "amount": 0.8, "fee": 0.8,
    "minimum": 0.8, "period": 0.6, "other": 0.6, "until": 0.5, "hours": 1.2, "days": 0.5, "time": 0.9, "at": 0.9,
    "language": 1.0, "rating": 0.8, "tracking": 0.9, "state": 0.9, "what": 0.6, "format": 1.0, "method": 0.6,
    "customer": 0.4, "name": 0.4, "reason": 0.2, "text": 0.3,
}  # fmt: skip

Postings = Mapping[str, tuple[tuple[int, float], ...]]


def _postings(patterns: tuple[Pattern, ...]) -> tuple[Postings, Postings, Postings]:
    concepts: dict[str, dict[int, float]] = defaultdict(dict)
    words: dict[str, dict[int, float]] = defaultdict(dict)
    slots: dict[str, dict[int, float]] = defaultdict(dict)
    for number, pattern in enumerate(patterns):
        for element in pattern.elements:
            if element.slot:
                slots[element.slot][number] = element.weight
            for concept in element.concepts:
                concepts[concept][number] = concepts[concept].get(number, 0.0) + element.weight / len(element.concepts)
            if element.word and not element.concepts:
                words[element.word][number] = element.weight
    return tuple({k: tuple(v.items()) for k, v in table.items()} for table in (concepts, words, slots))  # type: ignore[return-value]
