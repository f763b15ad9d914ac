"""Bubbles into outbox rows: rendered, joined, split at the limits, with what they offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from sqlalchemy import bindparam, select, update
from sqlmodel import col

from bot import wake
from bot.earlier import unsent_key
from bot.offers import offer
from bot.outbox import new_token
from bot.outgoing import Bubble, Button
from bot.render import label, render
from bot.runtime import runtime
from bot.shapes import MOST_TEXT, numbered
from models import Chat, OutboxMessage, Tx

MERGED = "went with a later message"


class Voice(Struct, frozen=True):
    """The language, the moment and the zone that something is said in."""

    language: str
    now: datetime
    zone: ZoneInfo


class Said(Struct, frozen=True):
    """A message in words, with its choices as the outbox keeps them."""

    text: str
    block: str
    choices: list[dict[str, Any]]
    media_url: str = ""
    gathers: bool = False

    @property
    def joins(self) -> bool:
        """Whether more words may follow in the same message."""
        return not self.choices and not self.media_url


def spoken(tx: Tx, chat: Chat, bubbles: Sequence[Bubble], voice: Voice) -> list[Said]:
    """The messages that these bubbles make: one, where their words fit together."""
    messages: list[Said] = []
    for bubble in bubbles:
        said = _said(tx, chat, bubble, voice)
        last = messages[-1] if messages else None
        if last is not None and last.joins and not said.media_url and _fits(last.text, said):
            messages[-1] = Said(f"{last.text}\n\n{said.text}", said.block, said.choices)
        elif said.text or said.media_url:
            messages.append(said)
    return [part for said in messages for part in _split(said)]


def _said(tx: Tx, chat: Chat, bubble: Bubble, voice: Voice) -> Said:
    text = render(voice.language, bubble.area, bubble.block, bubble.values, voice.now, voice.zone)
    labels = [_label(button, voice.language) for button in bubble.buttons]
    choices = offer(tx, chat, bubble.buttons, labels, voice.now)
    return Said(text, f"{bubble.area}:{bubble.block}", choices, bubble.media_url, bubble.gathers)


def _label(button: Button, language: str) -> str:
    return button.label if button.said else label(language, button.label)


def _fits(before: str, said: Said) -> bool:
    return len(before) + 2 + len(numbered(said.text, said.choices)) <= MOST_TEXT


def _split(said: Said) -> list[Said]:
    """A message too long to send in parts that end at a line, each with its place: (1/2)."""
    if len(numbered(said.text, said.choices)) <= MOST_TEXT:
        return [said]
    parts = _parts(numbered(said.text, said.choices), MOST_TEXT - 10)
    count = len(parts)
    return [Said(f"{part}\n({n}/{count})", said.block, []) for n, part in enumerate(parts, 1)]


def _parts(text: str, most: int) -> list[str]:
    parts, current = [], ""
    for line in text.splitlines():
        for piece in [line[start : start + most] for start in range(0, max(len(line), 1), most)]:
            if current and len(current) + 1 + len(piece) > most:
                parts.append(current)
                current = piece
            else:
                current = f"{current}\n{piece}" if current else piece
    return [*parts, current]


class Envelope(Struct, frozen=True):
    """Why a message leaves: the message it answers, its purpose, the approved template for a closed window, and the
    store it is sent for where that is not the one the chat is about."""

    inbox_id: int | None = None
    purpose: str = "reply"
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    store_id: int | None = None


def write(tx: Tx, chat: Chat, said: Said, voice: Voice, envelope: Envelope) -> None:
    """Put a message into the outbox and wake delivery after the commit. Unsent words before it go along with it."""
    if envelope.purpose == "reply":
        said = _with_unsent(tx, chat, said)
    tx.put(OutboxMessage, **_values(tx, chat, said, voice, envelope))
    # What is said in the same breath has been joined already.
    tx.keep(unsent_key(chat.id), None)


def written(tx: Tx, chat: Chat, said: Said, voice: Voice, envelope: Envelope) -> OutboxMessage:
    """A message of our own accord that was put into the outbox, for who goes on with it: before all that `write` puts
    there in the same transaction, which is inserted with its last statements."""
    tx.forget(unsent_key(chat.id))
    return tx.save(OutboxMessage(**_values(tx, chat, said, voice, envelope)))


def _values(tx: Tx, chat: Chat, said: Said, voice: Voice, envelope: Envelope) -> dict[str, Any]:
    gather = runtime().settings.gather_seconds if said.gathers else 0
    chat_id, business = chat.id, chat.business
    tx.after_commit(lambda: wake.send_later(chat_id, business))
    return {
        "chat_id": chat_id,
        "store_id": envelope.store_id or chat.store_id,
        "inbox_id": envelope.inbox_id,
        "token": new_token(),
        "purpose": envelope.purpose,
        "kind": "media" if said.media_url else "text",
        "text": said.text,
        "language": voice.language,
        "choices": said.choices,
        "variables": dict(envelope.variables),
        "block": said.block,
        "gathers": said.gathers,
        "media_url": said.media_url,
        "template": envelope.template,
        "created_at": voice.now,
        "retry_at": tx.database_now() + timedelta(seconds=gather) if gather else None,
    }


_UNSENT: Any = select(OutboxMessage).where(col(OutboxMessage.chat_id) == bindparam("chat"))
_UNSENT = _UNSENT.where(col(OutboxMessage.state) == "new").order_by(col(OutboxMessage.id).desc()).limit(1)
_JOINING = update(OutboxMessage).where(col(OutboxMessage.id) == bindparam("key"), col(OutboxMessage.state) == "new")
_JOINING = _JOINING.values(state="ignored", error=MERGED).execution_options(synchronize_session=False)


def _newest_unsent(tx: Tx, chat: Chat) -> OutboxMessage | None:
    found: OutboxMessage | None = tx.session.execute(_UNSENT, {"chat": chat.id}).scalar_one_or_none()
    return found


def _with_unsent(tx: Tx, chat: Chat, said: Said) -> Said:
    """Take over the words of a reply that has not left yet: one message costs less than two and reads better.

    Of two versions of the same reply that only informs, the newer one is enough.
    """
    last = tx.once(unsent_key(chat.id), lambda: _newest_unsent(tx, chat))
    if last is None or last.purpose != "reply" or last.held or last.choices or last.media_url or said.media_url:
        return said
    newer = last.gathers and last.block == said.block
    if not newer and not _fits(last.text, said):
        return said
    if not tx.changed_one(_JOINING, {"key": last.id}):
        return said
    text = said.text if newer else f"{last.text}\n\n{said.text}"
    return Said(text, said.block, said.choices, said.media_url, said.gathers)
