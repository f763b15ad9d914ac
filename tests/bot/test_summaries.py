"""Daily summaries: one for each store and day, however many clocks run, stop, sleep or start again."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

import bot
from bot import minutes, summaries
from models import (
    Chat,
    ContentTemplate,
    OutboxMessage,
    Schedule,
    Store,
    Summary,
    User,
    reading,
    transaction,
)
from settings import Settings
from shop.actors import CLOCK, Actor
from shop.consents import record_consent
from shop.orders import confirm_order
from shop.registration import NewStore, NewWay, register_store
from shop.reports.due import make_due
from shop.stores import set_summary_time
from tests.shop.builders import Shop, line, placed, product
from tests.shop.conftest import database, postgres, sqlite
from values import Address

__all__ = ["database", "postgres", "sqlite"]

NUMBER = "whatsapp:+14155238886"
START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday nine o'clock in Jakarta
NINE = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)  # nine in the evening there
DAY = timedelta(days=1)
WAYS = (NewWay("cash", "Tunai"),)


@pytest.fixture(autouse=True)
def _configured() -> None:
    unused = SecretStr("s" * 40)
    bot.configure(
        Settings(environment="test", redis_url="redis://127.0.0.1:1/0", twilio_number=NUMBER, secret_key=unused)
    )


def open_store(zone: str = "Asia/Jakarta", at: time = time(21), now: datetime = START, **details: object) -> Store:
    with transaction() as tx:
        new = NewStore("Warung", "ID", "IDR", zone, "id", owner="Sri", ways=WAYS, summary_at=at)
        store = register_store(tx, new, Address("whatsapp", f"whatsapp:+62811{zone}"), now).store
        for field, value in details.items():
            setattr(store, field, value)
        tx.save(store)
        return store


def kept(kind: str = "daily") -> list[tuple[date, str]]:
    with reading() as tx:
        mine = select(Summary).where(col(Summary.kind) == kind).order_by(col(Summary.local_date))
        return [(row.local_date, row.state) for row in tx.exec(mine)]


def queued() -> list[str]:
    with reading() as tx:
        rows = tx.exec(select(OutboxMessage).where(col(OutboxMessage.purpose) == "summary"))
        return [row.block for row in rows]


def tick_all(instants: Sequence[datetime]) -> None:
    for now in instants:
        minutes.every_minute(now)


def test_it_comes_when_the_clock_of_the_store_shows_its_time(database: str) -> None:
    open_store()
    tick_all([NINE - timedelta(seconds=1)])
    assert kept() == []
    tick_all([NINE, NINE, NINE + timedelta(minutes=1), NINE + DAY - timedelta(seconds=1)])
    assert kept() == [(date(2026, 11, 18), "sent")]
    tick_all([NINE + DAY])
    assert kept() == [(date(2026, 11, 18), "sent"), (date(2026, 11, 19), "sent")]
    assert queued() == ["seller/summary:nothing"] * 2


def test_many_clocks_at_once_send_one(database: str) -> None:
    stores = [open_store(), open_store("Asia/Pontianak"), open_store("Asia/Bangkok")]
    together = Barrier(6)

    def clock(_number: int) -> None:
        together.wait()
        minutes.every_minute(NINE)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(clock, range(6)))
    assert kept() == [(date(2026, 11, 18), "sent")] * len(stores)
    assert len(queued()) == len(stores)


class Died(Exception):
    """What a test lets happen to a clock in the middle of its work."""


def make_and_die(schedule_id: int) -> None:
    with transaction() as tx:
        assert len(make_due(tx, tx.session.get_one(Schedule, schedule_id), NINE)) == 1
        raise Died


def test_a_clock_that_dies_before_its_commit_leaves_everything_to_the_next(database: str) -> None:
    open_store()
    (key,) = summaries.due_now(NINE, 10)
    with pytest.raises(Died):
        make_and_die(key)
    assert kept() == []
    tick_all([NINE])
    assert (kept(), len(queued())) == ([(date(2026, 11, 18), "sent")], 1)


def test_after_a_sleep_the_latest_days_are_sent_and_the_others_kept(database: str) -> None:
    open_store()
    tick_all([NINE + 4 * DAY + timedelta(hours=1)])
    days = [date(2026, 11, 18) + n * DAY for n in range(5)]
    assert kept() == list(zip(days, ["kept", "kept", "kept", "sent", "sent"], strict=True))
    tick_all([NINE + 4 * DAY + timedelta(hours=2)])
    assert len(kept()) == 5


def test_after_a_sleep_until_morning_yesterday_is_sent_whole(sqlite: str) -> None:
    open_store()
    tick_all([NINE + timedelta(hours=11)])
    assert kept() == [(date(2026, 11, 18), "sent")]
    with reading() as tx:
        (text,) = tx.exec(select(OutboxMessage.text))
    assert text.startswith("🧾 *Warung*, Rab 18 Nov: tidak ada penjualan.")


def test_a_later_time_on_the_same_day_sends_no_second_one(sqlite: str) -> None:
    store = open_store()
    tick_all([NINE])
    with transaction() as tx:
        set_summary_time(tx, tx.session.get_one(Store, store.id), time(22), CLOCK, NINE)
    tick_all([NINE + timedelta(hours=1), NINE + timedelta(hours=2)])
    assert kept() == [(date(2026, 11, 18), "sent")]
    assert len(queued()) == 1


@pytest.mark.parametrize(
    ("zone", "at", "day_start", "due", "day"),
    [
        ("Asia/Jakarta", time(7), time(0), datetime(2026, 11, 19, 0, 0, tzinfo=UTC), date(2026, 11, 18)),
        ("Asia/Jakarta", time(2), time(4), datetime(2026, 11, 18, 19, 0, tzinfo=UTC), date(2026, 11, 18)),
        ("America/New_York", time(21), time(0), datetime(2026, 11, 19, 2, 0, tzinfo=UTC), date(2026, 11, 18)),
        ("Asia/Kolkata", time(23, 30), time(0), datetime(2026, 11, 18, 18, 0, tzinfo=UTC), date(2026, 11, 18)),
        ("Pacific/Auckland", time(21), time(0), datetime(2026, 11, 18, 8, 0, tzinfo=UTC), date(2026, 11, 18)),
    ],
)
def test_the_day_is_that_of_the_store(
    sqlite: str, zone: str, at: time, day_start: time, due: datetime, day: date
) -> None:
    open_store(zone, at, day_start=day_start)
    tick_all([due - timedelta(seconds=1)])
    assert kept() == []
    tick_all([due])
    assert kept() == [(day, "sent")]


def test_days_on_which_clocks_change_have_one_each(sqlite: str) -> None:
    """In New York the clock skips 02:30 on 8 March 2026 and shows 01:30 twice on 1 November."""
    open_store("America/New_York", time(2, 30), datetime(2026, 3, 7, 12, tzinfo=UTC))
    hours = [datetime(2026, 3, 7, 12, tzinfo=UTC) + timedelta(minutes=30 * n) for n in range(120)]
    tick_all(hours)
    assert [day for day, _ in kept()] == [date(2026, 3, 7), date(2026, 3, 8)]


def test_an_hour_that_comes_twice_sends_once(sqlite: str) -> None:
    open_store("America/New_York", time(1, 30), datetime(2026, 10, 31, 12, tzinfo=UTC))
    hours = [datetime(2026, 10, 31, 12, tzinfo=UTC) + timedelta(minutes=30 * n) for n in range(96)]
    tick_all(hours)
    assert [day for day, _ in kept()] == [date(2026, 10, 31), date(2026, 11, 1)]


def test_nobody_who_stopped_it_gets_it_but_the_day_is_kept(sqlite: str) -> None:
    store = open_store()
    with transaction() as tx:
        refused = ("summary", False)
        who = Address("whatsapp", "whatsapp:+62811Asia/Jakarta")
        record_consent(tx, store.seller_id, who, refused, START, ("chat", "stop ringkasan"))
    tick_all([NINE])
    assert (kept(), queued()) == ([(date(2026, 11, 18), "kept")], [])


def test_of_summaries_that_wait_for_the_next_chat_only_the_newest_is_left(sqlite: str) -> None:
    open_store()
    tick_all([NINE])
    with transaction() as tx:
        row = tx.exec(select(OutboxMessage)).one()
        row.held = "window"
        tx.save(row)
    tick_all([NINE + DAY])
    with reading() as tx:
        rows = tx.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        assert [(row.state, row.error) for row in rows] == [("ignored", summaries.NEWER), ("new", "")]


def test_a_failure_of_one_store_holds_up_no_other(sqlite: str, caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = open_store(), open_store("Asia/Pontianak")
    with transaction() as tx:
        store = tx.session.get_one(Store, broken.id)
        store.zone = "Nowhere/Land"
        tx.save(store)
    tick_all([NINE])
    with reading() as tx:
        assert [row.store_id for row in tx.exec(select(Summary))] == [sound.id]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["due_work_failed"]


def test_the_figures_that_are_kept_are_those_of_the_day(sqlite: str) -> None:
    sell(open_store())
    tick_all([NINE])
    with reading() as tx:
        (row,) = tx.exec(select(Summary))
        chat = tx.exec(select(Chat)).one()
    assert row.data["sales"]["gross"] == {"amount": 3000000, "currency": "IDR"}
    assert row.data["period"]["first"] == "2026-11-18"
    assert row.data["best"][0]["quantity"] == {"thousandths": 2000}
    kept_period = {"period": ["today", "2026-11-18", "2026-11-18"]}
    assert chat.topic == {"command": "seller.stats.show", "slots": {}, "kept": kept_period}


def sell(store: Store, now: datetime = START) -> None:
    """Let an order of 30,000 rupiah be a sale."""
    with transaction() as tx:
        owner = Actor.user(1, "owner")
        shop = Shop(tx.session.get_one(Store, store.id), tx.session.get_one(User, 1), owner)
        confirm_order(tx, placed(tx, shop, line(product(tx, shop), "2")), owner, now)


def approve() -> None:
    """Let the template of summaries be registered and approved."""
    with transaction() as tx:
        names = {"channel": "whatsapp", "shape": "summary", "language": "id"}
        tx.save(ContentTemplate(**names, external_id="HX1", approved=True))


def rows() -> list[OutboxMessage]:
    with reading() as tx:
        return list(tx.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))


def test_outside_the_window_the_template_says_it_is_there_and_the_next_chat_tells_it(sqlite: str) -> None:
    sell(open_store())
    approve()
    tick_all([NINE])
    template, told = rows()
    assert (template.template, template.held) == ("summary", "")
    assert template.variables == {"1": "Warung", "2": "Rab 18 Nov", "3": "Rp30.000", "4": "1"}
    assert (told.block, told.held, told.template) == ("seller/summary:daily", "window", "")


def test_outside_the_window_without_a_template_delivery_holds_it(sqlite: str) -> None:
    sell(open_store())
    tick_all([NINE])
    (told,) = rows()
    assert (told.block, told.held) == ("seller/summary:daily", "")


def test_outside_the_window_a_day_without_sales_is_not_announced(sqlite: str) -> None:
    open_store()
    approve()
    tick_all([NINE])
    (told,) = rows()
    assert (told.block, told.held) == ("seller/summary:nothing", "window")


def test_inside_the_window_it_is_said_at_once(sqlite: str) -> None:
    sell(open_store())
    approve()
    with transaction() as tx:
        names = {"channel": "whatsapp", "address": "whatsapp:+62811Asia/Jakarta", "business": NUMBER}
        tx.save(Chat(**names, last_inbound_at=NINE - timedelta(hours=23)))
    tick_all([NINE])
    (told,) = rows()
    assert (told.block, told.held, told.template) == ("seller/summary:daily", "", "")
