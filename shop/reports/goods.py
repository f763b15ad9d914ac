"""What sells, and what is running out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models import NEVER, Order, OrderLine, Product, SoldDay, StockLevel, Store, Tx
from shop.calendar import DAY, between, business_day, starts_at
from shop.ledger import main_location_id
from shop.reports.sales import confirmed_in, stands_after
from shop.sold_days import is_kept
from shop.stock import is_low
from values import Money, Period, Quantity

PACE: Final = timedelta(days=14)
SOON: Final = 2
MOST: Final = 5
# Quantity in thousandths and amount in minor units, by product.
Sums = dict[int, tuple[int, int]]


class Sold(Struct, frozen=True):
    """How much of a product was sold and for how much, before discounts."""

    product_id: int
    name: str
    unit: str
    quantity: Quantity
    amount: Money


class RunningOut(Struct, frozen=True):
    """A product that is low: what can still be sold of it, and for how many days, at the pace of the last two weeks.

    `days` is None where nothing was sold of it lately.
    """

    product_id: int
    name: str
    unit: str
    left: Quantity
    days: Decimal | None
    sold_lately: Quantity


def sold(tx: Tx, store: Store, period: Period) -> list[Sold]:
    """Everything sold in a period by product, most pieces first; orders called off before its end do not count."""
    known = between(store, period.first, period.last)
    whole = (known.starts_at, known.ends_at) == (period.starts_at, period.ends_at)
    if whole and is_kept(tx, store.id):
        days = (col(SoldDay.day) >= period.first, col(SoldDay.day) <= period.last)
        sums = _of_days(tx, store, *days, col(SoldDay.off_day) > period.last)
    else:
        sums = _of_orders(tx, *confirmed_in(store, period), stands_after(period))
    return _ranked(tx, store, sums)


def _of_orders(tx: Tx, *which: ColumnElement[bool]) -> Sums:
    sums = (col(OrderLine.product_id), func.sum(OrderLine.quantity), func.sum(OrderLine.amount))
    lines = select(*sums).join(Order, col(Order.id) == OrderLine.order_id).where(*which)
    return _read(tx, lines.group_by(col(OrderLine.product_id)))


def _of_days(tx: Tx, store: Store, *which: ColumnElement[bool]) -> Sums:
    """The same out of the sums by day, which are kept with the orders."""
    sums = (col(SoldDay.product_id), func.sum(SoldDay.quantity), func.sum(SoldDay.amount))
    return _read(tx, select(*sums).where(col(SoldDay.store_id) == store.id, *which).group_by(col(SoldDay.product_id)))


def _read(tx: Tx, sums: Any) -> Sums:
    return {key: (int(quantity), int(amount)) for key, quantity, amount in tx.session.execute(sums)}


def _ranked(tx: Tx, store: Store, sums: Sums) -> list[Sold]:
    wanted = {key: both for key, both in sums.items() if both[0]}
    known = select(Product.id, Product.name, Product.unit).where(col(Product.id).in_(wanted))
    found = [
        Sold(key, name, unit, Quantity(wanted[key][0]), Money(wanted[key][1], store.currency))
        for key, name, unit in tx.exec(known)
    ]
    return sorted(found, key=lambda one: (-one.quantity.thousandths, -one.amount.amount, one.product_id))


class Slow(Struct, frozen=True):
    """A product on the menu and how much of it was sold; `left` is what lies there, None where it is not counted."""

    name: str
    unit: str
    quantity: Quantity
    left: Quantity | None


def slowest(tx: Tx, store: Store, period: Period, limit: int = MOST) -> list[Slow]:
    """What sells least of what was on the menu all the time, the products nobody bought first."""
    pieces = {one.product_id: one.quantity for one in sold(tx, store, period)}
    level = (col(StockLevel.product_id) == Product.id) & (col(StockLevel.location_id) == main_location_id(tx, store.id))
    mine = select(Product, StockLevel).outerjoin(StockLevel, level).where(col(Product.store_id) == store.id)
    mine = mine.where(col(Product.removed_at).is_(None), col(Product.hidden).is_(False))
    rows = tx.session.execute(mine.order_by(col(Product.position))).all()
    found = [
        Slow(
            product.name,
            product.unit,
            pieces.get(product.id, Quantity(0)),
            Quantity(held.on_hand) if held is not None and product.tracked else None,
        )
        for product, held in rows
    ]
    return sorted(found, key=lambda one: one.quantity.thousandths)[:limit]


def by_value(found: Sequence[Sold]) -> list[Sold]:
    """The same, most money first."""
    return sorted(found, key=lambda one: (-one.amount.amount, -one.quantity.thousandths, one.product_id))


def running_out(tx: Tx, store: Store, now: datetime) -> list[RunningOut]:
    """The products on the menu that are out, low by the seller's threshold, or used up within two days at the pace of
    the last two weeks; the most pressing first."""
    pace, days = pace_of(tx, store, now)
    counted = counted_left(tx, store)
    found = [_outlook(product, left, pace.get(product.id, Quantity(0)), days) for product, left in counted]
    return sorted((one for one in found if one is not None), key=_pressing)


def pace_of(tx: Tx, store: Store, now: datetime) -> tuple[dict[int, Quantity], Decimal]:
    """What was sold of each product lately, and in how many days: two weeks, fewer where the store is younger."""
    since = now - PACE
    at, stands = col(Order.confirmed_at), col(Order.cancelled_at).is_(None)
    mine = (col(Order.store_id) == store.id, at >= since, stands)
    if is_kept(tx, store.id):
        # Of the first day a part belongs to the two weeks, which only the orders tell.
        whole = business_day(store, since) + DAY
        sums = _of_days(tx, store, col(SoldDay.day) >= whole, col(SoldDay.off_day) == NEVER)
        for key, (quantity, amount) in _of_orders(tx, *mine, at < starts_at(store, whole)).items():
            before = sums.get(key, (0, 0))
            sums[key] = (before[0] + quantity, before[1] + amount)
    else:
        sums = _of_orders(tx, *mine)
    sold_lately = {key: Quantity(quantity) for key, (quantity, _) in sums.items()}
    return sold_lately, Decimal(max(1, min(PACE.days, (now - store.created_at).days)))


def _pressing(one: RunningOut) -> tuple[Decimal, int, int]:
    endless = Decimal(10**6)
    return (endless if one.days is None else one.days, -one.sold_lately.thousandths, one.product_id)


def counted_left(tx: Tx, store: Store) -> list[tuple[Product, Quantity]]:
    """The products on the menu whose stock is counted, with what can still be sold of each."""
    on_menu = (col(Product.tracked), col(Product.removed_at).is_(None), col(Product.hidden).is_(False))
    mine = select(Product, StockLevel).join(StockLevel).where(col(Product.store_id) == store.id, *on_menu)
    rows = tx.exec(mine.where(col(StockLevel.location_id) == main_location_id(tx, store.id)))
    return [(product, level.available) for product, level in rows]


def _outlook(product: Product, left: Quantity, lately: Quantity, days: Decimal) -> RunningOut | None:
    cover = None
    if lately.thousandths:
        cover = (left.decimal * days / lately.decimal).quantize(Decimal("0.1"))
    if not is_low(product, left) and (cover is None or cover > SOON):
        return None
    return RunningOut(product.id, product.name, product.unit, left, cover, lately)
