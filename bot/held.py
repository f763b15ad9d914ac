"""The messages of a store that wait, as its people are told of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import col

from bot.window import HELD
from models import Chat, Customer, OutboxMessage, Store, Tx

MOST: Final = 8
MOST_WORDS: Final = 60


class Held(Struct, frozen=True):
    """A message that waits: for whom, since when, why (`window` or `budget`), and how it begins."""

    name: str
    since: datetime
    why: str
    words: str


def held_messages(tx: Tx, store: Store) -> tuple[list[Held], int]:
    """The newest of a store's messages that wait, and how many there are."""
    mine = (
        col(OutboxMessage.store_id) == store.id,
        col(OutboxMessage.state) == "new",
        col(OutboxMessage.held).in_(HELD),
    )
    count = tx.session.execute(select(func.count()).select_from(OutboxMessage).where(*mine)).scalar_one()
    rows = select(OutboxMessage, Chat, col(Customer.name)).join(Chat, col(Chat.id) == OutboxMessage.chat_id)
    own = (col(Customer.id) == Chat.customer_id) & (col(Customer.seller_id) == store.seller_id)
    rows = rows.outerjoin(Customer, own)
    found = tx.session.execute(rows.where(*mine).order_by(col(OutboxMessage.id).desc()).limit(MOST))
    return [_held(row, chat, name) for row, chat, name in found], count


def _held(row: OutboxMessage, chat: Chat, name: str | None) -> Held:
    words = " ".join(row.text.replace("*", "").split())
    shown = words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1].rstrip() + "…"
    return Held(name or chat.profile_name or chat.address.split(":")[-1], row.created_at, row.held, shown)
