"""The same questions and the same message with a thousand and with a hundred thousand orders, and with a million.

With the orders grow the products of other stores, to a hundred thousand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from sqlmodel import col, func, select

from benchmarks.speed.growing import BIGGEST, OURS, grow
from benchmarks.speed.people import customer, fields
from benchmarks.speed.place import Place
from benchmarks.speed.rows import Row
from bot import engine as answering
from bot import inbox
from bot.catalogue import index_of
from bot.channels import Inbound
from models import Order, Store, Tx, engine, reading
from nlp.index import find_product
from shop import order_search
from shop.calendar import between, business_day, period
from shop.order_lists import find_orders, wanted
from shop.order_search import OrdersWanted, Reach
from shop.paging import Window
from shop.reports.figures import figures
from shop.reports.goods import sold

SMALL, MIDDLE, MILLION = 1_000, 100_000, 1_000_000
MOST = 2.0
PAGE = 20
WARM = 5
# How often the sizes are gone through.
TURNS = 3
Query = Callable[[Tx, Store, datetime], object]


def _summary(tx: Tx, store: Store, now: datetime) -> object:
    return figures(tx, store, period(store, "today", now), now)


def _best(tx: Tx, store: Store, now: datetime) -> object:
    today = business_day(store, now)
    return sold(tx, store, between(store, today - timedelta(days=29), today))


def _list(tx: Tx, store: Store, now: datetime) -> object:
    return find_orders(tx, store, wanted("all", None))


def _open(tx: Tx, store: Store, now: datetime) -> object:
    return find_orders(tx, store, wanted("open", None))


def _deep(tx: Tx, store: Store, now: datetime) -> object:
    """A page a quarter of the way into a store's orders, after the key of the one before, as programs ask for it."""
    after = tx.once("a quarter in", lambda: tx.exec(_quarter(tx, store).limit(1)).one().id)
    return order_search.find_orders(tx, Reach([store.id]), OrdersWanted(), Window("-id", PAGE, (after, after)))


def _counted(tx: Tx, store: Store, now: datetime) -> object:
    """The same page by its number: all before it are counted."""
    return tx.exec(tx.once("counted", lambda: _quarter(tx, store).limit(PAGE))).all()


def _quarter(tx: Tx, store: Store) -> Any:
    mine = col(Order.store_id) == store.id
    many = tx.exec(select(func.count()).select_from(Order).where(mine)).one()
    return select(Order).where(mine).order_by(col(Order.id).desc()).offset(many // 4)


def _search(tx: Tx, store: Store, now: datetime) -> object:
    return find_product(index_of(tx, store, "id"), "meni 07")


ANSWER = "answering one message"
# What is asked, and of which store. What is asked of the biggest may grow with it; the rest not with those of others.
QUERIES: dict[str, tuple[Query, int]] = {
    "the day's summary of a store": (_summary, OURS),
    "the newest orders of a store": (_list, OURS),
    "the open orders of a store": (_open, OURS),
    "a product by a misspelt name": (_search, OURS),
    "the newest orders of the biggest store": (_list, BIGGEST),
    "best sellers of the biggest store's month": (_best, BIGGEST),
    "a page a quarter into the biggest store's orders": (_deep, BIGGEST),
    "the same by counting to it": (_counted, BIGGEST),
}
BIGGER = {work for work, (_, store_id) in QUERIES.items() if store_id == BIGGEST}


def measure(place: Place, rounds: int, sizes: tuple[int, ...] = (SMALL, MIDDLE)) -> Iterator[Row]:
    """Times at each size, as multiples of those at the smallest.

    The sizes take turns, so that a machine that is slower for a minute is so for all of them.
    """
    for kind in ("postgresql", "sqlite"):
        shops: dict[int, tuple[dict[str, str], datetime]] = {}
        for size in sizes:
            environment = place.environment(place.database(kind))
            place.here(environment)
            began = time.monotonic()
            shops[size] = environment, grow(size)
            yield Row(f"making {size:,} orders, {kind}", time.monotonic() - began, "s")
            engine().dispose()
        took: dict[str, dict[int, list[float]]] = {work: {size: [] for size in sizes} for work in (*QUERIES, ANSWER)}
        for _ in range(TURNS):
            for size, (environment, now) in shops.items():
                place.here(environment)
                for work, seconds in _times(now, rounds):
                    took[work][size] += seconds
                engine().dispose()
        yield from _rows(took, kind)


def _rows(took: dict[str, dict[int, list[float]]], kind: str) -> Iterator[Row]:
    for work, times in took.items():
        small = median(times[SMALL])
        bounded = work not in BIGGER
        for size, seconds in times.items():
            ratio = median(seconds) / small
            ceiling = MOST if bounded and size > SMALL else None
            name = f"{work}, {size:,} orders, {kind}"
            aim = "≤ 2 ×" if bounded else ""
            yield Row(name, median(seconds) * 1000, "ms", f"with {SMALL:,}", ratio, None, ceiling, aim)


def million(place: Place, rounds: int) -> Iterator[Row]:
    """The same up to a million; it takes minutes."""
    yield from measure(place, rounds, (SMALL, MIDDLE, MILLION))


def _times(now: datetime, rounds: int) -> Iterator[tuple[str, list[float]]]:
    with reading() as tx:
        for work, (query, store_id) in QUERIES.items():
            store = tx.session.get_one(Store, store_id)
            yield work, _warm(partial(_timed, query, tx, store, now), rounds)
    yield ANSWER, _warm(_answered, rounds)


def _warm(once: Callable[[int], float], rounds: int) -> list[float]:
    """Every time but those of a few that warm every cache."""
    return [once(number) for number in range(WARM + 2 * rounds)][WARM:]


def _timed(query: Query, tx: Tx, store: Store, now: datetime, _number: int) -> float:
    tx.session.expunge_all()
    began = time.perf_counter()
    query(tx, tx.session.get_one(Store, store.id), now)
    return time.perf_counter() - began


def _answered(number: int) -> float:
    form = fields(customer(900 + number % 3), "3 menu 05 dan 1 menu 07")
    business = f"whatsapp:+1415{OURS:06}"
    message = Inbound("whatsapp", form["MessageSid"], form["From"], business, text=form["Body"], raw=form)
    chat_id, _ = inbox.store(message)
    began = time.perf_counter()
    answering.handle_next(chat_id)
    took = time.perf_counter() - began
    with reading() as tx:
        assert not inbox.chats_waiting(tx, 1)
    return took
