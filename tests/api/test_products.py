"""Products over REST: who sees and changes what, and how every list, answer and refusal looks."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from models import AuditEntry, Event, Product, reading
from tests.api.client import Api, problem

NASI = {
    "name": "Nasi Goreng",
    "price": 15000,
    "category": "Makanan",
    "unit": "porsi",
    "stock": 20,
    "aliases": ["nasgor"],
}


def test_a_product_from_its_making_to_its_end(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    made = owner.post("/products", NASI)
    assert (made.status_code, made.json["success"], made.json["message"]) == (201, True, "Sudah dibuat")
    told = made.json["data"]
    assert (told["price"], told["currency"], told["stock"], told["availability"]) == (15000, "IDR", 20, "plenty")
    assert told["created_at"].endswith("+07:00")
    path = f"/products/{told['id']}"
    assert owner.data(path) == told
    changed = owner.put(path, NASI | {"price": 17500, "stock": None, "description": "Pedas"})
    assert changed.json["data"] == told | {"price": 17500, "description": "Pedas"}
    assert owner.delete(path).status_code == 200
    assert problem(owner.get(path)) == (404, "unknown_product")


def test_both_prefixes_answer_the_same(api: Api) -> None:
    api.product(api.shop())
    answers = [api.nobody().get(f"{prefix}/products{end}").json for prefix in ("/api", "/api/v1") for end in ("", "/")]
    assert answers[0]["data"]["items"][0]["name"] == "Nasi Goreng"
    assert all(answer == answers[0] for answer in answers)


def test_numbers_of_stock_and_hidden_products_are_for_the_stores_people(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    owner.post("/products", NASI)
    hidden = owner.post("/products", NASI | {"name": "Rahasia", "hidden": True}).json["data"]
    assert [item["stock"] for item in api.nobody().data("/products")["items"]] == [None]
    assert problem(api.nobody().get(f"/products/{hidden['id']}")) == (404, "unknown_product")
    assert {item["name"] for item in owner.data("/products?mine=true")["items"]} == {"Nasi Goreng", "Rahasia"}


def test_another_sellers_product_is_unknown_and_stays_as_it_is(api: Api) -> None:
    mine = api.owner(api.shop()).post("/products", NASI).json["data"]
    stranger = api.owner(api.shop("whatsapp:+628111000010"))
    assert problem(stranger.put(f"/products/{mine['id']}", NASI | {"price": 1})) == (404, "unknown_product")
    assert problem(stranger.delete(f"/products/{mine['id']}")) == (404, "unknown_product")
    assert api.nobody().data(f"/products/{mine['id']}")["price"] == 15000


def test_pages_follow_each_other_without_gaps(api: Api) -> None:
    owner = api.owner(api.shop())
    for number in range(7):
        owner.post("/products", NASI | {"name": f"Menu {number}", "price": 1000 * (number % 3)})
    for sort in ("id", "-id", "name", "-name", "price", "-price", "created_at", "-created_at"):
        seen: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = owner.data(f"/products?limit=2&sort={sort}{cursor}")
            seen += page["items"]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        field = sort.removeprefix("-")
        values = [item[field] for item in seen]
        assert len({item["id"] for item in seen}) == 7
        assert values == sorted(values, reverse=sort.startswith("-"))


def test_products_are_found_by_words_category_and_price(api: Api) -> None:
    owner = api.owner(api.shop())
    owner.post("/products", NASI)
    owner.post("/products", NASI | {"name": "Es Teh", "category": "Minuman", "price": 5000, "aliases": []})

    def names(query: str) -> list[str]:
        return [item["name"] for item in api.nobody().data(f"/products?{query}")["items"]]

    assert names("q=nasgor") == ["Nasi Goreng"]
    assert names("q=goreng+nasi") == ["Nasi Goreng"]
    assert names("category=Minuman") == ["Es Teh"]
    assert names("price_max=5000") == ["Es Teh"]
    assert names("price_min=5000.01") == ["Nasi Goreng"]
    assert names("q=%25") == []


def test_every_change_leaves_who_what_and_from_where(api: Api) -> None:
    shop = api.shop()
    answer = api.owner(shop).post("/products", NASI, X_Request_Id="till-0042", User_Agent="Till 1.0")
    assert answer.headers["X-Request-Id"] == "till-0042"
    with reading() as tx:
        entry = tx.exec(select(AuditEntry)).one()
        assert (entry.actor, entry.action, entry.store_id) == (f"user:{shop.user.id}", "products.create", shop.store.id)
        assert (entry.address, entry.agent, entry.request_id) == ("127.0.0.1", "Till 1.0", "till-0042")
        event = tx.exec(select(Event).where(col(Event.name) == "product.add.set")).one()
        assert (event.request_id, event.actor) == ("till-0042", f"user:{shop.user.id}")


def test_a_refusal_tells_its_code_and_words_and_changes_nothing(api: Api) -> None:
    owner = api.owner(api.shop())
    owner.post("/products", NASI)
    answer = owner.post("/products", NASI, Accept_Language="es")
    assert problem(answer) == (400, "duplicate_product")
    assert answer.json["message"] == "Ya existe el producto Nasi Goreng."
    assert answer.json["data"]["fields"] == {"product": "Nasi Goreng", "hidden": False}
    wrong = owner.post("/products", {"name": " ", "price": "15000", "colour": "red"})
    assert problem(wrong) == (422, "invalid")
    problems = wrong.json["data"]["fields"]["problems"]
    assert {field: rule["rule"] for field, rule in problems.items()} == {
        "name": "string_too_short", "price": "value_error", "colour": "extra_forbidden",
    }  # fmt: skip
    with reading() as tx:
        assert len(tx.exec(select(Product)).all()) == 1
        assert len(tx.exec(select(AuditEntry)).all()) == 1
