"""Messages held back for so long that they are no news any more: they never leave, and the store is told of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlmodel import col

from bot.unreached import note_unreached
from bot.window import HELD
from models import OutboxMessage, reading, transaction

AFTER: Final = timedelta(days=7)
LAPSED: Final = "it was held back for a week"


def due_now(now: datetime, limit: int) -> list[int]:
    """The messages that have been held for too long."""
    held = (col(OutboxMessage.state) == "new", col(OutboxMessage.held).in_(HELD))
    old = select(col(OutboxMessage.id)).where(*held, col(OutboxMessage.created_at) <= now - AFTER)
    with reading() as tx:
        return list(tx.session.execute(old.order_by(col(OutboxMessage.id)).limit(limit)).scalars())


def lapse(outbox_id: int, now: datetime) -> None:
    """Give a message up; of news that a customer should have had the store hears."""
    with transaction() as tx:
        mine = (col(OutboxMessage.id) == outbox_id, col(OutboxMessage.state) == "new")
        held = col(OutboxMessage.held).in_(HELD)
        if tx.changed_one(update(OutboxMessage).where(*mine, held).values(state="ignored", error=LAPSED)):
            note_unreached(tx, tx.session.get_one(OutboxMessage, outbox_id), "lapsed", now)
