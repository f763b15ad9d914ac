"""When a message is held back because the window is closed: one approved template that says so and opens it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from bot import wake
from bot.content import find, one_line
from bot.outbox import Message, new_token
from models import Chat, OutboxMessage, Store, Tx

NUDGE, TEMPLATE = "nudge", "notice"


def nudge(tx: Tx, row: Message, now: datetime) -> bool:
    """Send the template about a message just held, once until the person writes again; false where there is none."""
    registered = find(tx, row.channel, TEMPLATE, row.language)
    if registered is None or not registered.approved or row.purpose == NUDGE:
        return False
    # The claim: of two held messages only the first sends it.
    quiet = (col(Chat.nudged_at).is_(None)) | (col(Chat.nudged_at) < col(Chat.last_inbound_at))
    if not tx.changed_one(update(Chat).where(col(Chat.id) == row.chat_id, quiet).values(nudged_at=now)):
        return False
    store = tx.get(Store, row.store_id) if row.store_id is not None else None
    tx.save(
        OutboxMessage(
            chat_id=row.chat_id,
            store_id=row.store_id,
            token=new_token(),
            purpose=NUDGE,
            text=row.text,
            language=row.language,
            variables={"1": one_line(store.name if store else "", 60) or "…", "2": one_line(row.text)},
            template=TEMPLATE,
            created_at=now,
        )
    )
    tx.after_commit(lambda: wake.send(row.chat_id, row.business))
    return True
