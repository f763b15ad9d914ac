"""One apology for what was given up or came too late; the message itself stays visible and can be retried."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.inbox import Lease
from bot.outgoing import Bubble
from bot.people import language_of_person, who_comes
from bot.speech import Envelope, Voice, spoken, write
from models import Tx


def apologise(tx: Tx, held: Lease) -> None:
    """Say once that a message could not be handled, that nothing was changed, and what to do."""
    _say(tx, held, Bubble("errors", "given_up", {}))


def say_late(tx: Tx, held: Lease) -> None:
    """Say that a message came only now, and that nothing was done with it."""
    _say(tx, held, Bubble("errors", "came_late", {"words": held.message.text}))


def _say(tx: Tx, held: Lease, bubble: Bubble) -> None:
    now = datetime.now(UTC)
    came = who_comes(tx, held.chat_id, now)
    chat, who = came.chat, came.who
    zone = who.store.timezone if who.store else ZoneInfo("UTC")
    voice = Voice(language_of_person(chat, who), now, zone)
    for said in spoken(tx, chat, [bubble], voice):
        write(tx, chat, said, voice, Envelope(held.message_id))
