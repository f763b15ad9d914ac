"""The sums of what was sold by day and product, kept in the transaction of the events that count.

A store's sums begin with its first order. Those of a store that is older than the sums are made once by `rebuild`;
until then its figures are read from the orders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, func, literal
from sqlmodel import col, insert, select

from models import NEVER, Order, OrderLine, SoldDay, Store, Tx
from shop.calendar import DAY, business_day, starts_at
from shop.rows import add_up

KEY: Final = ("store_id", "day", "product_id", "off_day")
SUMS: Final = ("quantity", "amount")
# Quantity in thousandths and amount in minor units, by product.
Goods = dict[int, tuple[int, int]]


def is_kept(tx: Tx, store_id: int) -> bool:
    """Whether a store's sums are kept, as the database says now."""
    return bool(tx.session.execute(select(Store.sums_days).where(col(Store.id) == store_id)).scalar_one())


def note_sale(tx: Tx, order: Order) -> None:
    """Add an order that was just confirmed."""
    if order.confirmed_at is not None and is_kept(tx, order.store_id):
        _add(tx, order, _day(tx, order, order.confirmed_at), NEVER, _goods(tx, order))


def note_call_off(tx: Tx, order: Order) -> None:
    """Move the goods of an order that was just cancelled, had it been a sale, from what stands to what was called
    off."""
    if order.confirmed_at is None or order.cancelled_at is None or not is_kept(tx, order.store_id):
        return
    sold, goods = _day(tx, order, order.confirmed_at), _goods(tx, order)
    _add(tx, order, sold, NEVER, {key: (-quantity, -amount) for key, (quantity, amount) in goods.items()})
    _add(tx, order, sold, _day(tx, order, order.cancelled_at), goods)


def note_edit(tx: Tx, order: Order, product_id: int, quantity: int, amount: int) -> None:
    """Add what an order that is a sale holds more of a product than before; less of it is negative."""
    if order.confirmed_at is not None and is_kept(tx, order.store_id):
        _add(tx, order, _day(tx, order, order.confirmed_at), NEVER, {product_id: (quantity, amount)})


def rebuild(tx: Tx, store: Store) -> int:
    """Make a store's sums anew from its orders: how many there are. Steps of orders wait until this is committed."""
    # Every step of an order writes an event that refers to the store, which this lock holds up on PostgreSQL.
    tx.session.execute(select(Store.id).where(col(Store.id) == store.id).with_for_update())
    tx.changed(delete(SoldDay).where(col(SoldDay.store_id) == store.id))
    at = col(Order.confirmed_at)
    ends = select(func.min(at), func.max(at)).where(col(Order.store_id) == store.id)
    first, last = tx.session.execute(ends).one()
    if first is not None:
        _sum_up(tx, store, business_day(store, first), business_day(store, last))
        _sum_up_called_off(tx, store)
    store.sums_days = True
    tx.save(store)
    mine = select(func.count()).select_from(SoldDay).where(col(SoldDay.store_id) == store.id)
    return int(tx.session.execute(mine).scalar_one())


def _sum_up(tx: Tx, store: Store, day: date, last: date) -> None:
    """What was sold on each day and stands, a day at a time: only their instants tell what a day is in a zone."""
    names = ("store_id", "seller_id", "day", "off_day", "product_id", *SUMS)
    while day <= last:
        sums = (func.sum(OrderLine.quantity), func.sum(OrderLine.amount))
        known = (literal(store.id), literal(store.seller_id), literal(day), literal(NEVER))
        rows = select(*known, col(OrderLine.product_id), *sums)  # type: ignore[call-overload]
        rows = rows.join(Order, col(Order.id) == OrderLine.order_id).where(*_confirmed_on(store, day))
        rows = rows.where(col(Order.cancelled_at).is_(None)).group_by(col(OrderLine.product_id))
        tx.changed(insert(SoldDay).from_select(names, rows))
        day += DAY


def _confirmed_on(store: Store, day: date) -> tuple[Any, ...]:
    at = col(Order.confirmed_at)
    return (col(Order.store_id) == store.id, at >= starts_at(store, day), at < starts_at(store, day + DAY))


def _sum_up_called_off(tx: Tx, store: Store) -> None:
    at = (col(Order.confirmed_at).is_not(None), col(Order.cancelled_at).is_not(None))
    columns = (Order.confirmed_at, Order.cancelled_at, OrderLine.product_id, OrderLine.quantity, OrderLine.amount)
    lines = select(*columns).join(OrderLine, col(OrderLine.order_id) == Order.id)  # type: ignore[call-overload]
    days: dict[tuple[date, date], Goods] = defaultdict(dict)
    lines = lines.where(col(Order.store_id) == store.id, *at)
    for sold, off, product_id, quantity, amount in tx.session.execute(lines):
        goods = days[business_day(store, sold), business_day(store, off)]
        before = goods.get(product_id, (0, 0))
        goods[product_id] = (before[0] + quantity, before[1] + amount)
    for (day, off_day), goods in sorted(days.items()):
        _write(tx, (store.id, store.seller_id), (day, off_day), goods)


def _goods(tx: Tx, order: Order) -> Goods:
    sums = (col(OrderLine.product_id), func.sum(OrderLine.quantity), func.sum(OrderLine.amount))
    lines = select(*sums).where(col(OrderLine.order_id) == order.id).group_by(col(OrderLine.product_id))
    return {key: (int(quantity), int(amount)) for key, quantity, amount in tx.session.execute(lines)}


def _day(tx: Tx, order: Order, at: datetime) -> date:
    return business_day(tx.session.get_one(Store, order.store_id), at)


def _add(tx: Tx, order: Order, day: date, off_day: date, goods: Goods) -> None:
    _write(tx, (order.store_id, order.seller_id), (day, off_day), goods)


def _write(tx: Tx, whose: tuple[int, int], days: tuple[date, date], goods: Goods) -> None:
    """Add to the sums, the products in their order, so that no two transactions wait for each other."""
    rows: Iterable[dict[str, Any]] = (
        {
            "store_id": whose[0],
            "seller_id": whose[1],
            "day": days[0],
            "off_day": days[1],
            "product_id": key,
            "quantity": quantity,
            "amount": amount,
        }
        for key, (quantity, amount) in sorted(goods.items())
    )
    add_up(tx, SoldDay, list(rows), KEY, SUMS)
