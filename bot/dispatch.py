"""From what was understood to the commands to run: a choice, an answer, a kind of message, or words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from bot.commands import REGISTRY, Command
from bot.doubt import PLAIN
from bot.thinking import Thought
from bot.waiting import Waiting
from nlp.situation import Understanding
from shop.files.reading import begins_list, is_price_list

RELAY, UNKNOWN, NO_STORE, NOTHING = "chat.relay", "chat.unknown", "chat.no_store", "chat.nothing"
# A list that was read in a picture is shown before anything of it is taken.
LIST = "customer.list.show"
# Products with prices, shown before anything of them is taken in.
PASTED = "seller.catalogue.pasted"
# What a seller types while he talks with a customer goes to the customer, unless it is as clear a command as this.
SAY, CLEAR_COMMAND = "seller.chat.answer", 0.85
# Nor is a question of how: "how can I help?" is said to the customer.
HOW = "seller.help.about"


class Step(Struct, frozen=True):
    """A command to run: slots as words gave them, and slots that were remembered from an earlier message."""

    command: Command
    heard: Mapping[str, Any] = field(default_factory=dict)
    remembered: Mapping[str, Any] = field(default_factory=dict)
    answers: bool = False
    sure: float = 1.0


def steps_of(thought: Thought) -> list[Step]:
    """The commands a message asks for, in its order."""
    if thought.action is not None:
        if _relayed(thought, thought.action.command):
            return [Step(REGISTRY[RELAY])]
        return [Step(REGISTRY[thought.action.command], remembered=thought.action.slots, answers=True)]
    if thought.record.get("source") == "kind":
        return [_of_kind(thought)]
    if thought.record.get("source") == "picture":
        return [Step(REGISTRY[LIST], _heard(meaning)) for meaning in thought.meanings]
    if _is_list(thought):
        return [Step(REGISTRY[PASTED], {"text": thought.message.text})]
    return [_of_meaning(thought, meaning) for meaning in _joined(thought.meanings)]


def _is_list(thought: Thought) -> bool:
    """Whether a seller lists products with their prices: where he says so, or where nothing plainer is meant."""
    answers = thought.waiting is not None and any(one.source in ("answer", "choice") for one in thought.meanings)
    if not (thought.who.is_seller and thought.who.store) or _talking(thought) or answers:
        return False
    text = thought.message.text
    doubtful = any(meaning.sure < PLAIN for meaning in thought.meanings)
    return (doubtful or begins_list(text)) and is_price_list(text)


def _joined(meanings: Sequence[Understanding]) -> list[Understanding]:
    """Parts that give the same command to one list each, as in "ship 1041, 1042 and 1043", are one command."""
    joined: list[Understanding] = []
    for meaning in meanings:
        last = joined[-1] if joined else None
        if last is not None and last.command == meaning.command and _lists(last) and _lists(meaning):
            joined[-1] = replace(last, slots={name: _both(last, meaning, name) for name in last.slots})
        else:
            joined.append(meaning)
    return joined


def _lists(meaning: Understanding) -> bool:
    return len(meaning.slots) == 1 and all(isinstance(value, tuple) for value in meaning.slots.values())


def _both(first: Understanding, second: Understanding, name: str) -> tuple[object, ...]:
    return (*first.slots[name], *second.slots.get(name, ()))  # type: ignore[misc]


def _of_kind(thought: Thought) -> Step:
    kind = thought.message.kind
    if _relayed(thought, None):
        return Step(REGISTRY[RELAY])
    if _talking(thought):
        return Step(REGISTRY[SAY], {"text": thought.message.text})
    if kind == "location" and thought.waiting is not None and thought.waiting.slot == "address":
        waiting = thought.waiting
        return Step(REGISTRY[waiting.command], {"address": _place_words(thought)}, waiting.slots, answers=True)
    return Step(REGISTRY.get(f"chat.media.{kind}", REGISTRY["chat.media.unsupported"]))


def _place_words(thought: Thought) -> str:
    spot = thought.message.location or {}
    named = ", ".join(part for part in (spot.get("label"), spot.get("address")) if part)
    return named or f"{spot.get('latitude')}, {spot.get('longitude')}"


def _of_meaning(thought: Thought, meaning: Understanding) -> Step:
    if _relayed(thought, meaning.command):
        return Step(REGISTRY[RELAY])
    if meaning.source in ("answer", "choice") and thought.waiting is not None:
        return _of_answer(thought.waiting, meaning)
    if _talking(thought) and (meaning.sure < CLEAR_COMMAND or meaning.command == HOW):
        return Step(REGISTRY[SAY], {"text": thought.message.text})
    if meaning.command is not None and meaning.command in REGISTRY:
        return Step(REGISTRY[meaning.command], _heard(meaning), sure=meaning.sure)
    return Step(REGISTRY[UNKNOWN if thought.who.store else NO_STORE])


def _heard(meaning: Understanding) -> Mapping[str, Any]:
    return {**meaning.slots, "changes": meaning.order} if meaning.order is not None else meaning.slots


# While the seller himself talks to a customer the bot keeps out of it; these bring it back or are owed to anybody.
_SPOKEN_TO_BOT = ("customer.menu.show", "chat.stop", "chat.start", "chat.human")
_OWED = ("chat.stop", "chat.start")


def _relayed(thought: Thought, command: str | None) -> bool:
    if thought.who.is_seller:
        return False
    if thought.who.store is not None and thought.who.store.silent_since is not None:
        return command not in _OWED
    return thought.chat.handed_over_at is not None and command not in _SPOKEN_TO_BOT


def _talking(thought: Thought) -> bool:
    return thought.who.is_seller and thought.chat.talks_with is not None


def _of_answer(waiting: Waiting, meaning: Understanding) -> Step:
    value = next(iter(meaning.slots.values()), None)
    if waiting.kind == "choose":
        _, slots = waiting.choices[value if isinstance(value, int) else 0]
        return Step(REGISTRY[waiting.command], remembered={**waiting.slots, **slots}, answers=True)
    if waiting.kind == "confirm" and value is not True:
        return Step(REGISTRY[waiting.no or NOTHING], remembered=waiting.slots, answers=True)
    heard = {} if waiting.kind == "confirm" else {waiting.slot: value}
    return Step(REGISTRY[waiting.command], heard, waiting.slots, answers=True)
