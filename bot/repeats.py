"""New orders that nobody reacts to: told once more to who is in charge, and then to the owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlmodel import col

from bot.commands import Manager, Owner
from bot.notices import staff_chats, tell
from bot.outgoing import Bubble, Button
from bot.speech import Envelope, Voice
from models import Customer, Order, Store, Tx, reading, transaction
from shop.finding import is_due
from shop.opening import is_open

AREA, WAITS = "clock", "order_waits"
# After how long without a reaction whom: the first time everybody from the managers up, then the owners.
PATIENCE = ((timedelta(minutes=10), Manager), (timedelta(minutes=30), Owner))
# What waits longer than this was told of in other ways.
FORGOTTEN = timedelta(hours=12)


def due_now(now: datetime, limit: int) -> list[int]:
    """The waiting orders whose store is open and is to be told again."""
    late = [
        and_(col(Order.repeated) == times, col(Order.placed_at) <= now - patience)
        for times, (patience, _) in enumerate(PATIENCE)
    ]
    found = select(col(Order.id)).where(
        col(Order.state) == "pending", col(Order.placed_at) > now - FORGOTTEN, or_(*late)
    )
    with reading() as tx:
        return list(_of_open_stores(tx, found, now))[:limit]


def _of_open_stores(tx: Tx, found: Any, now: datetime) -> Iterator[int]:
    for key in list(tx.session.execute(found.order_by(col(Order.id))).scalars()):
        if is_due(is_open, tx, tx.session.get_one(Store, tx.session.get_one(Order, key).store_id), now):
            yield key


def repeat(order_id: int, now: datetime) -> None:
    """Tell the next person in charge of an order, with the taps to take or refuse it; each time once."""
    with transaction() as tx:
        order = tx.session.get_one(Order, order_id)
        times = order.repeated
        mine = (col(Order.id) == order_id, col(Order.repeated) == times, col(Order.state) == "pending")
        statement = update(Order).where(*mine).values(repeated=times + 1)
        if times < len(PATIENCE) and tx.changed_one(statement.execution_options(synchronize_session=False)):
            _tell(tx, order, PATIENCE[times][1], now)


def _tell(tx: Tx, order: Order, least_role: str, now: datetime) -> None:
    store, customer = tx.session.get_one(Store, order.store_id), tx.session.get_one(Customer, order.customer_id)
    minutes = int((now - order.placed_at).total_seconds() // 60)
    values = {"order": order, "customer": customer.name, "minutes": minutes}
    slots = {"orders": [order.id]}
    taps = (Button("accept", "seller.order.confirm", slots), Button("reject", "seller.order.cancel", slots))
    for chat, language in staff_chats(tx, store, least_role):
        voice = Voice(language, now, store.timezone)
        tell(tx, chat, [Bubble(AREA, WAITS, values, taps)], voice, Envelope(purpose="notice", store_id=store.id))
