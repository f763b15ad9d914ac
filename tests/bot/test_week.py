"""A week of a store whose people never write: a machine that sleeps, two clocks, another zone; nothing comes twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

import bot
from bot import minutes
from bot.verify import verify
from models import (
    Chat,
    ContentTemplate,
    Order,
    OutboxMessage,
    Product,
    ReportFile,
    Store,
    Summary,
    User,
    reading,
    transaction,
)
from settings import Settings
from shop.actors import CLOCK, Actor
from shop.file_times import add_file_time
from shop.orders import confirm_order
from shop.registration import NewStore, NewWay, Registered, register_store
from shop.schedules import Rhythm
from shop.stores import set_field
from tests.shop.builders import Shop, line, placed, product
from tests.shop.conftest import database, postgres, sqlite
from values import Address

__all__ = ["database", "postgres", "sqlite"]

NUMBER, OWNER = "whatsapp:+14155238886", "whatsapp:+628110001"
DAY = timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _configured() -> None:
    secret = SecretStr("s" * 40)
    bot.configure(
        Settings(environment="test", redis_url="redis://127.0.0.1:1/0", twilio_number=NUMBER, secret_key=secret)
    )


def open_store(zone: str, start: datetime) -> Registered:
    with transaction() as tx:
        new = NewStore("Warung", "ID", "IDR", zone, "id", owner="Sri", ways=(NewWay("cash", "Tunai"),))
        made = register_store(tx, new, Address("whatsapp", OWNER), start)
        for shape in ("summary", "notice"):
            names = {"channel": "whatsapp", "shape": shape, "language": "id"}
            tx.save(ContentTemplate(**names, external_id=f"HX{shape}", approved=True))
        product(tx, Shop(made.store, made.user, Actor.user(made.user.id, "owner")), stock=None)
        return made


def sell(made: Registered, at: datetime) -> None:
    """An order of that moment, taken at once."""
    with transaction() as tx:
        owner = Actor.user(made.user.id, "owner")
        shop = Shop(tx.session.get_one(Store, made.store.id), tx.session.get_one(User, made.user.id), owner)
        rice = tx.exec(select(Product)).one()
        order = placed(tx, shop, line(rice), phone=f"whatsapp:+6281{at:%d%H%M}")
        order.placed_at = at
        confirm_order(tx, order, owner, at)


def tick(now: datetime) -> None:
    """Two clocks at the same instant."""
    together = Barrier(2)

    def clock(_number: int) -> None:
        together.wait()
        minutes.every_minute(now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(clock, range(2)))


def awake(start: datetime, sleeps: datetime, wakes: datetime, end: datetime) -> Iterator[datetime]:
    """Every half hour of the week but those that the machine slept through."""
    now = start
    while now <= end:
        if not sleeps < now < wakes:
            yield now
        now += HALF_HOUR


# A store that moves one hour to the east, and one that moves one to the west in the week in which clocks go back.
@pytest.mark.parametrize(
    ("zone", "later", "start", "month"),
    [
        ("Asia/Jakarta", "Asia/Makassar", datetime(2026, 11, 25, 1, 0, tzinfo=UTC), date(2026, 11, 1)),
        ("America/New_York", "America/Chicago", datetime(2026, 10, 28, 14, 0, tzinfo=UTC), date(2026, 10, 1)),
    ],
)
def test_every_summary_comes_once(database: str, zone: str, later: str, start: datetime, month: date) -> None:
    made = open_store(zone, start)
    with transaction() as tx:
        chat = tx.save(Chat(channel="whatsapp", address=OWNER, business=NUMBER, store_id=made.store.id,
                            seller_id=made.seller.id, last_inbound_at=start))  # fmt: skip
        wish: dict[str, object] = {"what": "sales", "format": "xlsx", "language": "id", "chat": chat.id}
        add_file_time(tx, made.store, Rhythm(time(8), days=(0,)), wish, start)
    sleeps, wakes = start + 2 * DAY + timedelta(hours=3), start + 3 * DAY + timedelta(hours=9)
    moves = start + 4 * DAY + timedelta(hours=5)
    for now in awake(start, sleeps, wakes, start + 7 * DAY):
        if now.hour == start.hour and now.minute == 0:
            sell(made, now)
        if now == moves:
            with transaction() as tx:
                store = tx.session.get_one(Store, made.store.id)
                set_field(tx, store, "zone", later, CLOCK, now)
        tick(now)
    check(made, start, month)


def check(made: Registered, start: datetime, month: date) -> None:
    """What there is after the week: one summary of each day, of the week and of the month, each told once."""
    first = start.astimezone(made.store.timezone).date()
    with reading() as tx:
        kept = [(row.kind, row.local_date, row.state) for row in tx.exec(select(Summary).order_by(col(Summary.id)))]
        queued = Counter(tx.exec(select(OutboxMessage.block)).all())
        files = tx.exec(select(ReportFile)).all()
        orders = tx.exec(select(Order)).all()
        waiting = [row.block for row in tx.exec(select(OutboxMessage)) if row.held == "window" and row.state == "new"]
    days = [first + n * DAY for n in range(7)]
    monday = next(day for day in days if day.weekday() == 0)
    assert sorted(kept) == sorted(
        [*(("daily", day, "sent") for day in days), ("weekly", monday - 7 * DAY, "sent"), ("monthly", month, "sent")]
    )
    assert (queued["seller/summary:daily"], queued["seller/summary:nothing"]) == (len(orders) - 1, 8 - len(orders))
    assert (queued["seller/summary:week"], queued["seller/summary:month"]) == (1, 1)
    # Only the newest of a kind waits for the next chat, and a file comes once a week.
    assert Counter(waiting)["seller/summary:daily"] + Counter(waiting)["seller/summary:nothing"] == 1
    assert (Counter(waiting)["seller/summary:week"], Counter(waiting)["seller/summary:month"]) == (1, 1)
    assert len(files) == 1
    broken = {found.invariant.name for found in verify() if found.count}
    assert broken <= {"sends_come_to_an_end"}  # nobody sends here
