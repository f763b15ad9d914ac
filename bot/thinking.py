"""What a message means: everything that is read before its transaction, and nothing that is written."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from bot import listening, model, offers
from bot.catalogue import index_of
from bot.commands import CUSTOMER, REGISTRY
from bot.content import TEMPLATES
from bot.earlier import Earlier
from bot.inbox import FOUND, Lease, LostLease, Message
from bot.languages import Heard, hear
from bot.people import Who, in_human_hands, language_of_person, who_comes
from bot.waiting import Waiting, waiting_of
from models import Chat, ChatAction, OutboxMessage, Tx, reading
from nlp.index import Index
from nlp.orders import Memory
from nlp.situation import CommandSpec, Situation, Topic, Understanding
from nlp.together import understand_all
from shop.cart_rows import Filled, filled_cart
from values import CartLine

IGNORED = ("reaction",)
# Kinds that carry words for us are understood like text; every other kind has a command of its own.
WORDED = ("text", "button", "interactive")
# So many seconds what was read before the transaction is taken for what is so now.
FRESH = 1.0
# Who wrote twice within that time did not write because he had no answer.
BREATH = timedelta(seconds=5)


class Thought(Struct, frozen=True):
    """A message with all that was read of its chat, and what it was understood to mean.

    `late`: no webhook brought it, and the person has written again since and was answered. What he wanted then he may
    have said again: done now, it would be done twice.

    `spoken` are the words of a voice note, which stand in the message as if they had been typed; `filled` is the open
    cart with its rows; `version` is the chat's as it was seen; `more` tells whether another message of the chat waits.
    """

    chat: Chat
    version: int
    message: Message
    who: Who
    now: datetime
    heard: Heard
    waiting: Waiting | None
    quoted: OutboxMessage | None
    earlier: Earlier
    filled: Filled | None
    cart: tuple[CartLine, ...]
    index: Index
    read_at: float
    more: bool
    action: ChatAction | None = None
    meanings: tuple[Understanding, ...] = ()
    ignored: bool = False
    record: dict[str, Any] = field(default_factory=dict)
    late: bool = False
    spoken: str = ""
    file: bytes = b""


def think(held: Lease) -> Thought:
    """Read the message and its chat, and understand it. Nothing is written and no transaction stays open meanwhile."""
    with reading() as tx:
        read = _read(tx, held)
    spoken = "" if _came_late(read) else listening.words_of(read.message, read.chat, read.who, read.waiting)
    if not spoken:
        return _understood(read)
    with reading() as tx:
        read = replace(_read(tx, held, spoken), spoken=spoken)
    found = _understood(read)
    return replace(found, record=found.record | {"heard": spoken})


def is_fresh(thought: Thought) -> bool:
    """Whether what was read for it can be taken for what is so now."""
    return time.monotonic() - thought.read_at < FRESH


def renewed(held: Lease, thought: Thought) -> Thought:
    """The same thought with what can be read anew: the chat, the person, his store, and his cart's rows.

    The lines that the message was understood by stay those that were seen. Raises `LostLease` when the chat has moved
    on since.
    """
    with reading() as tx:
        read = _read(tx, held)
    if read.version != thought.version:
        raise LostLease
    fresh: dict[str, Any] = {"chat": read.chat, "who": read.who, "earlier": read.earlier, "filled": read.filled}
    return replace(thought, **fresh, read_at=read.read_at)


def _understood(read: Thought) -> Thought:
    if read.message.kind in IGNORED:
        return replace(read, ignored=True, record={"source": "ignored", "kind": read.message.kind})
    if read.who.customer is not None and read.who.customer.blocked_at is not None and not read.who.is_seller:
        return replace(read, ignored=True, record={"source": "blocked"})
    if _came_late(read):
        return replace(read, late=True)
    if read.action is not None:
        return replace(read, record={"source": "choice", "command": read.action.command})
    if read.message.payload in TEMPLATES:
        # A tap on a template only opens the window for what was held back; its word is no command.
        return replace(read, record={"source": "template", "template": read.message.payload})
    situation = situation_of(read)
    if read.message.kind not in WORDED and not read.spoken:
        return _of_kind(read, situation)
    meanings = model.improved(
        read.message.text, situation, understand_all(read.message.text, situation), read.who.store
    )
    return replace(read, meanings=meanings, record=_record(meanings))


def _came_late(read: Thought) -> bool:
    """What is for the people of the store they read whenever it comes."""
    newest = read.chat.last_inbound_at
    if FOUND not in read.message.raw or newest is None or in_human_hands(read.chat, read.who):
        return False
    return newest > read.message.received_at + BREATH


def _of_kind(read: Thought, situation: Situation) -> Thought:
    """A message without words: what it is, or the order that a photo of a list holds."""
    record = {"source": "kind", "kind": read.message.kind}
    found = listening.order_in(read.message, read.chat, read.who, read.quoted, situation)
    if found is None or found.order is None:
        return replace(read, record=record, file=listening.file_of(read.message, read.chat, read.who))
    record = record | _told(found) | {"source": "picture", "read": listening.told(found.order)}
    return replace(read, meanings=(found,), record=record)


def _read(tx: Tx, held: Lease, spoken: str = "") -> Thought:
    message = held.message
    if spoken:
        message = replace(message, text=spoken)
    read_at, now = time.monotonic(), datetime.now(UTC)
    came = who_comes(tx, held.chat_id, now)
    chat, who, earlier = came.chat, came.who, came.earlier
    waiting = waiting_of(chat.waiting, now)
    own = who.user.language if who.user is not None and who.is_seller else None
    default = language_of_person(chat, who)
    home = index_of(tx, who.store, default, hidden=who.is_seller)
    heard = hear(message.text, chat, default, own, home.holders)
    filled = _cart(tx, who)
    return Thought(
        chat=chat,
        version=chat.version,
        message=message,
        who=who,
        now=now,
        heard=heard,
        waiting=waiting,
        quoted=offers.quoted(tx, message),
        earlier=earlier,
        filled=filled,
        cart=filled.lines if filled else (),
        index=home if heard.reads == default else index_of(tx, who.store, heard.reads, hidden=who.is_seller),
        action=offers.chosen(tx, message, waiting, earlier.choices, now),
        read_at=read_at,
        more=came.more,
    )


def _cart(tx: Tx, who: Who) -> Filled | None:
    if who.store is None or who.customer is None:
        return None
    return filled_cart(tx, who.store.id, who.customer.id)


def situation_of(read: Thought) -> Situation:
    """The chat's situation as the understanding of words needs to know it."""
    store = read.who.store
    topic = Topic(read.chat.topic["command"], read.chat.topic["slots"]) if read.chat.topic else None
    return Situation(
        role="seller" if read.who.is_seller else "customer",
        commands=commands_for(read.who),
        language=read.heard.reads,
        index=read.index,
        now=read.now.astimezone(store.timezone if store else UTC),
        day_start=store.day_start if store else datetime.min.time(),
        cart=read.cart,
        pending=read.waiting.pending() if read.waiting else None,
        topic=topic,
        memory=Memory.from_dict(read.chat.memory),
    )


