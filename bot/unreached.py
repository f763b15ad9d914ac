"""Customers who did not get what was for them: the people of the store are to hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.outbox import Message
from models import Chat, Customer, OutboxMessage, Tx
from shop.alerts import raise_alert

# Answers and the news of orders; whom a message to many missed is in its report.
OWED: Final = ("reply", "order")
MOST_WORDS: Final = 80


def note_unreached(tx: Tx, row: OutboxMessage | Message, kind: str, now: datetime) -> None:
    """Note for the store that a message failed (`failed_send`) or was held back for too long (`lapsed`)."""
    chat = tx.session.get_one(Chat, row.chat_id)
    customer = tx.get(Customer, chat.customer_id) if chat.customer_id is not None else None
    if row.purpose not in OWED or row.store_id is None or customer is None or chat.user_id is not None:
        return
    if customer.seller_id == chat.seller_id:
        data = {"customer": customer.name or chat.profile_name, "words": " ".join(row.text.split())[:MOST_WORDS]}
        raise_alert(tx, (customer.seller_id, row.store_id), kind, row.id, data, now)
