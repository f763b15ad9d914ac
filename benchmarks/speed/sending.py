"""Messages sent a second when every call to Twilio takes 150 ms, in order within each chat."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

from benchmarks.speed import people
from benchmarks.speed.chats import close_shop
from benchmarks.speed.phones import Phones
from benchmarks.speed.place import Place
from benchmarks.speed.rows import Row
from bot import wake
from bot.outbox import new_token
from models import Chat, InboxMessage, OutboxMessage, Tx, transaction
from settings import Settings

SECONDS = 0.15
# So many that beginning and end do not rule the rate.
CHATS, EACH = 100, 10
PROCESSES = 2


def measure(place: Place, rounds: int) -> Iterator[Row]:
    """Two delivery workers with their usual number of threads, and more chats than threads."""
    rates = asyncio.run(_measure(place, rounds))
    most = PROCESSES * Settings().delivery_threads / SECONDS
    of, share = f"{most:.0f} /s of all threads", median(rates) / most
    yield Row("messages sent, 150 ms a call", median(rates), "/s", of, share, 0.8, None, "≥ 0.9")


async def _measure(place: Place, rounds: int) -> list[float]:
    phones, names = Phones(SECONDS), tuple(f"deliveries-{number}" for number in range(PROCESSES))
    environment = place.environment(place.database("postgresql"), await phones.open()) | {"GATHER_SECONDS": "0"}
    people.open_store()
    place.here(environment)
    chats = _chats()
    rates = []
    for name in names:
        place.fleet.add(name, sys.executable, "worker.py", "--queue", "deliveries", **environment)
    for _ in range(rounds + 1):
        rates.append(await _sent(phones, chats))
    await close_shop(place, phones, names)
    return rates[1:]


def _chats() -> list[int]:
    now = datetime.now(UTC)
    with transaction() as tx:
        return [_chat(tx, people.customer(number), now) for number in range(CHATS)]


def _chat(tx: Tx, address: str, now: datetime) -> int:
    """A chat whose customer has just written, so that free text may go."""
    chat = Chat(channel="whatsapp", address=address, business=people.BUSINESS, last_inbound_at=now)
    chat.version = 1
    tx.save(chat)
    wrote = InboxMessage(
        channel="whatsapp", external_id=f"SM{address}", chat_id=chat.id, received_at=now, state="ignored"
    )
    return tx.save(wrote).chat_id


async def _sent(phones: Phones, chats: list[int]) -> float:
    """Messages a second from the first to reach Twilio to the last. AssertionError when a chat's are out of order."""
    await asyncio.to_thread(_put, chats)
    heard = [[await phones.hears(people.customer(number)) for _ in range(EACH)] for number in range(CHATS)]
    for messages in heard:
        assert [one.text for one in messages] == [f"Pesan {number}" for number in range(EACH)]
    instants = [one.at for messages in heard for one in messages]
    return len(instants) / (max(instants) - min(instants) + SECONDS)


def _put(chats: list[int]) -> None:
    with transaction() as tx:
        for number in range(EACH):
            for chat_id in chats:
                row = OutboxMessage(chat_id=chat_id, token=new_token(), created_at=datetime.now(UTC))
                row.text, row.purpose = f"Pesan {number}", "order"
                tx.add(row)
    for chat_id in chats:
        wake.send(chat_id, people.BUSINESS)
