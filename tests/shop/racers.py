"""What many do at the same moment, each in a transaction of his own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from models import Cart, Tx, connect, transaction
from shop import placing
from shop.errors import OutOfStock, ShopError
from tests.shop.builders import NOW


def at_once(jobs: Sequence[Callable[[], str]]) -> list[str]:
    """Run the jobs in as many threads, started together; what each said."""
    gate = threading.Barrier(len(jobs))

    def start(job: Callable[[], str]) -> str:
        gate.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(start, jobs))


def in_processes(url: str, cart_ids: Sequence[int], count: int) -> list[str]:
    """Place these carts from several processes."""
    with ProcessPoolExecutor(count, get_context("spawn"), initializer=connect, initargs=(url,)) as pool:
        return list(pool.map(place, cart_ids))


def place(cart_id: int) -> str:
    """Say yes to a cart: `ordered <number>`, or how it was refused and what was offered instead."""
    return attempt(lambda tx: _place(tx, cart_id))


def _place(tx: Tx, cart_id: int) -> str:
    cart = tx.session.get_one(Cart, cart_id)
    order, _ = placing.place_order(tx, cart, cart.version, NOW)
    return f"ordered {order.number}"


def attempt(job: Callable[[Tx], str]) -> str:
    """Do a job in a transaction; a refusal is told, anything else is a failure of the test."""
    try:
        with transaction() as tx:
            return job(tx)
    except OutOfStock as refusal:
        return f"{refusal.code}: {refusal.product}, rather {refusal.alternative}"
    except ShopError as refusal:
        return refusal.code
