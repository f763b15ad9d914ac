"""The sweep: whoever waits without having been woken is woken. It is why a lost signal costs seconds, not messages."""

from __future__ import annotations

from bot import file_work, inbox, outbox, uncertain, wake
from models import reading

MOST_CHATS = 500


def sweep() -> dict[str, int]:
    """Wake whoever has something to do, and settle sends of unknown outcome: how many of each."""
    return {**wake_waiting(), "settled": uncertain.resolve()}


def wake_waiting() -> dict[str, int]:
    """Wake chats with something to answer or to send, and whoever makes files: how many of each."""
    with reading() as tx:
        chats = inbox.chats_waiting(tx, MOST_CHATS)
        unsent = outbox.chats_due(tx, MOST_CHATS)
        files = file_work.files_waiting(tx, MOST_CHATS)
    woken = sum(wake.chat(chat, lane) for chat, lane in chats.items())
    signalled = sum(wake.send(chat, lane) for chat, lane in unsent.items())
    asked = sum(wake.file(file) for file in files)
    return {"chats": woken, "unsent": signalled, "files": asked}
