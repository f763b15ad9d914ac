"""Files that are made while nobody waits: each is sent once, whatever becomes of the workers."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import col, insert, select, update

from bot import exports, file_work, jobs, minutes, wake
from bot.exports import Wanted
from bot.runtime import runtime
from models import Chat, OutboxMessage, Product, ReportFile, Store, reading, transaction
from shop.reports import sizes
from tests.bot.rows import chat
from tests.chats import shops
from tests.chats.world import World


@pytest.fixture
def key(warung: shops.Shop) -> int:
    return chat(warung.people["seller"])


def ask(shop: shops.Shop, key: int, what: str = "orders", purpose: str = "reply") -> int:
    now = datetime.now(UTC)
    with transaction() as tx:
        store, row = tx.session.get_one(Store, shop.store_id), tx.session.get_one(Chat, key)
        wanted = Wanted(store.id, what, "csv", "id", now.date(), now.date(), now)
        return file_work.ask(tx, store, row, wanted, purpose).id


def file(key: int) -> ReportFile:
    with reading() as tx:
        return tx.session.get_one(ReportFile, key)


def told() -> list[OutboxMessage]:
    with reading() as tx:
        mine = select(OutboxMessage).where(col(OutboxMessage.block).like("seller/file:%"))
        return list(tx.exec(mine.order_by(col(OutboxMessage.id))))


def test_a_file_is_made_once_and_fetched_where_its_message_says(world: World, warung: shops.Shop, key: int) -> None:
    made = ask(warung, key)
    for _ in range(3):
        file_work.make(made)
    (message,) = told()
    assert (file(made).state, message.block) == ("done", "seller/file:done")
    answer = world.app.test_client().get(urlsplit(message.media_url).path)
    assert (answer.status_code, answer.data) == (200, file(made).content)
    assert answer.headers["Content-Disposition"].endswith('.csv"')


def let_leases_lapse() -> None:
    with transaction() as tx:
        tx.changed(update(ReportFile).values(lease_until=tx.in_seconds(-1)))


def test_a_worker_that_dies_leaves_it_to_the_next(world: World, warung: shops.Shop, key: int) -> None:
    made = ask(warung, key)
    assert file_work.lease(made) is not None  # and nothing was heard of that worker again
    file_work.make(made)
    assert (file(made).state, told()) == ("leased", [])  # somebody may still be at it
    let_leases_lapse()
    file_work.make(made)
    assert [one.block for one in told()] == ["seller/file:done"]


def test_what_its_workers_die_on_is_given_up_and_told(world: World, warung: shops.Shop, key: int) -> None:
    made = ask(warung, key)
    for _ in range(file_work.MOST_ATTEMPTS):
        assert file_work.lease(made) is not None  # and the worker was killed
        let_leases_lapse()
    file_work.make(made)
    assert (file(made).state, [one.block for one in told()]) == ("failed", ["seller/file:failed"])


def test_what_cannot_be_made_is_told_at_the_third_try(world: World, warung: shops.Shop, key: int) -> None:
    made = ask(warung, key, "nonsense")
    for _ in range(2):
        with pytest.raises(KeyError):
            file_work.make(made)
        assert told() == []
        let_leases_lapse()
    with transaction() as tx:
        tx.changed(update(ReportFile).values(what="orders", format="nonsense"))
    file_work.make(made)
    assert (file(made).state, [one.block for one in told()]) == ("failed", ["seller/file:failed"])


def test_a_file_is_forgotten_when_nobody_can_fetch_it_any_more(world: World, warung: shops.Shop, key: int) -> None:
    made = ask(warung, key)
    file_work.make(made)
    minutes.every_minute(datetime.now(UTC) + timedelta(days=7))
    assert file(made).content is not None
    minutes.every_minute(datetime.now(UTC) + timedelta(days=9))
    with reading() as tx:
        assert tx.get(ReportFile, made) is None
    (message,) = told()
    assert exports.made(urlsplit(message.media_url).path.split("/")[2], datetime.now(UTC)) is None


def test_a_long_list_comes_by_itself_and_is_announced(world: World, warung: shops.Shop) -> None:
    with transaction() as tx:
        store = tx.session.get_one(Store, warung.store_id)
        known = {"seller_id": store.seller_id, "store_id": store.id, "unit": "", "category": "", "price_amount": 100}
        rest = {"currency": "IDR", "tracked": False, "created_at": datetime.now(UTC)}
        names = [f"Barang {number}" for number in range(sizes.QUICK + 1)]
        rows = [{**known, **rest, "name": name, "key": name.lower(), "position": 9} for name in names]
        tx.session.execute(insert(Product), rows)
    seller = warung.people["seller"]
    world.mark()
    world.say(seller, warung.business, {"text": "minta excel produk"})
    first, second = [one.body for one in world.heard(seller, world.marked)]
    assert first.startswith("⏳ Sebentar ya kak, *Produk* lumayan panjang.")
    assert second.startswith("📎 Ini *Produk* (xlsx).")


def test_a_real_worker_makes_what_was_signalled(world: World, warung: shops.Shop, key: int, redis_url: str) -> None:
    runtime().settings.redis_url = redis_url
    made = ask(warung, key)
    # Signals rest for some seconds after they found no server, which an earlier test may have seen.
    while not wake.file(made):
        time.sleep(0.2)
    jobs.worker(wake.FILES, "files-test").work(burst=True, logging_level="WARNING")
    assert (file(made).state, [one.block for one in told()]) == ("done", ["seller/file:done"])
