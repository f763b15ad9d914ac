"""Words out of voice notes, and orders out of photos of written lists: asked of the model host before a message is
understood, without an open transaction. Where there is no host or it fails, the message stays what it is."""

from __future__ import annotations

import logging
from typing import Any, Final

from msgspec.structs import replace

from bot import model
from bot.channels import ChannelError
from bot.inbox import Message
from bot.people import Who, in_human_hands
from bot.runtime import runtime
from bot.waiting import Waiting
from models import Chat, OutboxMessage, reading
from nlp.orders import OrderParse
from nlp.situation import Situation, Understanding
from shop.own_carts import proof_due

log = logging.getLogger(__name__)

VOICE, PICTURE, DOCUMENT = "audio", "image", "document"
# A quarter of an hour of speech as phones record it, and a picture as they send it.
MOST_BYTES: Final = {VOICE: 2 * 1024 * 1024, PICTURE: 6 * 1024 * 1024, DOCUMENT: 4 * 1024 * 1024}


def words_of(message: Message, chat: Chat, who: Who, waiting: Waiting | None) -> str:
    """What a voice note says; empty for every other message, and where it is not to be listened to or cannot be.

    A PIN that is spoken stays unheard: it would be shown back.
    """
    secret = waiting is not None and waiting.type == "secret"
    if message.kind != VOICE or secret or not _is_for_us(chat, who) or not model.listens():
        return ""
    medium = _fetched(message)
    return model.transcribed(*medium, chat.language or "", who.store) if medium else ""


def file_of(message: Message, chat: Chat, who: Who) -> bytes:
    """The document or picture that a seller sent; empty for every other message, and where it cannot be had or is too
    large."""
    if message.kind not in (DOCUMENT, PICTURE) or not who.is_seller or not _is_for_us(chat, who):
        return b""
    medium = _fetched(message)
    return medium[0] if medium else b""


def order_in(
    message: Message, chat: Chat, who: Who, quoted: OutboxMessage | None, situation: Situation
) -> Understanding | None:
    """What a customer's photo of a list orders; None for every other message.

    A photo that may be the proof of a payment, or that replies to something, is not read.
    """
    if message.kind != PICTURE or who.is_seller or quoted is not None or not _is_for_us(chat, who):
        return None
    if not model.sees() or _may_be_proof(who):
        return None
    medium = _fetched(message)
    if medium is None:
        return None
    # The list by itself: what is in the cart already is no part of it.
    found = model.seen(*medium, message.text, replace(situation, cart=()), who.store)
    return found if found is not None and found.order is not None and found.order.lines else None


def told(order: OrderParse) -> dict[str, Any]:
    """What was read in a picture, as the message keeps it."""
    lines = [[line.product_id, str(line.quantity.decimal), line.note] for line in order.lines]
    return {"lines": lines, "unknown": [word.text for word in order.unknown]}


def _is_for_us(chat: Chat, who: Who) -> bool:
    """Whether a message is the bot's to understand, and not passed on between people as it is."""
    if who.store is None:
        return False
    return chat.talks_with is None if who.is_seller else not in_human_hands(chat, who)


def _may_be_proof(who: Who) -> bool:
    if who.store is None or who.customer is None:
        return False
    with reading() as tx:
        return proof_due(tx, who.store, who.customer) is not None


def _fetched(message: Message) -> tuple[bytes, str] | None:
    """The file of a message and its type, unless it is not to be had or too large to be asked about."""
    if not message.media:
        return None
    try:
        data, kind = runtime().channel(message.channel).fetch(str(message.media[0]["url"]))
    except ChannelError as trouble:
        log.warning("medium_not_fetched", extra={"message_id": message.id, "reason": str(trouble)})
        return None
    return (data, kind) if 0 < len(data) <= MOST_BYTES[message.kind] else None
