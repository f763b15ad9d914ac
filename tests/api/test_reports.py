"""Summaries and files over REST: the figures of the chat to the last unit, and letters through a real mail server."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pypdf import PdfReader
from sqlmodel import SQLModel, col, insert, select, update

from bot import mail_files, minutes
from bot.notify import mail
from models import Mail, Product, Schedule, Store, connect, connections, reading, transaction
from shop.calendar import period
from shop.files.reading import rows_of
from shop.reports.figures import figures
from tests.api.client import Api, Person, problem
from tests.api.test_orders import guest_order, move
from tests.ports import free_pair


@dataclass
class Box:
    """A mail server that keeps what it is given; it turns away as many letters as it is told."""

    port: int = 0
    turns_away: int = 0
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.turns_away:
            self.turns_away -= 1
            return "451 come again"
        letter: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def box() -> Iterator[Box]:
    """A mail server on this machine."""
    made = Box(free_pair())
    server = Controller(made, "127.0.0.1", made.port)
    server.start()
    yield made
    server.stop()


@pytest.fixture
def posted(sqlite_with_tables: str, box: Box) -> Api:
    """The API with that mail server."""
    return Api.over(sqlite_with_tables, **server(box))


def server(box: Box) -> dict[str, Any]:
    """The settings of that mail server."""
    return {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_security": "none", "smtp_from": "shop@bakul.example"}


def busy(api: Api) -> tuple[Person, int]:
    """A store with a day behind it: sold, called off, paid, given back, open."""
    shop = api.shop()
    owner = api.owner(shop)
    nasi, teh = api.product(shop, stock="50"), api.product(shop, "Es Teh", 5_000, "50")
    for product, quantity in ((nasi, 3), (teh, 4), (nasi, 1)):
        made = guest_order(api, product, items=[{"product_id": product, "quantity": quantity}])
        move(owner, made["id"], "confirmed")
        owner.post(f"/orders/{made['id']}/payments", {})
    owner.post(f"/orders/{made['id']}/refund", {"amount": 5_000})
    gone = guest_order(api, teh)
    move(owner, gone["id"], "confirmed", "cancelled")
    guest_order(api, nasi)
    return owner, shop.store.id


def test_the_figures_are_those_of_the_chat_to_the_last_unit(api: Api) -> None:
    owner, store_id = busy(api)
    told = owner.data("/summaries/daily")
    with reading() as tx:
        store = tx.session.get_one(Store, store_id)
        found = figures(tx, store, period(store, "today", datetime.now(UTC)), datetime.now(UTC))
    sales = found.sales
    assert (told["net"], told["gross"], told["refunds"]) == (75_000, 90_000, 5_000)
    expected = {
        "gross": sales.gross, "net": sales.net, "refunds": sales.refunds, "cancellations": sales.cancellations,
        "delivery_fees": sales.fees, "money_in": found.money.total, "given_back": found.money.given_back,
        "unpaid": found.owed.amount,
    }  # fmt: skip
    assert {name: told[name] for name in expected} == {name: value.main_units for name, value in expected.items()}
    assert (told["orders_sold"], told["orders_cancelled"], told["open_orders"]) == (sales.sold, sales.cancelled, 4)
    sheet = owner.post("/export/csv", {"what": "sales", "date_from": told["date_from"], "date_to": told["date_to"]})
    amounts = [row[1] for row in csv.reader(io.StringIO(sheet.data.decode("utf-8-sig")))]
    assert [float(amount) for amount in amounts[1:6]] == [90_000, 0, -10_000, -5_000, 75_000]
    weekly, monthly = owner.data("/summaries/weekly"), owner.data("/summaries/monthly")
    assert weekly["net"] == monthly["net"] == owner.data("/seller/dashboard/stats")["total_revenue"] == 75_000
    assert weekly["date_from"] <= told["date_from"] <= weekly["date_to"]


def test_days_customers_and_goods_of_a_period(api: Api) -> None:
    owner, _ = busy(api)
    today = owner.data("/summaries/daily")["date_from"]
    days = f"date_from={today}&date_to={today}"
    revenue = owner.data(f"/summaries/revenue?{days}")
    assert (revenue["net"], revenue["items"]) == (75_000, [{"day": today, "net": 75_000}])
    goods = owner.data(f"/summaries/items?{days}")["items"]
    assert [(one["name"], one["quantity"], one["amount"]) for one in goods] == [
        ("Nasi Goreng", 4, 60_000), ("Es Teh", 4, 20_000),
    ]  # fmt: skip
    buyers = owner.data(f"/summaries/customer?{days}")
    assert (buyers["new_customers"], buyers["returning_customers"]) == (1, 0)
    assert [(one["name"], one["orders"], one["spent"]) for one in buyers["items"]] == [("Budi", 3, 75_000)]
    assert owner.data("/summaries/daily?date=2020-01-01")["net"] == 0
    assert problem(owner.get("/summaries/daily?date=yesterday")) == (422, "invalid")


def test_files_in_every_format_and_made_to_measure(api: Api) -> None:
    owner, _ = busy(api)
    sheet = rows_of(owner.post("/export/excel", {}).data)
    assert len(sheet) == 4 + 5 + 1
    page = PdfReader(io.BytesIO(owner.post("/export/pdf", {"what": "sales"}).data)).pages[0].extract_text()
    assert "Warung Uji" in page
    chosen = {"format": "csv", "columns": ["order", "total"], "filters": [
        {"column": "state", "match": "is", "value": "confirmed"}, {"column": "total", "match": "min", "value": "30000"},
    ]}  # fmt: skip
    lines = owner.post("/export/custom", chosen).data.decode("utf-8-sig").splitlines()[1:]
    assert lines == ["1001,55000.00", "1002,30000.00"]
    wrong = owner.post("/export/custom", chosen | {"columns": ["secrets"]})
    assert problem(wrong) == (400, "not_a_value")
    templates = {one["what"]: one["columns"] for one in owner.data("/export/templates")["items"]}
    assert templates["orders"][:2] == ["order", "placed"]
    for what, columns in templates.items():
        names = {"what": what, "format": "csv", "columns": columns}
        assert owner.post("/export/custom", names).status_code == 200


def test_a_file_by_mail_arrives_once_and_waits_for_a_server_that_turns_it_away(posted: Api, box: Box) -> None:
    owner, _ = busy(posted)
    box.turns_away = 1
    asked = owner.post("/export/email", {"what": "orders", "format": "pdf", "to": "sri@warung.example"})
    assert asked.status_code == 201, asked.text
    now = datetime.now(UTC)
    for minute in (0, 0, 2, 3):
        minutes.send_letters(now + timedelta(minutes=minute))
    (letter,) = box.letters
    assert (letter["To"], letter["From"]) == ("sri@warung.example", "shop@bakul.example")
    assert "Warung Uji" in letter["Subject"]
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (asked.json["data"]["file"], "application/pdf")
    assert "Nasi Goreng" in PdfReader(io.BytesIO(file.get_content())).pages[0].extract_text()
    with reading() as tx:
        kept = tx.exec(select(Mail)).one()
        assert (kept.state, kept.attempts, kept.error, kept.file) == ("sent", 2, "", None)


def test_a_letter_that_never_goes_out_is_given_up(posted: Api, box: Box) -> None:
    owner, _ = busy(posted)
    box.turns_away = 99
    key = owner.post("/export/email", {"to": "sri@warung.example"}).json["data"]["id"]
    now = datetime.now(UTC)
    for day in range(9):
        mail.send_one(key, now + timedelta(days=day))
    with reading() as tx:
        assert (tx.session.get_one(Mail, key).state, tx.session.get_one(Mail, key).attempts) == ("failed", 7)


def test_files_go_out_by_themselves_until_they_are_stopped(posted: Api, box: Box) -> None:
    owner, _ = busy(posted)
    wish = {"what": "sales", "format": "csv", "to": "sri@warung.example", "at": "08:00", "weekdays": [1]}
    made = owner.post("/export/schedules", wish).json["data"]
    assert (made["at"], made["weekdays"], made["next_at"][-14:]) == ("08:00", [1], "08:00:00+07:00"), made
    with transaction() as tx:
        due = tx.exec(select(Schedule.next_at).where(Schedule.name == "mail.1")).one()
    for _ in range(2):
        for key in mail_files.due_now(due, 10):
            mail_files.send_due(key, due)
    for key in mail.due_now(due, 10):
        mail.send_one(key, due)
    assert len(box.letters) == 1
    assert [one["id"] for one in owner.data("/export/schedules")["items"]] == [made["id"]]
    assert owner.delete(f"/export/schedules/{made['id']}").status_code == 200
    assert problem(owner.delete(f"/export/schedules/{made['id']}")) == (404, "unknown_schedule")


def many(store_id: int, count: int) -> None:
    """More products than a store has."""
    with transaction() as tx:
        store = tx.session.get_one(Store, store_id)
        known = {"seller_id": store.seller_id, "store_id": store.id, "unit": "", "category": "", "price_amount": 100}
        rest = {"currency": "IDR", "tracked": False, "created_at": store.created_at, "position": 9}
        names = [f"Barang {number}" for number in range(count)]
        tx.session.execute(insert(Product), [{**known, **rest, "name": name, "key": name.lower()} for name in names])


def test_no_transaction_waits_while_a_long_list_is_written(
    postgres_url: str, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    SQLModel.metadata.create_all(connect(postgres_url))
    api = Api.over(postgres_url, **server(box))
    shop = api.shop()
    owner, wish = api.owner(shop), {"what": "products", "format": "pdf", "to": "sri@warung.example"}
    many(shop.store.id, 3_000)
    # From here on, for making so many products takes its time as well.
    monkeypatch.setattr(connections, "SILENT_SECONDS", 0.6)
    engine = connect(postgres_url)
    assert owner.post("/export/pdf", {"what": "products"}).status_code == 200
    assert owner.post("/export/email", wish).status_code == 201
    assert owner.post("/export/schedules", wish | {"at": "08:00"}).status_code == 201
    minutes.send_letters(datetime.now(UTC) + timedelta(days=1))
    assert len(box.letters) == 2
    engine.dispose()


def test_of_a_list_that_fits_into_no_file_a_letter_says_so_once(posted: Api, box: Box) -> None:
    shop = posted.shop()
    wish = {"what": "products", "format": "csv", "to": "sri@warung.example", "at": "08:00"}
    posted.owner(shop).post("/export/schedules", wish)
    many(shop.store.id, 20_001)
    for minute in range(3):
        minutes.send_letters(datetime.now(UTC) + timedelta(days=1, minutes=minute))
    (letter,) = box.letters
    assert (list(letter.iter_attachments()), "20000" in letter.get_content()) == ([], True)


def test_a_letter_that_nobody_can_be_given_is_given_up(posted: Api, box: Box) -> None:
    owner, _ = busy(posted)
    key = owner.post("/export/email", {"to": "sri@warung.example"}).json["data"]["id"]
    with transaction() as tx:
        tx.changed(update(Mail).values(to_address="sri@[warung.example"))
    for day in range(9):
        minutes.send_letters(datetime.now(UTC) + timedelta(days=day))
    with reading() as tx:
        assert (tx.session.get_one(Mail, key).state, box.letters) == ("failed", [])


def test_a_round_that_takes_its_time_leaves_no_letter_to_another_clock(posted: Api, box: Box) -> None:
    owner, _ = busy(posted)
    key = owner.post("/export/email", {"to": "sri@warung.example"}).json["data"]["id"]
    box.turns_away = 1
    began = datetime.now(UTC)
    with transaction() as tx:
        tx.changed(update(Mail).where(col(Mail.id) == key).values(retry_at=began - timedelta(hours=2)))
    mail.send_one(key, began - timedelta(hours=1))
    assert mail.due_now(began, 10) == []


def test_without_a_mail_server_nothing_is_promised(api: Api) -> None:
    owner, _ = busy(api)
    assert problem(owner.post("/export/email", {"to": "sri@warung.example"})) == (400, "mail_off")
    wish = {"to": "sri@warung.example", "at": "08:00:00"}
    assert problem(owner.post("/export/schedules", wish)) == (400, "mail_off")
    with reading() as tx:
        assert tx.exec(select(Mail)).all() == []
