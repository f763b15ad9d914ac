"""Customers who did not get what was for them: the people of the store are to hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.outbox import Message
from models import Chat, OutboxMessage, Store, Tx
from shop.alerts import raise_alert
from shop.people import find_customer
from values import Address

# Answers and the news of orders; whom a message to many missed is in its report.
OWED: Final = ("reply", "order")
MOST_WORDS: Final = 80


def note_unreached(tx: Tx, row: OutboxMessage | Message, kind: str, now: datetime) -> None:
    """Note for the store that a message failed (`failed_send`) or was held back for too long (`lapsed`)."""
    chat = tx.session.get_one(Chat, row.chat_id)
    store = tx.get(Store, row.store_id) if row.store_id is not None else None
    if row.purpose not in OWED or store is None or chat.user_id is not None:
        return
    # Of the store that said it: on a shared number the chat may be about another seller's by now.
    customer = find_customer(tx, store.seller_id, Address(chat.channel, chat.address))
    if customer is not None:
        data = {"customer": customer.name or chat.profile_name, "words": " ".join(row.text.split())[:MOST_WORDS]}
        raise_alert(tx, (store.seller_id, store.id), kind, row.id, data, now)
