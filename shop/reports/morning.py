"""What a seller should know when the day begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct
from sqlmodel import col, select

from models import OPEN_STATES, Customer, Order, Store, Tx
from shop.batches import Batch, expiring
from shop.calendar import business_day, starts_at
from shop.reports.figures import Waiting, zone_label
from shop.reports.goods import RunningOut, running_out
from shop.reports.money_in import Owed, owed
from values import Money

MOST: Final = 3
SOON: Final = timedelta(days=2)


class Unpaid(Struct, frozen=True):
    """A sale of an earlier day that is not paid: its number, whose it is, how much, and how many days old."""

    number: int
    customer: str
    amount: Money
    days: int


class Card(Struct, frozen=True):
    """The state of a store in the morning. `figures` is what waits for somebody; `promised` how many orders were asked
    for today; `unpaid` the oldest sales that are not paid, of all in `owed`; `expiring` what goes off by the day after
    tomorrow or has."""

    store: str
    day: date
    zone: str
    figures: Waiting
    promised: int
    owed: Owed
    unpaid: tuple[Unpaid, ...]
    running_out: tuple[RunningOut, ...]
    expiring: tuple[Batch, ...]

    @property
    def pressing(self) -> bool:
        """Whether somebody waits for the store, or owes it."""
        return bool(self.figures.any or self.promised or self.unpaid)

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.pressing or self.running_out or self.expiring)


def morning_card(tx: Tx, store: Store, now: datetime, elsewhere: tuple[int, int] = (0, 0)) -> Card:
    """The card of the present day; `elsewhere` is as for `figures`."""
    today = business_day(store, now)
    debts = owed(tx, store)
    pending = select(Order.id).where(col(Order.store_id) == store.id, col(Order.state) == "pending")
    return Card(
        store=store.name,
        day=today,
        zone=zone_label(store, now),
        figures=Waiting(len(tx.exec(pending).all()), debts.claimed, *elsewhere),
        promised=_promised(tx, store, today),
        owed=debts,
        unpaid=tuple(_unpaid(tx, store, today)),
        running_out=tuple(running_out(tx, store, now)),
        expiring=tuple(expiring(tx, store, today, SOON)),
    )


def _promised(tx: Tx, store: Store, today: date) -> int:
    """The open orders that were asked for at a time of today."""
    at = col(Order.requested_at)
    mine = (col(Order.store_id) == store.id, col(Order.state).in_(OPEN_STATES), col(Order.state) != "pending")
    within = (at >= starts_at(store, today), at < starts_at(store, date.fromordinal(today.toordinal() + 1)))
    return len(tx.exec(select(Order.id).where(*mine, *within)).all())


def _unpaid(tx: Tx, store: Store, today: date) -> list[Unpaid]:
    open_ones = (col(Order.store_id) == store.id, col(Order.payment_state) == "unpaid")
    sold = (col(Order.confirmed_at) < starts_at(store, today), col(Order.state) != "cancelled")
    mine = select(Order, Customer.name).join(Customer).where(*open_ones, *sold)
    rows = tx.exec(mine.order_by(col(Order.confirmed_at), col(Order.id)).limit(MOST))
    return [
        Unpaid(order.number, name, order.total, (today - business_day(store, order.confirmed_at)).days)
        for order, name in rows
        if order.confirmed_at is not None
    ]
