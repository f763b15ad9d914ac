"""Files that people sent, passed on by signed address: the channel keeps them, nothing is stored here."""

from __future__ import annotations

from typing import Final

from bot.inbox import Message
from bot.runtime import runtime
from bot.signing import address_with, data_in
from models import InboxMessage, reading

PURPOSE: Final = "received"


def address_of(message: Message | InboxMessage) -> str:
    """Where the first file of a message is found from outside; empty if it has none."""
    if not message.media:
        return ""
    return address_with(PURPOSE, str(message.id).encode())


def received(name: str) -> tuple[bytes, str] | None:
    """The file and its type behind a name that `address_of` gave; None for any other name.

    Raises ChannelError when the channel does not hand it out.
    """
    data = data_in(PURPOSE, name)
    if data is None:
        return None
    with reading() as tx:
        message = tx.get(InboxMessage, int(data))
    if message is None or not message.media:
        return None
    return runtime().channel(message.channel).fetch(str(message.media[0]["url"]))
