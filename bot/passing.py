"""Files that people sent, passed on by signed address: the channel keeps them, nothing is stored here."""

from __future__ import annotations

import hashlib
import hmac

from bot.runtime import runtime
from models import InboxMessage, reading

SIGNATURE_DIGITS = 24


def address_of(message: InboxMessage) -> str:
    """Where the first file of a message is found from outside; empty if it has none."""
    if not message.media:
        return ""
    return f"{runtime().settings.public_url.rstrip('/')}/received/{message.id}-{_signature(message.id)}"


def received(name: str) -> tuple[bytes, str] | None:
    """The file and its type behind a name that `address_of` gave; None for any other name.

    Raises ChannelError when the channel does not hand it out.
    """
    number, _, signature = name.partition("-")
    if not number.isdigit() or not hmac.compare_digest(signature, _signature(int(number))):
        return None
    with reading() as tx:
        message = tx.get(InboxMessage, int(number))
    if message is None or not message.media:
        return None
    return runtime().channel(message.channel).fetch(str(message.media[0]["url"]))


def _signature(message_id: int) -> str:
    key = runtime().settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"received:{message_id}".encode(), hashlib.sha256).hexdigest()[:SIGNATURE_DIGITS]
