"""Commissions: what a seller owes for each completed order, and their settlement in one amount."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select, update
from sqlmodel import col
from sqlmodel import select as rows_of

from models import Commission, Order, Payout, Seller, Tx
from shop.actors import Actor
from shop.errors import NotAValue
from shop.errors_web import NothingToPayOut
from shop.events import record
from shop.paging import Page, Window, page_of
from shop.rows import add_once
from values import Money

MOST_RATE: Final = 1000
SORTS: Final = {"id": Commission.id, "created_at": Commission.created_at}


class Standing(Struct, frozen=True):
    """A seller's commissions of one currency in a state: how many and how much."""

    state: str
    count: int
    amount: Money


def note_commission(tx: Tx, order: Order, now: datetime) -> None:
    """Write down the commission of an order that was just completed, on what of its goods was not given back."""
    seller = tx.session.get_one(Seller, order.seller_id)
    amount = _owed(order, seller.commission_rate)
    if seller.commission_rate <= 0 or _goods(order).amount <= 0:
        return
    fresh = {"seller_id": seller.id, "store_id": order.store_id, "order_id": order.id, "rate": seller.commission_rate}
    state = {"amount": amount.amount, "currency": order.currency, "state": "pending", "created_at": now}
    add_once(tx, Commission, fresh | state)


def note_refund(tx: Tx, order: Order) -> None:
    """Owe less for an order of which something was given back, and nothing for one of which nothing is left, unless
    its commission is settled already."""
    mine = rows_of(Commission).where(col(Commission.order_id) == order.id, col(Commission.state) == "pending")
    found = tx.exec(mine.with_for_update()).first()
    if found is None:
        return
    if _goods(order).amount > 0:
        found.amount = _owed(order, found.rate).amount
    else:
        found.state = "void"
    tx.save(found)


def _goods(order: Order) -> Money:
    return order.subtotal - order.discount - order.refunded


def _owed(order: Order, rate: int) -> Money:
    return Money(_goods(order).amount * rate // 1000, order.currency).rounded()


def set_rate(tx: Tx, seller: Seller, thousandths: int, by: Actor, now: datetime) -> None:
    """Set what a seller owes of each order completed from now on; NotAValue for less than nothing or more than all."""
    by.need("admin")
    if not 0 <= thousandths <= MOST_RATE:
        raise NotAValue("rate")
    record(tx, "seller.commission", seller, by, now, old=seller.commission_rate, new=thousandths)
    seller.commission_rate = thousandths
    tx.save(seller)


def commissions(tx: Tx, seller_id: int, state: str | None, window: Window) -> Page[Commission]:
    """A page of a seller's commissions, in one state or in any."""
    mine = rows_of(Commission).where(col(Commission.seller_id) == seller_id)
    return page_of(tx, mine if state is None else mine.where(col(Commission.state) == state), Commission, SORTS, window)


def standing(tx: Tx, seller_id: int) -> list[Standing]:
    """A seller's commissions by state and currency."""
    by = (col(Commission.state), col(Commission.currency))
    sums = select(*by, func.count(col(Commission.id)), func.sum(col(Commission.amount)))
    rows = tx.session.execute(sums.where(col(Commission.seller_id) == seller_id).group_by(*by).order_by(*by))
    return [Standing(state, int(count), Money(int(amount), currency)) for state, currency, count, amount in rows]


def pay_out(tx: Tx, seller: Seller, currency: str, reference: str, by: Actor, now: datetime) -> Payout:
    """Settle all pending commissions of a currency in one amount; NothingToPayOut where none is."""
    by.need("admin")
    payout = tx.save(
        Payout(
            seller_id=seller.id,
            amount=0,
            currency=currency,
            count=0,
            reference=reference.strip(),
            actor=str(by),
            at=now,
        )
    )
    pending = (col(Commission.seller_id) == seller.id, col(Commission.currency) == currency)
    taken = update(Commission).where(*pending, col(Commission.state) == "pending")
    payout.count = tx.changed(taken.values(state="paid", paid_at=now, payout_id=payout.id))
    if not payout.count:
        raise NothingToPayOut
    total = select(func.sum(col(Commission.amount))).where(col(Commission.payout_id) == payout.id)
    payout.amount = int(tx.session.execute(total).scalar_one())
    record(tx, "payout.made", payout, by, now, amount=Money(payout.amount, currency), count=payout.count)
    return tx.save(payout)
