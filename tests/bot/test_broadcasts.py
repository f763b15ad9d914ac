"""Messages to many customers on their way."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import select

from bot import broadcasts
from models import Broadcast, Customer, OutboxMessage, Store, transaction
from shop.actors import Actor
from shop.broadcasts import PURPOSE, compose
from shop.consents import record_consent
from tests.chats import shops
from tests.chats.world import World
from values import Address

EVENING, NIGHT, MORNING = (datetime(2026, 11, 20, hour, 59, tzinfo=UTC) for hour in (12, 14, 1))


def test_whom_the_quiet_hours_find_waiting_is_told_in_the_morning(world: World) -> None:
    shop = shops.build("warung with known", EVENING)
    address, morning = Address("whatsapp", shop.people["customer"]), MORNING.replace(day=21)
    with transaction() as tx:
        store = tx.session.get_one(Store, shop.store_id)
        record_consent(tx, store.seller_id, address, (PURPOSE, True), EVENING, ("chat", "mulai"))
        people = list(tx.exec(select(Customer).where(Customer.name == "Budi")))
        made = compose(tx, store, ("besok diskon", ""), people, Actor.user(1, "owner"), EVENING)
    assert broadcasts.due_now(NIGHT, 10) == [made.id]
    broadcasts.go_on(made.id, NIGHT)
    assert (told(), broadcasts.due_now(NIGHT, 10), broadcasts.due_now(morning, 10)) == ([], [], [made.id])
    broadcasts.go_on(made.id, morning)
    with transaction() as tx:
        assert tx.session.get_one(Broadcast, made.id).state == "sent"
    assert told() == [shop.store_id]


def told() -> list[int | None]:
    with transaction() as tx:
        return list(tx.exec(select(OutboxMessage.store_id)))
