"""What a store's messages come to, and what its budget holds back: what nobody asked for, never an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot import minutes
from bot.metering import Used, month_of, used, waiting_for_budget
from bot.runtime import runtime
from models import Chat, OutboxMessage, Store, reading, transaction
from shop.actors import Actor
from shop.stores import set_field
from tests.bot.rows import PHONE, chat, deliver, greet, message, row
from tests.chats import shops
from tests.chats.world import World
from values import Money

OWNER = Actor.user(1, "owner")


@pytest.fixture
def key(world: World, warung: shops.Shop) -> int:
    """A chat of the warung whose window is open."""
    greet(world)
    made = chat()
    with transaction() as tx:
        row = tx.session.get_one(Chat, made)
        row.store_id, row.seller_id = warung.store_id, 1
        tx.save(row)
    return made


def budget(shop: shops.Shop, most: int | None) -> None:
    with transaction() as tx:
        set_field(tx, tx.session.get_one(Store, shop.store_id), "message_budget", most, OWNER, datetime.now(UTC))


def spent(shop: shops.Shop) -> Used:
    with reading() as tx:
        store = tx.session.get_one(Store, shop.store_id)
        return used(tx, store, month_of(store, datetime.now(UTC)))


def sent(shop: shops.Shop, key: int, count: int) -> None:
    for number in range(count):
        message(key, f"kabar {number}", store_id=shop.store_id)
    deliver()


def test_every_message_that_left_counts_by_its_kind(world: World, warung: shops.Shop, key: int) -> None:
    before = spent(warung).total
    sent(warung, key, 3)
    message(key, "gagal", store_id=warung.store_id, state="failed")
    message(key, "rangkuman", store_id=warung.store_id, template="summary", state="sent", sent_at=datetime.now(UTC))
    message(key, "promo", store_id=warung.store_id, template="news", state="sent", sent_at=datetime.now(UTC))
    old = datetime.now(UTC) - timedelta(days=40)
    message(key, "bulan lalu", store_id=warung.store_id, state="sent", sent_at=old)
    found = spent(warung)
    assert (found.total - before, found.utility, found.marketing, found.cost) == (5, 1, 1, None)


def test_the_operators_prices_make_it_money(world: World, warung: shops.Shop, key: int) -> None:
    runtime().settings.message_prices = "IDR=350/600 INR=0.14/0.88"
    sent(warung, key, 2)
    message(key, "rangkuman", store_id=warung.store_id, template="summary", state="sent", sent_at=datetime.now(UTC))
    message(key, "promo", store_id=warung.store_id, template="news", state="sent", sent_at=datetime.now(UTC))
    # The first thousand free-form messages of a number of its own cost nothing.
    assert spent(warung).cost == Money.of(950, "IDR")


def test_a_spent_budget_holds_what_nobody_asked_for_and_no_answer(world: World, warung: shops.Shop, key: int) -> None:
    world.mark()
    sent(warung, key, 4)
    budget(warung, spent(warung).total)
    starts = [message(key, word, store_id=warung.store_id, purpose=word) for word in ("summary", "news", "review")]
    wanted = [message(key, word, store_id=warung.store_id, purpose=word) for word in ("reply", "order", "notice")]
    deliver()
    assert [(row(made).state, row(made).held) for made in starts] == [("new", "budget")] * 3
    assert [row(made).state for made in wanted] == ["sent"] * 3
    world.phones.settle()
    assert [one.body for one in world.heard(PHONE, world.marked)][-3:] == ["reply", "order", "notice"]


def test_what_waits_for_the_budget_goes_when_there_is_room(world: World, warung: shops.Shop, key: int) -> None:
    sent(warung, key, 4)
    budget(warung, spent(warung).total)
    waiting = message(key, "ringkasan", store_id=warung.store_id, purpose="summary")
    deliver()
    assert row(waiting).held == "budget"
    minutes.every_minute(datetime.now(UTC))
    assert row(waiting).held == "budget"
    budget(warung, 1000)
    minutes.every_minute(datetime.now(UTC))
    deliver()
    assert row(waiting).state == "sent"


def test_the_seller_is_warned_before_and_told_at_the_end_each_once(world: World, warung: shops.Shop, key: int) -> None:
    sent(warung, key, 8)
    budget(warung, spent(warung).total + 2)
    for _ in range(3):
        minutes.every_minute(datetime.now(UTC))
    sent(warung, key, 2)
    for _ in range(3):
        minutes.every_minute(datetime.now(UTC))
    with reading() as tx:
        told = tx.exec(select(OutboxMessage.block).where(col(OutboxMessage.block).like("seller/sending:%")))
        assert list(told) == ["seller/sending:budget_near", "seller/sending:budget_spent"]


def test_what_is_held_for_a_week_lapses_and_the_store_hears_of_it(world: World, warung: shops.Shop, key: int) -> None:
    with transaction() as tx:
        row_ = tx.session.get_one(Chat, key)
        row_.last_inbound_at = datetime.now(UTC) - timedelta(days=2)
        tx.save(row_)
        assert row_.customer_id is not None
    made = message(key, "Pesanan *#1001* sudah diterima", store_id=warung.store_id)
    deliver()
    assert row(made).held == "window"
    later = datetime.now(UTC) + timedelta(days=7, minutes=1)
    world.wait((later - datetime.now(UTC)).total_seconds())
    assert (row(made).state, row(made).error) == ("ignored", "it was held back for a week")
    with reading() as tx:
        alerts = tx.exec(select(OutboxMessage.text).where(col(OutboxMessage.block) == "clock:alerts")).all()
    assert len(alerts) == 1
    assert "Pesanan #1001 sudah diterima" in alerts[0]


def test_a_customer_who_cannot_be_reached_is_an_alert(world: World, warung: shops.Shop, key: int) -> None:
    world.phones.simulator.faults.add("send_code", code=63003, when="request")
    made = message(key, "Pesanan #1001 sudah jalan", store_id=warung.store_id)
    deliver()
    assert row(made).state == "failed"
    minutes.every_minute(datetime.now(UTC))
    minutes.every_minute(datetime.now(UTC))
    with reading() as tx:
        alerts = tx.exec(select(OutboxMessage.text).where(col(OutboxMessage.block) == "clock:alerts")).all()
    assert len(alerts) == 1
    assert "Pesanan #1001 sudah jalan" in alerts[0]


def test_what_waited_for_the_months_budget_goes_in_the_morning(world: World, warung: shops.Shop, key: int) -> None:
    message(key, "kabar", store_id=warung.store_id, held="budget", purpose="news")
    midnight = datetime(2026, 11, 30, 17, 1, tzinfo=UTC)
    assert waiting_for_budget(midnight, 10) == []
    assert waiting_for_budget(midnight + timedelta(hours=8), 10) == [warung.store_id]
