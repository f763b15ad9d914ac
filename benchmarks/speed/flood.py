"""A flood of one store, from one chat and from ten thousand, while people order at another store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median

import redis
from sqlalchemy import insert
from sqlmodel import col

from benchmarks.speed import people
from benchmarks.speed.chats import Shop, open_shop
from benchmarks.speed.load import percentile
from benchmarks.speed.place import Place
from benchmarks.speed.rows import Row
from bot import wake
from bot.verify import verify
from models import Chat, InboxMessage, engine, new_chat, transaction

# As many messages for each round, which makes a hundred thousand in a usual run.
MESSAGES, BATCH = 20_000, 5_000
OTHER, OTHER_SELLER = "whatsapp:+14155230002", "whatsapp:+628110000002"
# What is asked at the store next door, so many times a round, by so many people.
ASKED = ("menu", "2 nasi goreng, 1 es teh dan 3 sate ayam", "jam buka", "lihat keranjang")
TIMES, NEIGHBOURS = 24, 4
MEGABYTE = 1_000_000.0
# Seconds of each answer before and during a flood, the memory then in megabytes, and as a multiple of that before.
Flooded = tuple[list[float], list[float], float, float]


def measure(place: Place, rounds: int) -> Iterator[Row]:
    """How long the neighbours wait while a flood is worked off, and what every process holds in memory meanwhile."""
    messages = MESSAGES * rounds
    for chats in (1, 10_000):
        calm, flooded, held, grown = asyncio.run(_flooded(place, messages, chats, rounds))
        name = f"a neighbour's answer while {messages:,} messages of {chats:,} chat{'s' * (chats > 1)} wait"
        ratio = median(flooded) / median(calm)
        yield Row(f"{name}, middle", median(flooded) * 1000, "ms", "the same without", ratio, None, 6.0, "≤ 2 ×")
        ends = percentile(sorted(flooded), 0.95), percentile(sorted(calm), 0.95)
        yield Row(f"{name}, p95", ends[0] * 1000, "ms", "the same without", ends[0] / ends[1])
        yield Row(f"memory of all processes, {chats:,} flooding", held, "MB", "before", grown, None, 1.5)


async def _flooded(place: Place, messages: int, chats: int, rounds: int) -> Flooded:
    shop = await open_shop(place, "postgresql")
    people.open_store(OTHER, OTHER_SELLER)
    await _asked(shop, 2)
    calm = await _asked(shop, rounds)
    before = _memory(place, shop)
    await asyncio.to_thread(_flood, messages, chats)
    await asyncio.sleep(2)
    flooded = await _asked(shop, rounds)
    held = _memory(place, shop)
    # What is left of the flood is not waited for: working it off takes a minute for each two thousand messages.
    await asyncio.to_thread(place.end, *shop.names)
    found = [f"{one.invariant.name}: {one.rows}" for one in verify(timedelta(hours=1)) if one.count]
    assert found == [], found
    await shop.phones.close()
    engine().dispose()
    return calm, flooded, held, held / before


async def _asked(shop: Shop, rounds: int) -> list[float]:
    """How long each answer took to people of the other store who ask one thing after the other."""
    took = []
    for number in range(rounds * TIMES):
        address = people.customer(9_000_000 + number % NEIGHBOURS)
        began = await shop.phones.say(address, ASKED[number // NEIGHBOURS % len(ASKED)], OTHER)
        took.append((await shop.phones.hears(address)).at - began)
        await asyncio.sleep(0.02)
    return took


def _flood(messages: int, chats: int) -> None:
    """Let so many messages wait as the webhook leaves them: kept, and their chats signalled."""
    ids = _chats(chats)
    now = datetime.now(UTC)
    for start in range(0, messages, BATCH):
        turns = [ids[number % chats] for number in range(start, start + BATCH)]
        rows = [_message(number, chat_id, now) for number, chat_id in enumerate(turns, start)]
        with transaction() as tx:
            tx.session.execute(insert(InboxMessage), rows)
        for chat_id in dict.fromkeys(turns):
            wake.chat(chat_id, people.BUSINESS)


def _chats(count: int) -> Sequence[int]:
    values = [new_chat("whatsapp", people.customer(number), people.BUSINESS) for number in range(count)]
    with transaction() as tx:
        return list(tx.session.execute(insert(Chat).returning(col(Chat.id)), values).scalars())


def _message(number: int, chat_id: int, now: datetime) -> dict[str, object]:
    fields = {"channel": "whatsapp", "external_id": f"SMF{number:031}", "chat_id": chat_id, "text": "jam buka"}
    return fields | {"kind": "text", "raw": {}, "media": [], "received_at": now, "state": "new", "attempts": 0}


def _memory(place: Place, shop: Shop) -> float:
    """Megabytes of the shop's processes and of Valkey."""
    with redis.Redis.from_url(place.redis_url) as client:
        valkey = int(client.info("memory")["used_memory"])
    return (sum(place.fleet.memory(name) for name in shop.names) + valkey) / MEGABYTE
