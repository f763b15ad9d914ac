"""What a store's messages come to: how many went in a month and of which kind, what they cost, what its budget allows.

Every message that left counts, an answer too: WhatsApp charges for each. The first thousand free-form ones of a number
are free, so a store with a number of its own is told of the rest only.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import col

from bot import wake
from bot.commands import Manager
from bot.content import MARKETING
from bot.notices import staff_chats, tell
from bot.outbox import UNDELIVERED
from bot.outgoing import Bubble
from bot.runtime import runtime
from bot.speech import Envelope, Voice
from bot.window import BUDGET
from models import OutboxMessage, Store, Tx, reading, transaction
from shop import calendar
from shop.broadcasts import goes_at
from shop.finding import is_due
from values import Money, Period

AREA: Final = "seller/sending"
FREE: Final = 1_000
NEAR: Final = 80
SPENT: Final = 100
PRICE: Final = re.compile(r"([A-Z]{3})=([0-9.]+)/([0-9.]+)")


class Used(Struct, frozen=True):
    """The messages of a period: free-form ones (`service`), templates about orders and news (`utility`), marketing.

    `cost` is what they come to at the operator's prices, None where he named none for the currency.
    """

    service: int
    utility: int
    marketing: int
    free: int
    cost: Money | None

    @property
    def total(self) -> int:
        return self.service + self.utility + self.marketing


def used(tx: Tx, store: Store, period: Period) -> Used:
    """What a store sent in a period."""
    counted = select(col(OutboxMessage.template), func.count()).where(*_sent(store.id, period))
    grouped = tx.session.execute(counted.group_by(col(OutboxMessage.template)))
    found: dict[str, int] = {template: int(count) for template, count in grouped}
    service = found.pop("", 0)
    marketing = sum(count for name, count in found.items() if name in MARKETING)
    utility = sum(found.values()) - marketing
    free = min(service, FREE) if store.number else 0
    return Used(service, utility, marketing, free, _cost(store.currency, service - free + utility, marketing))


def _sent(store_id: int, period: Period) -> tuple[ColumnElement[bool], ...]:
    at = col(OutboxMessage.sent_at)
    mine = (col(OutboxMessage.store_id) == store_id, at >= period.starts_at, at < period.ends_at)
    return (*mine, col(OutboxMessage.state) == "sent", col(OutboxMessage.delivery).not_in(UNDELIVERED))


def _cost(currency: str, usual: int, marketing: int) -> Money | None:
    prices = {code: (Decimal(one), Decimal(other)) for code, one, other in PRICE.findall(_setting())}
    if currency not in prices:
        return None
    one, other = prices[currency]
    return Money.of(one * usual + other * marketing, currency)


def _setting() -> str:
    return runtime().settings.message_prices


def month_of(store: Store, now: datetime) -> Period:
    """The month that a budget is for: by the store's own days."""
    return calendar.period(store, "this_month", now)


def is_spent(tx: Tx, store_id: int | None, now: datetime) -> bool:
    """Whether a store has a budget and has sent as many messages this month."""
    store = tx.get(Store, store_id) if store_id is not None else None
    return store is not None and _percent(tx, store, now) >= SPENT


def _percent(tx: Tx, store: Store, now: datetime) -> int:
    """How much of its budget a store has used, 0 where it has none; counted no further than the budget."""
    if store.message_budget is None:
        return 0
    some = select(col(OutboxMessage.id)).where(*_sent(store.id, month_of(store, now))).limit(store.message_budget)
    count = tx.session.execute(select(func.count()).select_from(some.subquery())).scalar_one()
    return SPENT if count >= store.message_budget else int(count) * 100 // store.message_budget


def to_warn(now: datetime, limit: int) -> list[int]:
    """The stores whose budget is nearly or wholly used and who were not told so."""
    with reading() as tx:
        budgeted = select(Store).where(col(Store.message_budget).is_not(None)).order_by(col(Store.id))
        found = [store.id for store in tx.session.execute(budgeted).scalars() if is_due(_news, tx, store, now)]
    return found[:limit]


def _news(tx: Tx, store: Store, now: datetime) -> int:
    """The level to tell of, 0 where there is nothing new."""
    percent = _percent(tx, store, now)
    level = SPENT if percent >= SPENT else NEAR if percent >= NEAR else 0
    known = store.budget_told if store.budget_month == _first(store, now) else 0
    return level if level > known else 0


def _first(store: Store, now: datetime) -> date:
    return month_of(store, now).first


def warn(store_id: int, now: datetime) -> None:
    """Tell those in charge how far the budget is used; each level once a month."""
    with transaction() as tx:
        store = tx.session.get_one(Store, store_id)
        level = _news(tx, store, now)
        told_before = (col(Store.budget_told) == store.budget_told, col(Store.budget_month) == store.budget_month)
        seen: tuple[Any, ...] = (col(Store.id) == store_id, *told_before)
        values = {"budget_month": _first(store, now), "budget_told": level}
        claim = update(Store).where(*seen).values(**values).execution_options(synchronize_session=False)
        if not level or not tx.changed_one(claim):
            return
        told = {"used": used(tx, store, month_of(store, now)), "budget": store.message_budget}
        block = "budget_spent" if level == SPENT else "budget_near"
        for chat, language in staff_chats(tx, store, Manager):
            voice = Voice(language, now, store.timezone)
            tell(tx, chat, [Bubble(AREA, block, told)], voice, Envelope(purpose="notice", store_id=store.id))


def waiting_for_budget(now: datetime, limit: int) -> list[int]:
    """The stores with messages that wait for the budget, which has room again: by day, though months begin at night."""
    held = select(col(OutboxMessage.store_id)).where(
        col(OutboxMessage.state) == "new", col(OutboxMessage.held) == BUDGET, col(OutboxMessage.store_id).is_not(None)
    )
    with reading() as tx:
        stores = tx.session.execute(select(Store).where(col(Store.id).in_(held))).scalars()
        return [one.id for one in stores if is_due(_has_room, tx, one, now)][:limit]


def _has_room(tx: Tx, store: Store, now: datetime) -> bool:
    return goes_at(store.timezone, now) <= now and not is_spent(tx, store.id, now)


def let_go(store_id: int, _now: datetime) -> None:
    """Let the messages go that waited for the budget."""
    with transaction() as tx:
        mine = (col(OutboxMessage.store_id) == store_id, col(OutboxMessage.held) == BUDGET)
        freed = update(OutboxMessage).where(*mine, col(OutboxMessage.state) == "new").values(held="", retry_at=None)
        chats = sorted(set(tx.session.execute(freed.returning(col(OutboxMessage.chat_id))).scalars()))
        tx.after_commit(lambda: [wake.send(chat_id) for chat_id in chats])
