"""Broadcasts on their way: one message for each customer who agreed, as a template where the window is closed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlmodel import col, select, update

from bot import content, window
from bot.notices import customer_chats
from bot.outgoing import Bubble
from bot.speech import Envelope, Voice, spoken, written
from models import Broadcast, BroadcastRecipient, Chat, Customer, OutboxMessage, Store, Tx, reading, transaction
from shop.broadcasts import PURPOSE, claim_recipient, due_broadcasts, finish, goes_at, next_recipients

AREA, WORDS, TEMPLATE = "seller/broadcast", "words", "news"
# So many customers are told in one transaction.
AT_ONCE = 50


def due_now(now: datetime, limit: int) -> list[int]:
    """The broadcasts to go on with."""
    with reading() as tx:
        return due_broadcasts(tx, now, limit)


def go_on(broadcast_id: int, now: datetime) -> None:
    """Queue the messages for the next customers, or note that everybody was told. Whom the quiet hours find waiting,
    since there were many or the clock was away, is told in the morning."""
    with transaction() as tx:
        broadcast = tx.session.get_one(Broadcast, broadcast_id)
        store = tx.session.get_one(Store, broadcast.store_id)
        broadcast.next_at = goes_at(store.timezone, now)
        tx.save(broadcast)
        if broadcast.next_at > now:
            return
        people = next_recipients(tx, broadcast, AT_ONCE)
        for customer in people:
            _tell(tx, store, broadcast, customer, now)
        if len(people) < AT_ONCE:
            finish(tx, broadcast, now)


def _tell(tx: Tx, store: Store, broadcast: Broadcast, customer: Customer, now: datetime) -> None:
    found = customer_chats(tx, store, customer)
    why = _why_not(tx, found, now)
    if not claim_recipient(tx, broadcast, customer, now, why):
        return
    chat, language = found[0]
    voice = Voice(language, now, store.timezone)
    values = {"text": broadcast.text, "store": store.name}
    said = spoken(tx, chat, [Bubble(AREA, WORDS, values)], voice)[0]
    variables = {"1": content.one_line(store.name, 60), "2": content.one_line(broadcast.text, 500)}
    row = written(tx, chat, said, voice, Envelope(None, PURPOSE, TEMPLATE, variables, store.id))
    mine = (col(BroadcastRecipient.broadcast_id) == broadcast.id, col(BroadcastRecipient.customer_id) == customer.id)
    tx.changed(update(BroadcastRecipient).where(*mine).values(outbox_id=row.id))


def _why_not(tx: Tx, found: list[tuple[Chat, str]], now: datetime) -> str:
    """Why a customer cannot be told: nowhere to write to, no wish, or a closed window without an approved template."""
    if not found or found[0][0].unreachable:
        return "gone"
    chat, language = found[0]
    if chat.opted_out_at is not None:
        return "stop"
    template = content.find(tx, chat.channel, TEMPLATE, language)
    return "" if window.is_open(chat, now) or (template is not None and template.approved) else "window"


def delivery_of(tx: Tx, broadcast: Broadcast) -> dict[str, int]:
    """How many messages of a broadcast were delivered, failed or are still on their way."""
    mine = select(OutboxMessage.state, OutboxMessage.delivery).join(
        BroadcastRecipient, col(BroadcastRecipient.outbox_id) == OutboxMessage.id
    )
    rows = tx.exec(mine.where(col(BroadcastRecipient.broadcast_id) == broadcast.id))
    return dict(Counter(_reached(state, delivery) for state, delivery in rows))


def _reached(state: str, delivery: str) -> str:
    if state in ("failed", "ignored") or delivery in ("failed", "undelivered"):
        return "failed"
    return "delivered" if delivery in ("delivered", "read") else "under_way"
