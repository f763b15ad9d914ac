"""A second program, which knows the document of the API and nothing else, runs a business from its first day."""

from __future__ import annotations

import io

import openpyxl
from PIL import Image as Pillow
from pypdf import PdfReader

from models import reading
from tests.api.client import PASSWORD, Api
from tests.api.fuzzing import serving
from tests.api.generated import Client
from tests.api.test_orders import said
from tests.shop.builders import check_invariants

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


def test_a_business_from_registration_to_the_days_summary(api: Api) -> None:
    with serving(api) as address:
        shop = Client(address)
        told = shop.vendors_register(
            name="Sri", email="sri@warung.example", password=PASSWORD, business_name="Warung Sri", country="ID",
            language="id", city="Bandung", category="Food", banner=banner(),
        )  # fmt: skip
        store = told["vendor"]["stores"][0]["id"]
        token = shop.auth_login(username="sri@warung.example", password=PASSWORD)["access_token"]
        shop.headers["Authorization"] = f"Bearer {token}"
        taken = shop.catalogue_take_in(file=catalogue())
        assert (taken["new"], taken["faults"], len(taken["rows"])) == (200, 3, 203)
        assert [(row["row"], row["why"]) for row in taken["rows"] if row["outcome"] == "fault"] == [
            (202, "price"), (203, "name"), (204, "twice"),
        ]  # fmt: skip

        guest = Client(address)
        found = guest.products_find(q="menu 3", store_id=store, sort="price", limit=100)["items"]
        dish = next(item for item in found if item["name"] == "Menu 3")
        order = guest.public_orders_order(
            items=[{"product_id": dish["id"], "quantity": 2}],
            shipping={"name": "Budi", "phone": "+6281234567890", "address": "Jl. Melati 5"},
        )
        assert (order["total"], order["status"]) == (23_000, "pending")

        for status in ("confirmed", "processing"):
            shop.order_steps_set_status(id=order["id"], status=status)
        sent = shop.order_steps_change(id=order["id"], status="shipped", tracking_number="JNE 1")
        assert (sent["status"], sent["tracking_number"]) == ("shipped", "JNE 1")
        assert shop.products_read(id=dish["id"])["stock"] == 38

        day = shop.summaries_daily(store_id=store)
        assert (day["net"], day["orders_sold"], day["currency"]) == (23_000, 1, "IDR")
        file = shop.exports_pdf(what="orders", store_id=store)
        page = PdfReader(io.BytesIO(file)).pages[0].extract_text()
        assert "Warung Sri" in page
        assert "Menu 3" in page
    assert said(CUSTOMER) == [f"seller/order:{state}_notice" for state in ("confirmed", "processing", "shipped")]
    with reading() as tx:
        check_invariants(tx)
