"""Whole conversations through every process of the shop: how long one answer takes, and how many orders get through."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from benchmarks.faults.fleet import wait_until
from benchmarks.speed import people
from benchmarks.speed.load import percentile
from benchmarks.speed.phones import Phones
from benchmarks.speed.place import Place
from benchmarks.speed.rows import Row
from bot.verify import verify
from models import engine

ORDER = ("2 nasi goreng, 1 es teh dan 3 sate ayam", "pesan", "secepatnya", "ya")
# The same order from people who say at once all that they would be asked for.
SHORT = ("2 nasi goreng, 1 es teh dan 3 sate ayam, diambil secepatnya, bayar tunai", "ya")
ASKED = ("menu", "2 nasi goreng, 1 es teh dan 3 sate ayam", "jam buka", "lihat keranjang")
CHATS = 100
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Shop:
    """A running shop with phones, whose replies about a cart do not wait for the customer's next message."""

    phones: Phones
    names: tuple[str, ...]


async def open_shop(place: Place, kind: str, seconds: float = 0.0, **settings: str) -> Shop:
    """Start every process of a shop."""
    phones = Phones(seconds)
    environment = place.environment(place.database(kind), await phones.open()) | {"GATHER_SECONDS": "0"} | settings
    people.open_store()
    place.forget_signals()
    workers = [f"messages-{number}" for number in range(WORKERS)]
    for name in workers:
        place.fleet.add(name, sys.executable, "worker.py", "--queue", "messages", **environment)
    place.fleet.add("deliveries", sys.executable, "worker.py", "--queue", "deliveries", **environment)
    place.fleet.add("clock", sys.executable, "worker.py", "--clock", **environment)
    phones.shop_port = await asyncio.to_thread(place.gunicorn, "web", "wsgi:app", environment)
    place.here(environment)
    await asyncio.to_thread(wait_until, lambda: place.workers() == WORKERS + 1, "every worker listens", 30)
    return Shop(phones, (*workers, "deliveries", "clock", "web"))


async def close_shop(place: Place, phones: Phones, names: tuple[str, ...]) -> None:
    """Stop processes when nothing waits any more. AssertionError when anything was lost or doubled."""
    found = await asyncio.to_thread(_settled)
    assert found == [], found
    await asyncio.to_thread(place.end, *names)
    await phones.close()
    engine().dispose()


def _settled() -> list[str]:
    found: list[str] = []
    for _ in range(60):
        found = [f"{one.invariant.name}: {one.rows}" for one in verify() if one.count]
        if not found:
            return []
        time.sleep(0.5)
    return found


async def order(phones: Phones, address: str, words: Sequence[str] = ORDER) -> list[float]:
    """Order once, in these messages; how long each answer took."""
    took = []
    for text in words:
        began = await phones.say(address, text)
        took.append((await phones.hears(address)).at - began)
    return took


async def _warm(shop: Shop, chats: int) -> None:
    """Let every process load what it needs, and the seller open his window."""
    await shop.phones.say(people.SELLER, "halo")
    await shop.phones.hears(people.SELLER)
    await asyncio.gather(*(order(shop.phones, people.customer(number)) for number in range(chats)))


def one_chat(place: Place, rounds: int) -> Iterator[Row]:
    """One customer alone: from the first byte of his message to the request at Twilio."""
    took = asyncio.run(_one_chat(place, 40 * rounds))
    yield Row("one chat, message to request at Twilio, middle", median(took) * 1000, "ms")
    yield Row("one chat, message to request at Twilio, p95", percentile(took, 0.95) * 1000, "ms", aim="≤ 25 ms")


async def _one_chat(place: Place, times: int) -> list[float]:
    shop = await open_shop(place, "postgresql")
    await _warm(shop, 4)
    took, address = [], people.customer(0)
    for number in range(times):
        began = await shop.phones.say(address, ASKED[number % len(ASKED)])
        took.append((await shop.phones.hears(address)).at - began)
        await asyncio.sleep(random.uniform(0.01, 0.05))  # noqa: S311 - spreads messages over the workers' rhythm
    await close_shop(place, shop.phones, shop.names)
    return sorted(took)


def many_chats(place: Place, rounds: int) -> Iterator[Row]:
    """A hundred customers who order at the same time, each as fast as he is answered."""
    for kind, aim in (("postgresql", "≥ 200 /s"), ("sqlite", "≥ 150 /s")):
        for words, (orders, took) in asyncio.run(_many_chats(place, kind, rounds)).items():
            name = f"{CHATS} chats that order in {len(words)} messages, {kind}"
            yield Row(f"{name}: whole orders", orders, "/s", aim=aim)
            yield Row(f"{name}: messages answered", orders * len(words), "/s")
            yield Row(f"{name}: an answer, p95", percentile(sorted(took), 0.95) * 1000, "ms")


async def _many_chats(place: Place, kind: str, rounds: int) -> dict[tuple[str, ...], tuple[float, list[float]]]:
    shop = await open_shop(place, kind)
    await _warm(shop, 8)
    rates: dict[tuple[str, ...], list[float]] = {ORDER: [], SHORT: []}
    took: dict[tuple[str, ...], list[float]] = {ORDER: [], SHORT: []}
    for _ in range(rounds):
        for words in rates:
            rate, seconds = await _at_once(partial(_order, shop, words))
            rates[words].append(rate)
            took[words] += seconds
    await close_shop(place, shop.phones, shop.names)
    return {words: (median(rates[words]), took[words]) for words in rates}


async def _order(shop: Shop, words: Sequence[str], number: int) -> list[float]:
    return await order(shop.phones, people.customer(number), words)


async def _at_once(work: Callable[[int], Awaitable[list[float]]]) -> tuple[float, list[float]]:
    began = time.monotonic()
    found = await asyncio.gather(*(work(number) for number in range(CHATS)))
    return CHATS / (time.monotonic() - began), [one for took in found for one in took]