def commands_for(who: Who) -> Mapping[str, CommandSpec]:
    """The commands that somebody may use where he is now."""
    return _commands(who.is_seller, who.store is not None, len(REGISTRY))


@cache
def _commands(seller: bool, in_store: bool, _registered: int) -> Mapping[str, CommandSpec]:
    return {
        name: found.spec()
        for name, found in REGISTRY.items()
        if not found.waits and (found.anyone or in_store) and _may(seller, name, found.at_least)
    }


def _may(seller: bool, name: str, at_least: str) -> bool:
    area = name.split(".")[0]
    if area in ("chat", "register"):
        return True
    if area == "seller" and at_least != CUSTOMER:
        # What his role does not allow is understood too, or it would be taken for something that it does.
        return seller
    # What customers may do in the seller's area is the way back from looking at the store as one of them.
    return area == "seller" or not seller


def _record(meanings: tuple[Understanding, ...]) -> dict[str, Any]:
    if len(meanings) == 1:
        return _told(meanings[0])
    return {"source": "several", "parts": [_told(meaning) for meaning in meanings]}


def _told(meaning: Understanding) -> dict[str, Any]:
    return {
        "command": meaning.command,
        "source": meaning.source,
        "sure": round(meaning.sure, 3),
        "why": list(meaning.why),
    }
