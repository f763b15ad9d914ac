"""All figures of a store for a period, as they are told by chat, summaries, files and REST."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import func
from sqlmodel import col, select

from models import OPEN_STATES, Order, Store, Tx
from shop.events import plain
from shop.reports.comparison import Comparison, comparisons
from shop.reports.goods import MOST, RunningOut, Sold, by_value, running_out, sold
from shop.reports.money_in import MoneyIn, Owed, money_in, owed
from shop.reports.rhythm import Buyers, Peak, buyers, peak
from shop.reports.sales import Sales, sales
from shop.reports.suggestion import Suggestion, suggestion
from values import Money, Period


class Waiting(Struct, frozen=True):
    """What waits for the seller: orders to confirm, payments to check, chats to answer, messages that failed."""

    orders: int
    claims: int
    chats: int = 0
    failed: int = 0

    @property
    def any(self) -> bool:
        return bool(self.orders or self.claims or self.chats or self.failed)


class Figures(Struct, frozen=True):
    """Everything about a period. `as_of` is when it was computed; `open_orders`, `owed`, `running_out` and `waiting`
    are the state of that moment, the rest belongs to the period."""

    store: str
    period: Period
    as_of: datetime
    zone: str
    day_start: time
    sales: Sales
    comparisons: tuple[Comparison, ...]
    open_orders: int
    money: MoneyIn
    owed: Owed
    best: tuple[Sold, ...]
    best_by_value: tuple[Sold, ...]
    peak: Peak | None
    running_out: tuple[RunningOut, ...]
    waiting: Waiting
    buyers: Buyers
    suggestion: Suggestion | None

    @property
    def running(self) -> bool:
        """Whether the period was not over when this was computed."""
        return self.as_of < self.period.ends_at

    @property
    def compares(self) -> bool:
        """Whether an earlier period had any sales to compare with."""
        return any(one.net.amount for one in self.comparisons)

    @property
    def nothing(self) -> bool:
        """Whether nothing was sold, given back or paid."""
        return self.sales.nothing and not self.money.total.amount and not self.money.given_back.amount


def figures(tx: Tx, store: Store, period: Period, now: datetime, elsewhere: tuple[int, int] = (0, 0)) -> Figures:
    """The figures of a store for a period as of now. `elsewhere` is how many chats wait for a person and how many
    messages failed, which the shop itself does not know."""
    sums, debts = sales(tx, store, period), owed(tx, store)
    pending, still_open = _open(tx, store)
    goods, low = sold(tx, store, period), running_out(tx, store, now)
    return Figures(
        store=store.name,
        period=period,
        as_of=now,
        zone=zone_label(store, now),
        day_start=store.day_start,
        sales=sums,
        comparisons=comparisons(tx, store, period, sums.net, now),
        open_orders=still_open,
        money=money_in(tx, store, period),
        owed=debts,
        best=tuple(goods[:MOST]),
        best_by_value=tuple(by_value(goods)[:MOST]),
        peak=peak(tx, store, period),
        running_out=tuple(low),
        waiting=Waiting(pending, debts.claimed, *elsewhere),
        buyers=buyers(tx, store, period),
        suggestion=suggestion(low, debts),
    )


def _open(tx: Tx, store: Store) -> tuple[int, int]:
    mine = (col(Order.store_id) == store.id, col(Order.state).in_(OPEN_STATES))
    counts = select(Order.state, func.count(col(Order.id))).where(*mine).group_by(col(Order.state))
    found = dict(tx.exec(counts).all())
    return found.get("pending", 0), sum(found.values())


def zone_label(store: Store, at: datetime) -> str:
    """What people call the store's time: WIB, EST; its city where the zone has no short name."""
    name = at.astimezone(store.timezone).tzname() or "UTC"
    return store.zone.rsplit("/", 1)[-1].replace("_", " ") if name[0] in "+-" else name


def as_document(value: Any) -> Any:
    """Figures as JSON, to be kept: records as objects, money and quantities as in events."""
    if isinstance(value, Money) or not isinstance(value, Struct):
        return _flat(value)
    written = plain(value)
    if written is not value:
        return written
    return {name: as_document(part) for name, part in asdict(value).items()}


def _flat(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_document(part) for part in value]
    return plain(value)
