"""A database with very many orders, made inside the database itself.

A hundred stores: the first keeps three hundred orders (one a day) however large the others grow, the second is the
biggest with a fifth of all. Everything follows from the number of the order, so it is the same every time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, text

from models import Product, Tx, engine, transaction
from shop.registration import ALL_DAY, NewStore, NewWay, register_store
from values import Address, Money

STORES, PRODUCTS, OWN_ORDERS, DAYS = 100, 20, 300, 300
MOST_ORDERS_A_PRODUCT = 10
OURS, BIGGEST = 1, 2
PRICE = Money.of(10_000, "IDR").amount

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
_STORE = f"CASE WHEN i <= {OWN_ORDERS} THEN {OURS} WHEN i % 5 = 0 THEN {BIGGEST} ELSE 3 + (i * 31) % {STORES - 2} END"
_FIRST = "(1 + i % 3)"
_CUSTOMERS = f"""{_NUMBERS} INSERT INTO customers (seller_id, name, phone, created_at)
    SELECT 1 + (i - 1) % {STORES}, 'Pembeli', '', :now FROM n"""
_ORDERS = f"""{_NUMBERS} INSERT INTO orders (seller_id, store_id, customer_id, number, state, payment_state, currency,
    subtotal_amount, discount_amount, fee_amount, tax_amount, total_amount, refunded_amount, fulfilment, ship_name,
    ship_phone, ship_address, ship_city, ship_region, note, payment_kind, payment_name, tracking, cancel_reason,
    placed_at, confirmed_at)
    SELECT {_STORE}, {_STORE}, {_STORE} + {STORES} * ((i * 17) % :rows), 1000 + i,
    CASE WHEN i % 200 = 7 THEN 'pending' ELSE 'completed' END, 'unpaid', 'IDR',
    ({_FIRST} + 1) * {PRICE}, 0, 0, 0, ({_FIRST} + 1) * {PRICE}, 0, 'pickup', '', '', '', '', '', '', 'cash', 'Tunai',
    '', '', {{at}}, CASE WHEN i % 200 = 7 THEN NULL ELSE {{at}} END FROM n"""
_LINES = f"""INSERT INTO order_lines (seller_id, store_id, order_id, product_id, position, name, unit, quantity,
    unit_amount, amount, note)
    SELECT seller_id, store_id, id, (store_id - 1) * {PRODUCTS} + 1 + (id / {{step}}) % {PRODUCTS}, {{position}},
    'Menu', 'porsi', {{many}} * 1000, {PRICE}, {{many}} * {PRICE}, '' FROM orders"""
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
    with transaction() as tx:
        when = now if engine().dialect.name == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S")
        customers = max(STORES, orders // 20 // STORES * STORES)
        tx.session.execute(text(_CUSTOMERS), {"count": customers, "now": when})
        made = _ORDERS.format(at=_AT[engine().dialect.name])
        tx.session.execute(text(made), {"count": orders, "rows": customers // STORES, "now": when})
        for position, (step, many) in enumerate(((1, "(1 + id % 3)"), (20, "1")), 1):
            tx.session.execute(text(_LINES.format(step=step, many=many, position=position)))
        _add_products(tx, orders // MOST_ORDERS_A_PRODUCT, now)
    with transaction() as tx:
        tx.session.execute(text("ANALYZE"))
    return now


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
