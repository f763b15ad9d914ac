"""The orders of a store as its people look through them: what waits for them first, else the newest."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from sqlalchemy import ColumnElement, case
from sqlmodel import col, func, select

from models import OPEN_STATES, Order, Store, Tx
from shop.transitions import STEPS
from values import Money, Period

UNPAID: Final = ("unpaid", "claimed")
# Beyond so many a list says "more than": what they come to is the business of reports.
MOST_COUNTED: Final = 1000


class Wanted(Struct, frozen=True):
    """Which orders: in these states and payment states (any if empty), placed in that period."""

    states: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    period: Period | None = None


class Listed(Struct, frozen=True):
    """A page of orders, and how many there are in all and what those that were not called off are worth together.

    `beyond` says that there are more than that many, which nobody counts while somebody waits.
    """

    orders: tuple[Order, ...]
    count: int
    total: Money
    beyond: bool = False


# What people ask for by a word, besides the states themselves.
NAMED: Final = {
    "open": Wanted(OPEN_STATES),
    "unpaid": Wanted((*OPEN_STATES, "delivered", "completed"), UNPAID),
    "paid": Wanted((), ("paid",)),
    "unshipped": Wanted(("pending", "confirmed", "processing")),
}


def wanted(name: str, period: Period | None) -> Wanted:
    """The orders of that name: `open`, `unpaid`, `paid`, `unshipped`, `all`, or a state."""
    if name == "all":
        return Wanted((), (), period)
    found = NAMED.get(name, Wanted((name,)))
    return Wanted(found.states, found.payments, period)


def find_orders(tx: Tx, store: Store, what: Wanted, offset: int = 0, limit: int = 10) -> Listed:
    """A page of the orders wanted. Open ones come by how long they wait, those not yet confirmed first; where closed
    ones are among them the newest come first."""
    mine = _conditions(store, what)
    # What was called off comes to nothing, unless it alone is asked for.
    stands = case((col(Order.state) != "cancelled", 1), else_=int(what.states == ("cancelled",)))
    some = select((stands * col(Order.total_amount)).label("amount")).where(*mine).limit(MOST_COUNTED + 1).subquery()
    count, total = tx.exec(select(func.count(), func.coalesce(func.sum(some.c.amount), 0)).select_from(some)).one()
    waiting = bool(what.states) and set(what.states) <= set(OPEN_STATES)
    ranks = case({state: rank for rank, state in enumerate(OPEN_STATES)}, value=col(Order.state))
    # The newest by the moment of placing, since an index of the store's has that.
    order = (ranks, col(Order.id)) if waiting else (col(Order.placed_at).desc(), col(Order.id).desc())
    rows = tx.exec(select(Order).where(*mine).order_by(*order).offset(offset).limit(limit))
    return Listed(tuple(rows), min(count, MOST_COUNTED), Money(int(total), store.currency), count > MOST_COUNTED)


def _conditions(store: Store, what: Wanted) -> tuple[ColumnElement[bool], ...]:
    mine: list[ColumnElement[bool]] = [col(Order.store_id) == store.id]
    if what.states:
        mine.append(col(Order.state).in_(what.states))
    if what.payments:
        mine.append(col(Order.payment_state).in_(what.payments))
    if what.period is not None:
        mine += [col(Order.placed_at) >= what.period.starts_at, col(Order.placed_at) < what.period.ends_at]
    return tuple(mine)


def for_step(tx: Tx, store: Store, name: str, limit: int = 20) -> list[Order]:
    """The orders that can take a step now, the newest first."""
    step = STEPS[name]
    mine = select(Order).where(col(Order.store_id) == store.id, col(Order.state).in_(step.since))
    if step.fulfilment is not None:
        mine = mine.where(col(Order.fulfilment) == step.fulfilment)
    return list(tx.exec(mine.order_by(col(Order.id).desc()).limit(limit)))


def open_orders(tx: Tx, store: Store, limit: int = 100) -> list[Order]:
    """The orders that are not at their end, the newest first."""
    mine = (col(Order.store_id) == store.id, col(Order.state).in_(OPEN_STATES))
    return list(tx.exec(select(Order).where(*mine).order_by(col(Order.id).desc()).limit(limit)))


def to_be_paid(tx: Tx, store: Store, limit: int = 20) -> list[Order]:
    """The orders whose customers say that they paid; where there is none, the open ones that are unpaid."""
    for payments in (("claimed",), ("unpaid",)):
        states = NAMED["unpaid"].states if payments == ("claimed",) else OPEN_STATES
        mine = _conditions(store, Wanted(states, payments))
        found = list(tx.exec(select(Order).where(*mine).order_by(col(Order.id).desc()).limit(limit)))
        if found:
            return found
    return []
