"""What is due is found for every store, though of one of them nothing can be told: its zone is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import col, update

import bot
from bot import minutes
from bot.window import BUDGET
from models import Alert, Chat, Order, OutboxMessage, Tx, new_chat, transaction
from settings import Settings
from tests.shop.builders import Shop, line, open_shop, placed, product
from tests.shop.conftest import sqlite

__all__ = ["sqlite"]

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
NUMBER = "whatsapp:+14155238886"


@pytest.fixture(autouse=True)
def _configured(sqlite: str) -> None:  # noqa: F811 - the fixture of that name
    bot.configure(
        Settings(environment="test", redis_url="redis://127.0.0.1:1/0", secret_key=SecretStr("s" * 40),
                 twilio_number=NUMBER)
    )  # fmt: skip


def a_chat(tx: Tx, shop: Shop, **values: Any) -> int:
    address = f"whatsapp:+62812000{shop.store.id}"
    row = tx.session.get_one(Chat, tx.insert_once(Chat, new_chat("whatsapp", address, NUMBER)))
    row.store_id, row.seller_id = shop.store.id, shop.store.seller_id
    for name, value in values.items():
        setattr(row, name, value)
    return tx.save(row).id


def alerted(tx: Tx, shop: Shop) -> int:
    whose = {"seller_id": shop.store.seller_id, "store_id": shop.store.id}
    tx.save(Alert(**whose, kind="failed_send", subject_id=1, data={"customer": "Budi", "words": "halo"}, at=EARLIER))
    return shop.store.id


def unanswered(tx: Tx, shop: Shop) -> int:
    return a_chat(tx, shop, handed_over_at=EARLIER)


def waiting_order(tx: Tx, shop: Shop) -> int:
    order = placed(tx, shop, line(product(tx, shop)), phone=f"whatsapp:+62813000{shop.store.id}")
    order.placed_at = NOW - timedelta(minutes=20)
    return tx.save(order).id


def spent(tx: Tx, shop: Shop) -> int:
    values = {
        "purpose": "news",
        "state": "sent",
        "sent_at": EARLIER,
        "created_at": EARLIER,
        "token": f"{shop.store.id}",
    }
    chat = a_chat(tx, shop)
    tx.save(OutboxMessage(chat_id=chat, store_id=shop.store.id, text="promo", language="id", **values))
    shop.store.message_budget = 1
    return tx.save(shop.store).id


def held(tx: Tx, shop: Shop) -> int:
    values = {"purpose": "news", "held": BUDGET, "created_at": EARLIER, "token": str(shop.store.id)}
    chat = a_chat(tx, shop)
    tx.save(OutboxMessage(chat_id=chat, store_id=shop.store.id, text="promo", language="id", **values))
    return shop.store.id


def handed_over(tx: Tx, shop: Shop) -> int:
    key = waiting_order(tx, shop)
    done = {"state": "delivered", "delivered_at": NOW - timedelta(hours=3)}
    tx.changed(update(Order).where(col(Order.id) == key).values(**done))
    return key


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("alert", alerted),
        ("reminder", unanswered),
        ("repeat", waiting_order),
        ("budget", spent),
        ("budget_room", held),
        ("review", handed_over),
    ],
)
def test_a_store_without_a_clock_holds_up_no_other(name: str, due: Callable[[Tx, Shop], int]) -> None:
    (work,) = [one for one in minutes.WORKS if one.name == name]
    with transaction() as tx:
        lost, sound = open_shop(tx, "whatsapp:+628110001"), open_shop(tx, "whatsapp:+628110002")
        keys = [due(tx, lost), due(tx, sound)]
        lost.store.zone = "Mars/Olympus"
        tx.save(lost.store)
    assert work.find(NOW, minutes.MOST) == keys
    minutes.every_minute(NOW, works=[work])
    assert keys[1] not in work.find(NOW, minutes.MOST)
