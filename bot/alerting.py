"""Telling the people of a store what they should know of: all that waits in one message, when the day allows it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from bot.commands import Staff
from bot.notices import tell
from bot.outgoing import Bubble, Button
from bot.speech import Envelope, Voice
from bot.summaries import chats_wanting
from models import Alert, Store, Tx, reading, transaction
from shop.alerts import still_low, stores_to_tell, take_alerts
from shop.finding import is_due
from shop.opening import is_open

AREA, BLOCK = "clock", "alerts"
PURPOSE: Final = "alerts"
BY_DAY: Final = (time(7), time(22))


def due_now(now: datetime, limit: int) -> list[int]:
    """The stores to tell: by day, or while they are open."""
    with reading() as tx:
        found = (tx.session.get_one(Store, key) for key in stores_to_tell(tx))
        return [store.id for store in found if is_due(_awake, tx, store, now)][:limit]


def _awake(tx: Tx, store: Store, now: datetime) -> bool:
    start, end = BY_DAY
    return start <= now.astimezone(store.timezone).time() < end and is_open(tx, store, now)


def tell_store(store_id: int, now: datetime) -> None:
    """Tell the people of a store everything that waits for them, in the transaction that takes it."""
    with transaction() as tx:
        store = tx.session.get_one(Store, store_id)
        alerts = take_alerts(tx, store, now)
        low = still_low(tx, store, [one.subject_id for one in alerts if one.kind == "low_stock"])
        values = {"low": low, "failed": _of(alerts, "failed_send"), "lapsed": _of(alerts, "lapsed")}
        if any(values.values()):
            _tell(tx, store, values, now)


def _of(alerts: list[Alert], kind: str) -> list[dict[str, object]]:
    return [one.data for one in alerts if one.kind == kind]


def _tell(tx: Tx, store: Store, values: dict[str, object], now: datetime) -> None:
    taps = (Button("help_stock", "seller.stock.low"),) if values["low"] else ()
    for chat, language in chats_wanting(tx, store, Staff, PURPOSE):
        voice = Voice(language, now, store.timezone)
        envelope = Envelope(purpose="notice", store_id=store.id)
        tell(tx, chat, [Bubble(AREA, BLOCK, values, taps)], voice, envelope)
