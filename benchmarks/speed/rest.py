"""The API over a hundred connections without a pause, beside the same server answering an empty 200."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import cycle
from statistics import median

from benchmarks.speed.accounts import LONG, Account, sign_in
from benchmarks.speed.growing import PRODUCTS, grow
from benchmarks.speed.load import HOST, percentile, run
from benchmarks.speed.place import Place
from benchmarks.speed.rows import Row

CONNECTIONS, ORDERS, SHOPPERS = 100, 5_000, 50
# Orders of a round; each comes with four lists of twenty: twice what a store has to sell, twice its orders.
EACH = 100
FLOOR = 0.015
# Nobody is told to come again later: what is measured is the answer.
UNLIMITED = "orders.read=1000000/hour orders.create=1000000/hour products.read=1000000/hour"


def measure(place: Place, rounds: int) -> Iterator[Row]:
    """Four lists to one order, on PostgreSQL."""
    database = place.database("postgresql")
    grow(ORDERS)
    environment = place.environment(database) | {"ACCESS_MINUTES": str(LONG), "RATE_LIMITS": UNLIMITED}
    sellers, shoppers = sign_in(database, environment["SECRET_KEY"], SHOPPERS)
    bare = place.gunicorn("bare", "benchmarks.speed.bare:app", environment)
    shop = place.gunicorn("web", "wsgi:app", environment)
    asked, nothing = _mixed(sellers, shoppers), [_request("GET", "/")] * (5 * EACH)
    shares, rates, ends = [], [], []
    for number in range(rounds + 1):
        empty, answered = run(bare, nothing, CONNECTIONS), run(shop, asked, CONNECTIONS)
        if number:
            shares.append(answered.rate / empty.rate)
            rates.append(answered.rate)
            ends.append(percentile(answered.seconds, 0.95) * 1000)
    place.end("web", "bare")
    of, work = "the same server answering an empty 200", f"REST, four lists to one order, {CONNECTIONS} connections"
    yield Row(work, median(rates), "/s", of, median(shares), FLOOR, None, "≥ 0.30")
    yield Row(f"{work}, p95", median(ends), "ms")


def _mixed(sellers: Sequence[Account], shoppers: Sequence[Account]) -> list[bytes]:
    found: list[bytes] = []
    for _, seller, shopper in zip(range(EACH), cycle(sellers), cycle(shoppers), strict=False):
        orders = _request("GET", "/api/v1/orders?limit=20", seller)
        menu = _request("GET", f"/api/v1/products?store_id={shopper.store}&limit=20", shopper)
        items = [{"product_id": (shopper.store - 1) * PRODUCTS + number, "quantity": 1} for number in (1, 2)]
        order = {"store_id": shopper.store, "items": items, "fulfilment": "pickup"}
        found += [orders, menu, _request("POST", "/api/v1/orders", shopper, order), orders, menu]
    return found


def _request(method: str, path: str, account: Account | None = None, body: object = None) -> bytes:
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(data)}"]
    lines += [f"Authorization: Bearer {account.token}"] if account else []
    lines += ["Content-Type: application/json"] if data else []
    return "\r\n".join([*lines, "", ""]).encode() + data
