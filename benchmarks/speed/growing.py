"""A database with very many orders, made inside the database itself; the sums by day of the two stores that are asked
for are made from them.

A hundred stores: the first keeps three hundred orders (one a day) however large the others grow, the second is the
biggest with a fifth of all. Everything follows from the number of the order, so it is the same every time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, inspect, text
from sqlmodel import SQLModel

from models import Customer, Order, OrderLine, Product, Store, Tx, engine, transaction
from shop.registration import NewStore, NewWay, register_store
from shop.sold_days import rebuild
from shop.terms import ALL_DAY
from values import Address, Money

STORES, PRODUCTS, OWN_ORDERS, DAYS = 100, 20, 300, 300
MOST_ORDERS_A_PRODUCT = 10
OURS, BIGGEST = 1, 2
PRICE = Money.of(10_000, "IDR").amount

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
_STORE = f"CASE WHEN i <= {OWN_ORDERS} THEN {OURS} WHEN i % 5 = 0 THEN {BIGGEST} ELSE 3 + (i * 31) % {STORES - 2} END"
_FIRST = "(1 + i % 3)"


def _insert(table: type[SQLModel], given: Mapping[str, str], source: str) -> str:
    """An INSERT of what a source selects; columns that must have a value and are not given get the model's own."""
    needed = [one.name for one in inspect(table).columns if not one.nullable and not one.primary_key]
    values = {name: _literal(table.model_fields[name].get_default(call_default_factory=True)) for name in needed
              if name not in given} | dict(given)  # fmt: skip
    return f"INSERT INTO {table.__tablename__} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM {source}"


def _literal(value: object) -> str:
    if isinstance(value, bool | int):
        return str(value).upper()
    return f"'{value}'" if isinstance(value, str) else f"'{json.dumps(value)}'"


_CUSTOMER = {"seller_id": f"1 + (i - 1) % {STORES}", "name": "'Pembeli'", "created_at": ":now"}
_CUSTOMERS = f"{_NUMBERS} {_insert(Customer, _CUSTOMER, 'n')}"
_AMOUNT, _PENDING = f"({_FIRST} + 1) * {PRICE}", "i % 200 = 7"
_ORDER = {
    "seller_id": _STORE,
    "store_id": _STORE,
    "customer_id": f"{_STORE} + {STORES} * ((i * 17) % :rows)",
    "number": "1000 + i",
    "state": f"CASE WHEN {_PENDING} THEN 'pending' ELSE 'completed' END",
    "payment_state": "'unpaid'",
    "currency": "'IDR'",
    "subtotal_amount": _AMOUNT,
    "total_amount": _AMOUNT,
    "fulfilment": "'pickup'",
    "payment_kind": "'cash'",
    "payment_name": "'Tunai'",
    "placed_at": "{at}",
    "confirmed_at": f"CASE WHEN {_PENDING} THEN NULL ELSE {{at}} END",
}
_ORDERS = f"{_NUMBERS} {_insert(Order, _ORDER, 'n')}"
_LINE = {
    "seller_id": "seller_id",
    "store_id": "store_id",
    "order_id": "id",
    "product_id": f"(store_id - 1) * {PRODUCTS} + 1 + (id / {{step}}) % {PRODUCTS}",
    "position": "{position}",
    "name": "'Menu'",
    "unit": "'porsi'",
    "quantity": "{many} * 1000",
    "unit_amount": str(PRICE),
    "amount": f"{{many}} * {PRICE}",
}
_LINES = _insert(OrderLine, _LINE, "orders")
# Orders of our store come once a day, the others all day long; none is younger than a few seconds.
_SECONDS = f"(CASE WHEN i <= {OWN_ORDERS} THEN i * 86400 - 80000 ELSE (i % 200000) * 7919 % ({DAYS} * 86400) + 5 END)"
_AT = {
    "postgresql": f"CAST(:now AS TIMESTAMPTZ) - make_interval(secs => {_SECONDS})",
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f000', :now, '-' || {_SECONDS} || ' seconds')",
}


def grow(orders: int) -> datetime:
    """Fill the connected, empty database with so many orders; the moment that is now for them."""
    now = datetime.now(UTC)
    with transaction() as tx:
        for number in range(1, STORES + 1):
            _open(tx, number, now)
    with transaction() as tx, _in_bulk(tx):
        when = now if engine().dialect.name == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S")
        customers = max(STORES, orders // 20 // STORES * STORES)
        tx.session.execute(text(_CUSTOMERS), {"count": customers, "now": when})
        made = _ORDERS.replace("{at}", _AT[engine().dialect.name])
        tx.session.execute(text(made), {"count": orders, "rows": customers // STORES, "now": when})
        for position, (step, many) in enumerate((("1", "(1 + id % 3)"), ("20", "1")), 1):
            lines = _LINES.replace("{position}", str(position)).replace("{step}", step).replace("{many}", many)
            tx.session.execute(text(lines))
        tx.session.execute(text("UPDATE stores SET next_number = 1001 + :count"), {"count": orders})
        _add_products(tx, orders // MOST_ORDERS_A_PRODUCT, now)
    with transaction() as tx:
        for number in (OURS, BIGGEST):
            rebuild(tx, tx.session.get_one(Store, number))
    _settle()
    return now


def _settle() -> None:
    """Let the database clean up now; PostgreSQL would do it beside the first minutes of what is measured."""
    work = ("VACUUM ANALYZE", "CHECKPOINT") if engine().dialect.name == "postgresql" else ("ANALYZE",)
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in work:
            connection.execute(text(statement))


@contextmanager
def _in_bulk(tx: Tx) -> Iterator[None]:
    """Indexes of the largest tables are made after their rows, and what the rows point to is not looked up for each."""
    if tx.is_sqlite:
        yield
        return
    kept = text(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ('orders',"
        " 'order_lines') AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    indexes = list(tx.session.execute(kept))
    for name, _ in indexes:
        tx.session.execute(text(f'DROP INDEX "{name}"'))
    tx.session.execute(text("SET LOCAL session_replication_role = replica"))
    tx.session.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
    yield
    for _, made in indexes:
        tx.session.execute(text(made))


def _open(tx: Tx, number: int, now: datetime) -> None:
    ways = (NewWay("cash", "Tunai"),)
    new = NewStore(f"Warung {number}", "ID", "IDR", "Asia/Jakarta", "id", owner="Bu", ways=ways, hours=ALL_DAY)
    made = register_store(tx, new, Address("whatsapp", f"whatsapp:+62811{number:06}"), now)
    made.store.number, made.store.delivers = f"whatsapp:+1415{number:06}", False
    tx.save(made.store)
    assert (made.store.id, made.seller.id) == (number, number)
    products = [_product(number, one, now) for one in range(1, PRODUCTS + 1)]
    tx.session.execute(insert(Product), products)


def _add_products(tx: Tx, count: int, now: datetime) -> None:
    """Fill the menus of the stores after ours until there are so many products; nobody orders these."""
    more = range(PRODUCTS * STORES, count)
    rows = [_product(OURS + 1 + number % (STORES - 1), number, now) for number in more]
    if rows:
        tx.session.execute(insert(Product), rows)


def _product(store: int, number: int, now: datetime) -> dict[str, Any]:
    name = f"Menu {number:02}"
    return {
        "seller_id": store, "store_id": store, "name": name, "key": name.lower(), "unit": "porsi", "category": "Menu",
        "price_amount": PRICE, "currency": "IDR", "tracked": False, "position": number, "created_at": now,
    }  # fmt: skip
