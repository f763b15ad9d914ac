"""Outbox rows for tests, and what became of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from bot import delivery, outbox
from bot.outbox import new_token
from models import Chat, OutboxMessage, new_chat, reading, transaction
from tests.chats.shops import BUSINESS
from tests.chats.world import World

PHONE = "whatsapp:+6281200000001"


def greet(world: World) -> None:
    """The person writes first, is answered, and the shop has nothing more to say."""
    world.phones.send(PHONE, "halo")
    world.settle()
    world.mark()


def chat(address: str = PHONE, *, wrote: bool = True) -> int:
    """A chat whose window is open if the person wrote just now: its id."""
    with transaction() as tx:
        tx.insert_once(Chat, new_chat("whatsapp", address, BUSINESS))
        row = tx.exec(select(Chat).where(col(Chat.address) == address)).one()
        row.last_inbound_at = datetime.now(UTC) if wrote else None
        tx.save(row)
        return row.id


def message(chat_id: int, text: str, choices: int = 0, **values: Any) -> int:
    """A message to send with that many choices: its id."""
    titles = values.pop("titles", [f"Pilihan {n}" for n in range(1, choices + 1)])
    offered = [{"title": title, "token": f"t{n}", "description": ""} for n, title in enumerate(titles)]
    values.setdefault("purpose", "order")
    with transaction() as tx:
        row = OutboxMessage(
            chat_id=chat_id, token=new_token(), text=text, language="id", choices=offered,
            created_at=datetime.now(UTC), **values,
        )  # fmt: skip
        return tx.save(row).id


def deliver() -> None:
    """Send what is due."""
    with reading() as tx:
        due = outbox.chats_due(tx, 100)
    for chat_id in due:
        delivery.deliver(chat_id)
    delivery.settle()


def row(key: int) -> OutboxMessage:
    """The message as it stands now."""
    with reading() as tx:
        return tx.session.get_one(OutboxMessage, key)
