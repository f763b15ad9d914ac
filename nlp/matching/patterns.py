"""The sentences of the language data, and what a pattern of one is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from nlp.matching.words import Concepts
from nlp.packs import read_yaml

FOLDER: Final = Path(__file__).parent.parent / "sentences"

# Slots that need no word beside them.
TELLING: Final = frozenset({"time", "at", "language", "format", "hours", "method"})
NUMBERED: Final = ({"product", "price"}, {"product", "quantity"})
AMBIGUOUS: Final = frozenset({"order", "orders", "rating"})  # numbers that mean nothing without a word of what they are
NEGATIONS: Final = frozenset(("not", "stop"))
SELLER: Final = "seller."
LOOSE: Final = 0.3  # how much of what stays unexplained sentences that end with anything pay
ALONE: Final = 1.8  # and those that should be the whole message

SLOT_WEIGHTS: Final = {
    "product": 1.0, "order": 1.0, "orders": 1.0, "quantity": 0.8, "price": 0.9, "amount": 0.8, "fee": 0.8,
    "minimum": 0.8, "period": 0.6, "other": 0.6, "until": 0.5, "later": 0.8, "hours": 1.2, "days": 0.5, "time": 0.9,
    "at": 0.9, "language": 1.0, "rating": 0.8, "tracking": 0.9, "state": 0.9, "what": 0.6, "format": 1.0, "method": 0.6,
    "customer": 0.4, "name": 0.4, "reason": 0.2, "text": 0.3,
}  # fmt: skip

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
        for name, entry in (read_yaml(path) or {}).items():
            found[f"{area}.{name}"] = entry
    return found


@cache
def slot_data() -> Mapping[str, Any]:
    """What slots are when commands do not say: types, values told by concepts, defaults."""
    data: Mapping[str, Any] = read_yaml(FOLDER / "slots.yaml")
    return data


def changes(command: str) -> bool:
    """Whether a command changes something, so that nobody who asks may be taken to have given it."""
    return command in slot_data()["switches"] or command.startswith(SELLER) and command not in slot_data()["informs"]


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
