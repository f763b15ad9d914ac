"""The morning card on its way: what waits today, and a tap that keeps the window open until the evening."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot import window
from bot.notices import tell
from bot.outgoing import Bubble, Button
from bot.speech import Envelope, Voice
from bot.summaries import drop_older, elsewhere, readers
from models import Chat, Schedule, Store, Tx, reading, transaction
from shop.reports.morning import Card, morning_card
from shop.schedules import MORNING, claim, due, next_time, rhythm_of

PURPOSE: Final = "morning"
AREA: Final = "seller/summary"
CARD, QUIET = "morning_card", "morning_quiet"
NEWER: Final = "a newer card took its place"
# After a longer time without a clock it is no morning any more.
LATE: Final = timedelta(hours=4)
# Until the evening's summary.
LONG_ENOUGH: Final = timedelta(hours=15)


def due_now(now: datetime, limit: int) -> list[int]:
    """The schedules of cards that are due."""
    with reading() as tx:
        return [schedule.id for schedule in due(tx, now, MORNING, limit)]


def send_due(schedule_id: int, now: datetime) -> None:
    """Queue the cards of one store in the transaction that claims them."""
    with transaction() as tx:
        schedule = tx.get(Schedule, schedule_id)
        if schedule is None:  # switched off meanwhile
            return
        store, since = tx.session.get_one(Store, schedule.store_id), schedule.next_at
        if since > now or not claim(tx, schedule, next_time(store, rhythm_of(schedule), now), now):
            return
        if now - since <= LATE:
            _send(tx, store, now)


def _send(tx: Tx, store: Store, now: datetime) -> None:
    card = morning_card(tx, store, now, elsewhere(tx, store, now))
    for chat, language in readers(tx, store, PURPOSE):
        if _worth(card, chat, now):
            drop_older(tx, chat, PURPOSE, NEWER, (CARD, QUIET))
            voice = Voice(language, now, store.timezone)
            tell(tx, chat, [_bubble(card)], voice, Envelope(purpose=PURPOSE, store_id=store.id))


def _worth(card: Card, chat: Chat, now: datetime) -> bool:
    """Whether a card is worth sending: where the window is open what it says or the tap that keeps it open until the
    evening, where it is closed only somebody who waits, since then it costs a template."""
    if not window.is_open(chat, now):
        return card.pressing
    return card.any or not window.is_open(chat, now + LONG_ENOUGH)


def _bubble(card: Card) -> Bubble:
    if not card.any:
        return Bubble(AREA, QUIET, {"c": card}, (Button("awake", "seller.summary.awake"),))
    taps = [Button("help_orders", "seller.order.list")] if card.figures.orders or card.unpaid else []
    taps += [Button("help_stock", "seller.stock.low")] if card.running_out else []
    return Bubble(AREA, CARD, {"c": card}, (*taps, Button("awake", "seller.summary.awake")))
