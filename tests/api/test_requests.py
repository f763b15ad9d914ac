"""What holds for every request: repeats, states that moved on, compression, sizes, types, methods, other pages."""

from __future__ import annotations

import gzip
import json
from base64 import urlsafe_b64encode

import pytest
from sqlmodel import select

import models
from models import Product, User, reading, transaction
from tests.api.client import Api, problem

NASI = {"name": "Nasi Goreng", "price": 15000, "stock": 20}


def products() -> int:
    with reading() as tx:
        return len(tx.exec(select(Product)).all())


def test_a_repeat_with_the_same_key_gets_the_same_answer_and_does_nothing(api: Api) -> None:
    owner = api.owner(api.shop())
    first = owner.post("/products", NASI, Idempotency_Key="till-1")
    again = owner.post("/products", NASI, Idempotency_Key="till-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert products() == 1


def test_a_key_is_good_for_one_request_of_one_person(api: Api) -> None:
    shop = api.shop()
    owner, other = api.owner(shop), api.owner(api.shop("whatsapp:+628111000010"))
    owner.post("/products", NASI, Idempotency_Key="till-1")
    changed = owner.post("/products", NASI | {"name": "Es Teh"}, Idempotency_Key="till-1")
    assert problem(changed) == (422, "key_reused")
    assert products() == 1
    assert other.post("/products", NASI, Idempotency_Key="till-1").status_code == 201


def test_a_refusal_is_not_kept(api: Api) -> None:
    owner = api.owner(api.shop())
    made = owner.post("/products", NASI).json["data"]
    assert problem(owner.post("/products", NASI, Idempotency_Key="till-2")) == (400, "duplicate_product")
    owner.delete(f"/products/{made['id']}")
    assert owner.post("/products", NASI, Idempotency_Key="till-2").status_code == 201


def test_what_did_not_change_is_not_sent_again(api: Api) -> None:
    owner = api.owner(api.shop())
    made = owner.post("/products", NASI).json["data"]
    path = f"/products/{made['id']}"
    etag = owner.get(path).headers["ETag"]
    same = owner.get(path, If_None_Match=etag)
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", etag)
    changed = owner.put(path, NASI | {"price": 1})
    assert changed.headers["ETag"] != etag
    assert owner.get(path, If_None_Match=etag).headers["ETag"] == changed.headers["ETag"]


def test_an_update_of_what_somebody_changed_meanwhile_is_refused(api: Api) -> None:
    owner = api.owner(api.shop())
    path = f"/products/{owner.post('/products', NASI).json['data']['id']}"
    etag = owner.get(path).headers["ETag"]
    assert owner.put(path, NASI | {"price": 16000}, If_Match=etag).status_code == 200
    late = owner.put(path, NASI | {"price": 1}, If_Match=etag)
    assert problem(late) == (412, "changed_meanwhile")
    assert late.json["data"]["fields"]["etag"] == owner.get(path).headers["ETag"]
    assert problem(owner.delete(path, If_Match=etag)) == (412, "changed_meanwhile")
    assert owner.data(path)["price"] == 16000
    assert owner.delete(path, If_Match="*").status_code == 200


def test_long_answers_are_compressed_for_those_who_take_it(api: Api) -> None:
    owner = api.owner(api.shop())
    for number in range(10):
        owner.post("/products", NASI | {"name": f"Menu {number}"})
    plain = owner.get("/products")
    packed = owner.get("/products", Accept_Encoding="gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) * 3 < len(plain.data)


def test_what_cannot_be_read_is_refused_in_the_envelope(api: Api) -> None:
    owner = api.owner(api.shop())
    client, path = api.app.test_client(), "/api/v1/products"
    known = {"Authorization": f"Bearer {owner.credential}"}

    def sent(content: bytes, kind: str = "application/json") -> tuple[int, str]:
        return problem(client.post(path, data=content, content_type=kind, headers=known))

    assert sent(b"{") == (422, "invalid")
    assert sent(b"") == (422, "invalid")
    assert sent(b"[" * 50_000) == (422, "invalid")
    assert sent(b'{"name": "\\ud800", "price": 1}') == (422, "invalid")
    assert sent(b'{"name": "a\\u0000b", "price": 1}') == (422, "invalid")
    assert sent(b'{"name": "x", "price": 1e400}') == (422, "invalid")
    assert sent(b"name=x", "application/x-www-form-urlencoded") == (415, "wrong_content_type")
    assert sent(b" " * 70_000) == (413, "too_large")
    assert products() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/summaries/daily?date={}",
        "/summaries/weekly?date={}",
        "/summaries/monthly?date={}",
        "/summaries/revenue?date_from={}",
        "/seller/dashboard/stats?endDate={}",
        "/vendors/analytics/dashboard?date_to={}",
        "/orders?date_from={}",
        "/admin/orders/stats?date_to={}",
        "/audit?since={}T00:00:00Z",
    ],
)
def test_days_are_spelled_as_such_and_of_our_times(api: Api, path: str) -> None:
    shop = api.shop()
    with transaction() as tx:
        user = tx.session.get_one(User, shop.user.id)
        user.admin = True
        tx.save(user)
    owner = api.owner(shop)
    assert owner.get(path.format("2026-11-20")).status_code == 200
    for day in ("86400", "0001-01-01", "9999-12-31", "2026-13-01"):
        assert problem(owner.get(path.format(day))) == (422, "invalid"), day


