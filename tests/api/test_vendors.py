"""Vendors from their registration to their end: profile, figures, approval, commission, stores."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image as Pillow
from sqlmodel import select

from bot.notices import staff_chats
from bot.people import who_comes
from models import Chat, Order, Product, Seller, Store, User, new_chat, reading, transaction
from shop import people
from tests.api.client import PASSWORD, Api, Person, problem
from tests.api.test_orders import guest_order, move, said
from tests.shop.builders import Shop
from values import Address

SRI: dict[str, Any] = {
    "name": "Sri", "email": "sri@warung.example", "password": PASSWORD, "business_name": "Warung Sri", "country": "ID",
    "language": "id", "phone": "+628111000009", "city": "Bandung", "category": "Makanan",
}  # fmt: skip


def picture() -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (1500, 500), "teal").save(out, "PNG")
    return out.getvalue()


def vendor(api: Api, **more: Any) -> tuple[Person, dict[str, Any]]:
    """A vendor who has registered and logged in, and his profile."""
    answer = api.nobody().post("/auth/register/vendor", SRI | more)
    assert answer.status_code == 201, answer.text
    body = SRI | more
    token = api.nobody().post("/auth/login", {"username": body["email"], "password": PASSWORD}).json["access_token"]
    told: dict[str, Any] = answer.json["data"]
    return Person(api, token, told["user_id"]), told["vendor"]


def test_account_business_store_and_banner_in_one_step(api: Api) -> None:
    answer = api.nobody().upload("/auth/register/vendor", **SRI, banner=("b.png", picture()))
    assert answer.status_code == 201, answer.text
    told = answer.json["data"]["vendor"]
    assert (told["business_name"], told["status"], told["stores"][0]["code"]) == ("Warung Sri", "active", "WARUNGSRI")
    banner = api.nobody().get(told["banner_url"].removeprefix(api.settings.public_url))
    assert (banner.status_code, banner.content_type) == (200, "image/webp")
    shown = api.nobody().data(f"/vendors/{told['id']}")
    assert "phone" not in shown
    assert {"city": "Bandung", "category": "Makanan", "product_count": 0, "rating": None}.items() <= shown.items()
    store = api.nobody().data(f"/stores/{told['stores'][0]['id']}")
    assert (store["currency"], store["open_now"], store["payment_ways"][0]["name"]) == ("IDR", True, "Tunai")


def test_a_registration_that_fails_leaves_nothing(api: Api) -> None:
    nobody = api.nobody()
    assert problem(nobody.upload("/auth/register/vendor", **SRI, banner=b"no picture")) == (400, "bad_image")
    assert problem(nobody.post("/auth/register/vendor", SRI | {"country": "ZZ"})) == (400, "not_a_value")
    assert problem(nobody.post("/auth/register/vendor", SRI | {"password": "short"})) == (400, "weak_password")
    with reading() as tx:
        assert [tx.exec(select(table)).all() for table in (User, Seller, Store)] == [[], [], []]
    vendor(api)
    assert problem(nobody.post("/auth/register/vendor", SRI)) == (400, "email_taken")
    with reading() as tx:
        assert len(tx.exec(select(Store)).all()) == 1


def test_without_a_banner_there_is_one_of_the_category(api: Api) -> None:
    _, told = vendor(api)
    banner = api.nobody().get(f"/vendors/{told['id']}/banner")
    with Pillow.open(io.BytesIO(banner.data)) as found:
        assert (found.format, found.size) == ("WEBP", (1200, 400))


def test_the_profile_and_stores_are_changed_by_their_owner(api: Api) -> None:
    sri, told = vendor(api)
    changed = sri.put("/vendors/profile", {"business_name": "Dapur Sri", "city": "Jakarta"}).json["data"]
    assert (changed["business_name"], changed["city"], changed["phone"]) == ("Dapur Sri", "Jakarta", "+628111000009")
    second = sri.post("/stores", {"name": "Dapur Sri Dago"}).json["data"]
    assert (second["vendor_id"], second["currency"]) == (told["id"], "IDR")
    path = f"/stores/{second['id']}"
    store = sri.put(path, {"delivery_fee": 7000, "pickup": False}).json["data"]
    assert (store["delivery_fee"], store["pickup"], store["delivers"]) == (7000, False, True)
    assert problem(sri.put(path, {"delivers": False})) == (400, "not_a_value")
    assert [one["name"] for one in sri.data("/stores")["items"]] == ["Warung Sri", "Dapur Sri Dago"]


def test_a_vendor_who_waits_or_is_suspended_sells_nothing(api: Api, sqlite_with_tables: str) -> None:
    careful = Api.over(sqlite_with_tables, vendor_approval=True)
    sri, told = vendor(careful)
    product = sri.post("/products", {"name": "Nasi", "price": 15000, "stock": 9}).json["data"]["id"]
    nobody, admin = careful.nobody(), careful.admin()
    order = {"items": [{"product_id": product, "quantity": 1}], "shipping": {"name": "Budi", "phone": "0812345678"}}
    path = f"/admin/vendors/{told['id']}/status"

    def closed() -> None:
        assert problem(nobody.get(f"/products/{product}")) == (404, "unknown_product")
        assert nobody.data("/products")["items"] == []
        assert problem(nobody.get(f"/stores/{told['stores'][0]['id']}")) == (404, "unknown_store")
        assert problem(nobody.post("/public/orders", order | {"fulfilment": "pickup"})) == (400, "store_closed")

    closed()
    assert problem(nobody.get(f"/vendors/{told['id']}")) == (404, "unknown_seller")
    assert admin.data("/admin/vendors?status=pending")["items"][0]["id"] == told["id"]
    admin.put(path, {"status": "active", "commission_percent": 5})
    assert nobody.post("/public/orders", order | {"fulfilment": "pickup"}).status_code == 201
    admin.put(path, {"status": "suspended", "notes": "Papers"})
    closed()
    assert problem(sri.put(path, {"status": "active"})) == (403, "not_allowed")
    assert nobody.data(f"/vendors/{told['id']}")["business_name"] == "Warung Sri"


def test_commission_is_owed_for_completed_orders_and_settled_once(api: Api) -> None:
    sri, told = vendor(api)
    admin = api.admin()
    admin.put(f"/admin/vendors/{told['id']}/status", {"status": "active", "commission_percent": 5})
    product = sri.post("/products", {"name": "Nasi", "price": 15000, "stock": 9}).json["data"]["id"]
    done, open_one = guest_order(api, product), guest_order(api, product)
    move(sri, done["id"], "confirmed", "shipped", "completed")
    move(sri, open_one["id"], "confirmed")
    (owed,) = sri.data("/vendors/commissions?status=pending")["items"]
    assert (owed["order_id"], owed["amount"], owed["percent"], owed["currency"]) == (done["id"], 1500, 5.0, "IDR")
    path = f"/admin/vendors/{told['id']}"
    paid = admin.post(f"{path}/payouts", {"currency": "IDR", "reference": "BCA"}).json["data"]
    assert (paid["amount"], paid["count"]) == (1500, 1)
    assert problem(admin.post(f"{path}/payouts", {"currency": "IDR"})) == (400, "nothing_to_pay_out")
    assert [one["status"] for one in admin.data(f"{path}/commissions")["items"]] == ["paid"]
    assert admin.data(f"{path}/standing")["items"] == [
        {"status": "paid", "count": 1, "amount": 1500, "currency": "IDR"}
    ]


def test_commission_is_owed_for_what_was_kept(api: Api) -> None:
    sri, told = vendor(api)
    admin = api.admin()
    admin.put(f"/admin/vendors/{told['id']}/status", {"status": "active", "commission_percent": 5})
    product = sri.post("/products", {"name": "Nasi", "price": 15000, "stock": 9}).json["data"]["id"]
    order = guest_order(api, product)
    move(sri, order["id"], "confirmed", "shipped", "completed")
    sri.post(f"/orders/{order['id']}/payments", {})
    for amount, owed in ((10_000, ("pending", 1000)), (20_000, ("void", 1000))):
        assert sri.post(f"/orders/{order['id']}/refund", {"amount": amount}).status_code == 201
        assert [(one["status"], one["amount"]) for one in sri.data("/vendors/commissions")["items"]] == [owed]
    refused = admin.post(f"/admin/vendors/{told['id']}/payouts", {"currency": "IDR"})
    assert problem(refused) == (400, "nothing_to_pay_out")


def test_figures_over_all_stores(api: Api) -> None:
    sri, told = vendor(api)
    product = sri.post("/products", {"name": "Nasi", "price": 15000, "stock": 9}).json["data"]["id"]
    move(sri, guest_order(api, product)["id"], "confirmed")
    guest_order(api, product, items=[{"product_id": product, "quantity": 1}])
    stats = sri.data("/seller/dashboard/stats")
    expected = {"total_stores": 1, "total_products": 1, "total_orders_received": 2, "total_revenue": 30_000}
    assert (expected | {"currency": "IDR"}).items() <= stats.items()
    store = told["stores"][0]["id"]
    old = sri.data(f"/seller/dashboard/stats?storeId={store}&startDate=2020-01-01&endDate=2020-01-31")
    assert (old["total_orders_received"], old["total_revenue"], old["date_to"]) == (0, 0, "2020-01-31")
    more = sri.data("/vendors/analytics/dashboard")
    assert more["orders_by_status"] == [{"status": "confirmed", "count": 1}, {"status": "pending", "count": 1}]
    assert (more["average_order"], more["top_products"][0]["amount"], more["rating"]) == (30_000, 30_000, None)


def test_a_closed_account_keeps_its_history(api: Api) -> None:
    sri, told = vendor(api)
    product = sri.post("/products", {"name": "Nasi", "price": 15000, "stock": 9}).json["data"]["id"]
    order = guest_order(api, product)
    admin = api.admin()
    closed = admin.delete(f"/admin/users/{sri.user_id}")
    assert closed.json["data"] == {"user_id": sri.user_id, "held_orders": 1}
    assert said("whatsapp:+6281234567890") == ["vendor:held_notice"]
    assert problem(sri.get("/auth/me"))[0] in (401, 403)
    assert problem(api.nobody().get(f"/vendors/{told['id']}")) == (404, "unknown_seller")
    assert problem(api.nobody().get(f"/products/{product}")) == (404, "unknown_product")
    assert admin.data(f"/orders/{order['id']}")["status"] == "pending"
    assert problem(admin.put(f"/admin/vendors/{told['id']}/status", {"status": "active"})) == (
        400, "seller_not_active",
    )  # fmt: skip
    assert problem(admin.delete(f"/admin/users/{sri.user_id}")) == (404, "unknown_person")
    with reading() as tx:
        assert tx.exec(select(Order)).one().due_at is None
        assert tx.session.get_one(Product, product).hidden
        assert tx.session.get_one(User, sri.user_id).state == "deleted"


def test_whose_account_is_closed_runs_no_shop_by_chat_either(api: Api) -> None:
    shop, now = api.shop(), datetime.now(UTC)
    address = Address("whatsapp", "whatsapp:+628120001")
    with transaction() as tx:
        partner = people.user_for(tx, address, "Adi", "id", now)
        people.set_role(tx, shop.store, partner, "owner", shop.owner, now)
        values = {"store_id": shop.store.id, "seller_id": shop.store.seller_id}
        chat = tx.insert_once(Chat, new_chat("whatsapp", address.external_id, "whatsapp:+14155238886") | values)
    assert (works(chat, now), told(shop)) == (True, 2)
    assert api.admin().delete(f"/admin/users/{partner.id}").json["data"]["held_orders"] == 0
    assert (works(chat, now), told(shop)) == (False, 1)


def works(chat: int | None, now: datetime) -> bool:
    """Whether somebody is spoken with as one of the store."""
    with reading() as tx:
        return who_comes(tx, chat or 0, now).who.is_seller


def told(shop: Shop) -> int:
    """How many people of a store hear of what happens there."""
    with transaction() as tx:
        store = tx.session.get_one(Store, shop.store.id)
        return len(staff_chats(tx, store, "staff", "whatsapp:+14155238886"))
