"""The demo's owners have just written to their shops, so that the first order rings at once."""

from __future__ import annotations

from datetime import datetime

from bot.notices import staff_chats
from models import InboxMessage, Store, Tx


def greet(tx: Tx, store: Store, now: datetime) -> None:
    """Put a first message of each owner into the history of his chat, answered long ago."""
    for chat, _language in staff_chats(tx, store, "owner"):
        if chat.last_inbound_at is None:
            tx.add(
                InboxMessage(
                    channel=chat.channel,
                    external_id=f"demo-{chat.id}",
                    chat_id=chat.id,
                    text="👋",
                    received_at=now,
                    done_at=now,
                    state="done",
                    attempts=1,
                )
            )
            chat.last_inbound_at, chat.version = now, chat.version + 1
            tx.save(chat)
