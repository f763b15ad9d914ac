"""Files as the phones fetch them: the same figures as chat, read back by other people's readers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from bot import charts, exports
from bot.exports import Wanted
from bot.formats import money
from models import Customer, Store, reading, transaction
from shop import calendar
from shop.actors import Actor
from shop.order_views import order_by_number
from shop.orders import confirm_order
from shop.payments import mark_paid, refund_order
from shop.reports.figures import Figures, figures
from tests.chats import shops
from tests.chats.world import World
from values import Money

OWNER = Actor.user(1, "owner")
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def sold(world: World) -> shops.Shop:
    """A kirana that sold and refunded today, to a customer whose name a spreadsheet would run."""
    now = datetime.now(UTC)
    shop = shops.build("kirana with orders", now)
    with transaction() as tx:
        store = tx.session.get_one(Store, shop.store_id)
        order = order_by_number(tx, store, 1001)
        confirm_order(tx, order, OWNER, now)
        mark_paid(tx, order, OWNER, now)
        refund_order(tx, order, Money.of(5, "INR"), OWNER, now)
        confirm_order(tx, order_by_number(tx, store, 1002), OWNER, now)
        buyer = tx.session.get_one(Customer, order.customer_id)
        buyer.name = FORMULA
        tx.save(buyer)
    return shop


def path_of(shop: shops.Shop, what: str, kind: str, language: str = "en") -> str:
    now = datetime.now(UTC)
    with reading() as tx:
        today = calendar.business_day(tx.session.get_one(Store, shop.store_id), now)
    wanted = Wanted(shop.store_id, what, kind, language, today, today, now)
    return urlsplit(exports.address_of(wanted, "Gupta Kirana")).path


def fetched(world: World, shop: shops.Shop, what: str, kind: str, language: str = "en") -> bytes:
    answer = world.app.test_client().get(path_of(shop, what, kind, language))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="Gupta-Kirana.{kind}"'
    return bytes(answer.data)


def today(shop: shops.Shop) -> Figures:
    with reading() as tx:
        store = tx.session.get_one(Store, shop.store_id)
        now = datetime.now(UTC)
        return figures(tx, store, calendar.period(store, "today", now), now)


def cells(content: bytes) -> list[tuple[object, ...]]:
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    return list(page.iter_rows(values_only=True))


def comma_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_every_format_holds_the_figures_of_chat(world: World, sold: shops.Shop) -> None:
    found = today(sold)
    named = {
        "Gross sales": found.sales.gross,
        "Refunds": -found.sales.refunds,
        "Net sales": found.sales.net,
        "Money in": found.money.total,
        "Money given back": found.money.given_back,
        "Unpaid as of now": found.owed.amount,
    }
    assert found.sales.net.amount > 0
    sheet = {row[0]: row[1] for row in cells(fetched(world, sold, "sales", "xlsx"))}
    lines = {row[0]: row[1] for row in comma_rows(fetched(world, sold, "sales", "csv"))}
    printed = words(fetched(world, sold, "sales", "pdf"))
    for name, amount in named.items():
        assert Decimal(str(sheet[name])) == amount.main_units, name
        assert Decimal(lines[name]) == amount.main_units, name
        assert f"{name} {money(amount)}" in printed, name


def test_a_strangers_formula_stays_text(world: World, sold: shops.Shop) -> None:
    page = openpyxl.load_workbook(io.BytesIO(fetched(world, sold, "orders", "xlsx"))).active
    assert page is not None
    mine = [cell for row in page.iter_rows() for cell in row if cell.value == FORMULA]
    assert [cell.data_type for cell in mine] == ["s"]
    assert any(f"'{FORMULA}" in row for row in comma_rows(fetched(world, sold, "orders", "csv")))
    assert FORMULA in words(fetched(world, sold, "orders", "pdf"))


def test_cells_are_typed_and_totals_add_up(world: World, sold: shops.Shop) -> None:
    rows = cells(fetched(world, sold, "orders", "xlsx"))
    head = rows[3]
    orders = [dict(zip(head, row, strict=True)) for row in rows[4:-1]]
    assert [order["Order"] for order in orders] == [1001, 1002]
    assert isinstance(orders[0]["Placed"], datetime)
    assert orders[0]["Placed"].hour == 12  # twenty past seven in UTC, by the clock of Delhi
    total = dict(zip(head, rows[-1], strict=True))
    assert total["Order"] == "Total"
    assert total["Total"] == sum(order["Total"] for order in orders)  # type: ignore[misc]


@pytest.mark.parametrize("what", ["sales", "orders", "products", "stock", "customers"])
@pytest.mark.parametrize("language", ["en", "id", "es", "hi", "hi-Latn"])
def test_every_list_has_words_in_every_language(world: World, sold: shops.Shop, what: str, language: str) -> None:
    rows = comma_rows(fetched(world, sold, what, "csv", language))
    assert len(rows) > 1
    assert all(rows[0])
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_hindi_pdf_has_its_own_letters_and_page_numbers(world: World, sold: shops.Shop) -> None:
    reader = PdfReader(io.BytesIO(fetched(world, sold, "sales", "pdf", "hi")))
    text = reader.pages[0].extract_text()
    assert "Gupta Kirana" in text
    assert f"1 / {len(reader.pages)}" in text
    assert any("\u0900" <= sign <= "\u097f" for sign in text)


def test_a_token_that_was_changed_or_is_old_opens_nothing(world: World, sold: shops.Shop) -> None:
    path = path_of(sold, "orders", "csv")
    client = world.app.test_client()
    token = path.split("/")[2]
    assert client.get(f"/files/{token[:-2]}AA/x.csv").status_code == 404
    assert client.get("/files/nothing/x.csv").status_code == 404
    assert exports.made(token, datetime.now(UTC) + timedelta(days=3)) is None


def test_a_chart_is_a_picture_as_wide_as_a_phone(world: World, sold: shops.Shop) -> None:
    now = datetime.now(UTC)
    with reading() as tx:
        store = tx.session.get_one(Store, sold.store_id)
        week = calendar.period(store, "this_week", now)
        address = charts.address_of(store, week, "hi", now)
        assert charts.address_of(store, calendar.period(store, "today", now), "hi", now) == ""
    answer = world.app.test_client().get(urlsplit(address).path)
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.data)).size[0] == 1080
    assert world.app.test_client().get("/charts/nothing.png").status_code == 404
