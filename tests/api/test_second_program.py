"""A second program, which knows the document of the API and nothing else, runs a business from its first day;
meanwhile the phone of its customer shows each step."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from PIL import Image as Pillow
from pypdf import PdfReader

from bot.verify import verify
from tests.api.client import PASSWORD
from tests.api.generated import Client
from tests.chats.shops import BUSINESS
from tests.chats.world import World

CUSTOMER = "whatsapp:+6281234567890"


def banner() -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (1200, 400), "teal").save(out, "PNG")
    return out.getvalue()


def catalogue() -> bytes:
    """Two hundred products and three rows that nothing can be made of."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Name", "Price", "Category", "Unit", "Stock"])
    for number in range(200):
        page.append([f"Menu {number}", 10_000 + 500 * (number % 7), f"Kind {number % 5}", "portion", 40])
    page.append(["Menu free", "ask us", "", "", ""])
    page.append(["", 9000, "", "", ""])
    page.append(["Menu 7", 9000, "", "", ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Phone:
    """The phone of a customer, and what it has shown since somebody looked last."""

    def __init__(self, world: World) -> None:
        self.world, self.seen = world, 0

    def write(self, text: str) -> list[str]:
        self.world.say(CUSTOMER, BUSINESS, {"text": text})
        return self.shown()

    def shown(self) -> list[str]:
        self.world.settle()
        new, self.seen = self.world.heard(CUSTOMER, self.seen), self.world.last_id()
        return [message.body for message in new]


def registered(world: World) -> tuple[Client, int, str]:
    """A vendor who has just registered: his program, the id of his store and its code."""
    shop = Client(world.address)
    told = shop.vendors_register(
        name="Sri", email="sri@warung.example", password=PASSWORD, business_name="Warung Sri", country="ID",
        language="id", city="Bandung", category="Food", banner=banner(),
    )  # fmt: skip
    token = shop.auth_login(username="sri@warung.example", password=PASSWORD)["access_token"]
    shop.headers["Authorization"] = f"Bearer {token}"
    (store,) = told["vendor"]["stores"]
    return shop, store["id"], store["code"]


def fill(shop: Client) -> None:
    """Two hundred products out of a spreadsheet, whose three bad rows are told."""
    taken = shop.catalogue_take_in(file=catalogue())
    assert (taken["new"], taken["faults"], len(taken["rows"])) == (200, 3, 203)
    assert [(row["row"], row["why"]) for row in taken["rows"] if row["outcome"] == "fault"] == [
        (202, "price"), (203, "name"), (204, "twice"),
    ]  # fmt: skip


def ordered(world: World, store: int) -> dict[str, Any]:
    """What a guest orders on a web page of his own."""
    guest = Client(world.address)
    found = guest.products_find(q="menu 3", store_id=store, sort="price", limit=100)["items"]
    dish = next(item for item in found if item["name"] == "Menu 3")
    order: dict[str, Any] = guest.public_orders_order(
        items=[{"product_id": dish["id"], "quantity": 2}],
        shipping={"name": "Budi", "phone": CUSTOMER.removeprefix("whatsapp:"), "address": "Jl. Melati 5"},
    )
    assert (order["total"], order["status"]) == (23_000, "pending")
    return order


def test_a_business_from_registration_to_the_days_summary(world: World) -> None:
    shop, store, code = registered(world)
    fill(shop)
    phone = Phone(world)
    (hello,) = phone.write(code)
    assert "Warung Sri" in hello
    order = ordered(world, store)
    assert phone.shown() == []
    for status, words in (("confirmed", "diterima"), ("processing", "disiapkan")):
        shop.order_steps_set_status(id=order["id"], status=status)
        (heard,) = phone.shown()
        assert (f"#{order['number']}" in heard, words in heard) == (True, True), heard
    sent = shop.order_steps_change(id=order["id"], status="shipped", tracking_number="JNE 1")
    assert (sent["status"], sent["tracking_number"]) == ("shipped", "JNE 1")
    (heard,) = phone.shown()
    assert ("diantar" in heard, "JNE 1" in heard) == (True, True), heard
    (status,) = phone.write("status")
    assert ("Menu 3" in status, "JNE 1" in status) == (True, True), status
    assert shop.products_read(id=order["items"][0]["product_id"])["stock"] == 38

    day = shop.summaries_daily(store_id=store)
    assert (day["net"], day["orders_sold"], day["currency"]) == (23_000, 1, "IDR")
    page = PdfReader(io.BytesIO(shop.exports_pdf(what="orders", store_id=store))).pages[0].extract_text()
    assert ("Warung Sri" in page, "Menu 3" in page) == (True, True)
    shop.order_steps_set_status(id=order["id"], status="delivered")
    (heard,) = phone.shown()
    assert f"#{order['number']}" in heard
    assert [one.rows for one in verify() if one.count] == []