def test_instants_are_spelled_as_such_and_of_our_times(api: Api) -> None:
    owner = api.owner(api.shop())
    key = {"name": "till", "scopes": ["products:read"]}
    assert owner.post("/auth/api-keys", key | {"expires_at": "2999-01-01T00:00:00Z"}).status_code == 201
    for instant in ("4000000000", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", 4000000000):
        refused = owner.post("/auth/api-keys", key | {"expires_at": instant})
        assert problem(refused) == (422, "invalid"), instant
    assert problem(owner.post("/export/csv", {"date_from": "86400"})) == (422, "invalid")


@pytest.mark.parametrize(
    ("path", "place", "refusal"),
    [
        ("/orders?sort=placed_at&cursor={}", ["placed_at", "0001-01-01T00:00:00+14:00", 3], (400, "not_a_value")),
        ("/whatsapp/messages?cursor={}", ["0001-01-01T00:00:00+14:00", "in", 3], (422, "invalid")),
    ],
)
def test_a_place_in_a_list_that_no_calendar_has_is_refused(
    api: Api, path: str, place: list[object], refusal: tuple[int, str]
) -> None:
    cursor = urlsafe_b64encode(json.dumps(place).encode()).decode()
    assert problem(api.owner(api.shop()).get(path.format(cursor))) == refusal


def test_an_address_to_write_to_is_one(api: Api) -> None:
    owner = api.owner(api.shop())
    for address in ("sri,budi@warung.example", "sri@warung.example,x", "<sri@warung.example", "a..b@warung.example"):
        assert problem(owner.put("/auth/me", {"email": address})) == (422, "invalid"), address
    assert owner.put("/auth/me", {"email": "o'neil.sri+toko@warung-sri.co.id"}).status_code == 200


def test_addresses_and_methods_that_are_none(api: Api) -> None:
    nobody = api.nobody()
    assert problem(nobody.get("/nothing")) == (404, "not_found")
    wrong = nobody.call("PATCH", "/products")
    assert problem(wrong) == (405, "method_not_allowed")
    assert "POST" in wrong.headers["Allow"]
    assert problem(nobody.get("/products/99999999999999999999")) == (422, "invalid")
    assert problem(nobody.get("/products/x")) == (404, "not_found")
    assert problem(nobody.get("/products?cursor=x")) == (422, "invalid")
    assert problem(nobody.get("/products?limit=101")) == (422, "invalid")
    assert problem(nobody.get("/products?colour=red")) == (422, "invalid")


def test_other_pages_may_call_only_where_they_are_named(api: Api, sqlite_with_tables: str) -> None:
    assert "Access-Control-Allow-Origin" not in api.nobody().get("/products", Origin="https://shop.example").headers
    named = Api.over(sqlite_with_tables, cors_origins="https://shop.example").nobody()
    headers = named.call("OPTIONS", "/products", Origin="https://shop.example").headers
    assert headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Idempotency-Key" in headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in named.get("/products", Origin="https://other.example").headers
    assert named.get("/products").headers["X-Content-Type-Options"] == "nosniff"


def test_without_the_database_callers_are_told_to_come_again(api: Api) -> None:
    models.connect("sqlite:////nowhere/at/all.db")
    answer = api.nobody().get("/products")
    assert problem(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
