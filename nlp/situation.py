"""What understanding is told about a chat, and what it answers: situations, references and the understanding itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from msgspec import Struct, field

from values import CartLine

if TYPE_CHECKING:
    from nlp.index import Index
    from nlp.orders.result import Memory, OrderParse


class CommandSpec(Struct, frozen=True):
    """A command that may be understood: the lowest role that may give it, and its slots with their types."""

    name: str
    role: str
    slots: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


class Choice(Struct, frozen=True):
    """One of the numbered options a person was offered."""

    label: str
    also: tuple[str, ...] = ()


class Pending(Struct, frozen=True):
    """The question whose answer is awaited; type "yes" is a confirmation, "choice" a choice among `choices`."""

    command: str
    slot: str
    type: str
    choices: tuple[Choice, ...] = ()


class Topic(Struct, frozen=True):
    """The previous command of this chat, which a follow-up ("and yesterday?") continues."""

    command: str
    slots: Mapping[str, object]


class Situation(Struct, frozen=True):
    """Everything that decides what a message means here and now.

    `now` is aware and in the store's zone; `memory` is that of the order parse of the chat's message before.
    """

    role: str
    commands: Mapping[str, CommandSpec]
    language: str
    index: Index
    now: datetime
    day_start: time = time(0)
    cart: tuple[CartLine, ...] = ()
    pending: Pending | None = None
    topic: Topic | None = None
    last_line: int | None = None
    memory: Memory | None = None


class ProductRef(Struct, frozen=True):
    """The product some words name: its id, or else at most three candidates, or else the nearest three."""

    text: str
    id: int | None = None
    candidates: tuple[int, ...] = ()
    nearest: tuple[int, ...] = ()


class PeriodRef(Struct, frozen=True):
    """Business days from `first` to `last`; `name` is the word for it (today, last_week, range …)."""

    name: str
    first: date
    last: date


class OrderRef(Struct, frozen=True):
    """An order by its number, as the last one, or by a customer's name."""

    number: int | None = None
    last: bool = False
    customer: str = ""


class TimeRef(Struct, frozen=True):
    """When something is wanted: a day, a time of day, both, or as soon as possible."""

    day: date | None = None
    time: time | None = None
    asap: bool = False


class Understanding(Struct, frozen=True):
    """What a message means.

    `source` is word, choice, answer, sentence, order, model or unknown; `sure` runs from 0 to 1; `why` says in order
    which words became what. `order` is set when the message orders or changes the cart.
    """

    command: str | None
    slots: Mapping[str, object]
    order: OrderParse | None = None
    source: str = "unknown"
    sure: float = 0.0
    why: tuple[str, ...] = ()
