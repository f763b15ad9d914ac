"""Where the platform asks for it, a new product is shown and sold nowhere until somebody has approved it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlmodel import select

from models import OutboxMessage, reading
from shop.approvals import ask_for_approval
from tests.api.client import Api, Person, problem

SATE = {"name": "Sate", "price": 20_000, "stock": 5, "category": "Bakaran"}
FILE = b"Nama,Harga\nKopi,6000\nTeh,5000\n"


@pytest.fixture
def careful(sqlite_with_tables: str) -> Iterator[Api]:
    """An API whose platform looks at products first."""
    yield Api.over(sqlite_with_tables, product_approval=True)
    ask_for_approval(False)


def told() -> list[str]:
    with reading() as tx:
        return [row.block for row in tx.exec(select(OutboxMessage).order_by(OutboxMessage.id))]


def waiting(admin: Person) -> list[str]:
    return [one["name"] for one in admin.data("/admin/products")["items"]]


def test_what_waits_is_nowhere_until_it_is_approved(careful: Api) -> None:
    shop, nobody, admin = careful.shop(), careful.nobody(), careful.admin()
    owner = careful.owner(shop)
    made = owner.post("/products", SATE).json["data"]
    assert (made["approval"], made["hidden"], made["stock"]) == ("pending", False, 5)
    path, wish = f"/products/{made['id']}", {"product_id": made["id"], "quantity": 1}
    guest = {"items": [wish], "fulfilment": "pickup", "shipping": {"name": "Budi", "phone": "+6281234567890"}}
    for end in ("", "/images", "/options", "/reviews"):
        assert problem(nobody.get(path + end)) == (404, "unknown_product")
    assert [nobody.data(f"/products{ask}")["items"] for ask in ("", "?q=sate", f"?store_id={shop.store.id}")] == [
        []
    ] * 3
    assert nobody.data("/categories")["items"] == []
    assert problem(nobody.post("/public/orders", guest)) == (400, "not_orderable")
    assert problem(careful.signed_in(careful.user()).post("/cart/items", wish)) == (400, "not_offered")
    assert owner.data("/products?mine=true")["items"] == [made]
    assert waiting(admin) == ["Sate"]
    approved = admin.put(f"/admin/products/{made['id']}/status", {"status": "approved"}).json["data"]
    assert (approved["approval"], waiting(admin)) == ("approved", [])
    assert nobody.data(path)["name"] == "Sate"
    assert nobody.post("/public/orders", guest).status_code == 201
    assert told()[0] == "vendor:approved_notice"


def test_what_is_rejected_tells_why_and_is_asked_for_again_when_it_is_put_right(careful: Api) -> None:
    owner, admin = careful.owner(careful.shop()), careful.admin()
    made = owner.post("/products", SATE).json["data"]
    status = f"/admin/products/{made['id']}/status"
    assert problem(admin.put(status, {"status": "rejected", "reason": " "})) == (400, "not_a_value")
    said = admin.put(status, {"status": "rejected", "reason": "no picture"}).json["data"]
    assert (said["approval"], said["approval_note"]) == ("rejected", "no picture")
    assert admin.put(status, {"status": "rejected", "reason": "no picture"}).status_code == 200
    assert told() == ["vendor:rejected_notice"]
    again = owner.put(f"/products/{made['id']}", SATE | {"description": "With peanut sauce"}).json["data"]
    assert (again["approval"], again["approval_note"]) == ("pending", "")


def test_what_is_to_be_sold_later_is_not_asked_for_and_stays_away_when_it_is_approved(careful: Api) -> None:
    owner, admin = careful.owner(careful.shop()), careful.admin()
    made = owner.post("/products", SATE | {"hidden": True}).json["data"]
    assert (made["approval"], made["hidden"], waiting(admin)) == ("draft", True, [])
    approved = admin.put(f"/admin/products/{made['id']}/status", {"status": "approved"}).json["data"]
    assert (approved["approval"], approved["hidden"]) == ("approved", True)
    other = owner.post("/products", SATE | {"name": "Gule", "hidden": True}).json["data"]
    assert owner.put("/products/bulk", {"ids": [other["id"]], "hidden": False}).status_code == 200
    assert waiting(admin) == ["Gule"]


def test_many_are_decided_together_and_told_in_one_message(careful: Api) -> None:
    shop = careful.shop()
    owner, admin = careful.owner(shop), careful.admin()
    owner.upload("/products/import", file=("menu.csv", FILE))
    ids = [one["id"] for one in admin.data(f"/admin/products?vendor_id={shop.store.seller_id}")["items"]]
    body = {"ids": [*ids, 99_999], "status": "approved"}
    assert problem(admin.put("/admin/products/status", body)) == (404, "unknown_product")
    assert waiting(admin) == ["Kopi", "Teh"]
    assert admin.put("/admin/products/status", body | {"ids": ids}).json["data"] == {"changed": 2}
    assert admin.put("/admin/products/status", body | {"ids": ids}).json["data"] == {"changed": 0}
    assert told() == ["vendor:approved_notice"]
    assert len(careful.nobody().data("/products")["items"]) == 2


def test_nothing_waits_where_nobody_asked_for_it(api: Api) -> None:
    owner = api.owner(api.shop())
    assert owner.post("/products", SATE).json["data"]["approval"] == "approved"
    assert api.admin().data("/admin/products")["items"] == []
