"""How often the database is asked for one request of the API: this number, which does not depend on the machine, is
held instead of a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

import models
from models import transaction
from shop import people
from tests.api.client import Api, Person
from tests.shop.builders import NOW
from values import Address

LISTS = {"/orders": 3, "/products?mine=true": 2, "/products?mine=true&sort=name&limit=1": 2}


@pytest.fixture
def asked(api: Api) -> Iterator[list[str]]:
    """Every statement that the database of the API is asked."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    made = models.engine()
    event.listen(made, "before_cursor_execute", note)
    yield found
    event.remove(made, "before_cursor_execute", note)


def took(asked: list[str], person: Person, path: str, body: Any = None) -> int:
    """How many statements a request takes, besides the beginnings of transactions."""
    asked.clear()
    answer = person.post(path, body) if body else person.get(path)
    assert answer.status_code in (200, 201), answer.text
    return sum(not statement.startswith("BEGIN") for statement in asked)


def ordered(api: Api, buyer: Person, shops: list[Any]) -> None:
    for shop in shops:
        for number in range(2):
            item = {"product_id": api.product(shop, f"Menu {number}", stock=None), "quantity": 1}
            made = buyer.post("/orders", {"store_id": shop.store.id, "items": [item], "fulfilment": "pickup"})
            assert made.status_code == 201, made.text


def test_a_list_takes_as_many_questions_for_two_stores_as_for_one(api: Api, asked: list[str]) -> None:
    first, second = api.shop(), api.shop("whatsapp:+628111000010")
    buyer, both = api.signed_in(api.user()), api.user()
    ordered(api, buyer, [first, second])
    with transaction() as tx:
        for shop in (first, second):
            people.set_role(tx, shop.store, both, "manager", shop.owner, NOW)
    person = api.signed_in(both)
    key = api.with_key(both, "orders:read", "products:read")
    key.get("/products")  # that it is used is noted once an hour
    assert {path: took(asked, person, path) for path in LISTS} == LISTS
    assert {path: took(asked, key, path) for path in LISTS} == LISTS
    assert took(asked, buyer, "/orders") == 4


def test_an_order_takes_few_questions(api: Api, asked: list[str]) -> None:
    shop = api.shop()
    item = {"product_id": api.product(shop), "quantity": 1}
    order = {"store_id": shop.store.id, "items": [item], "fulfilment": "pickup"}
    buyer = api.signed_in(api.user())
    first, again = (took(asked, buyer, "/orders", order) for _ in range(2))
    assert (first, again) == (25, 15)


def test_a_buyer_with_two_chats_is_the_customer_of_the_first(api: Api) -> None:
    shop, user = api.shop(), api.user()
    item = {"product_id": api.product(shop), "quantity": 1}
    with transaction() as tx:
        newer = Address("whatsapp", "whatsapp:+6281299")
        tx.add(
            models.UserAddress(user_id=user.id, channel=newer.channel, external_id=newer.external_id, created_at=NOW)
        )
        later = people.customer_for(tx, shop.store.seller_id, newer, "Rina", NOW)
        oldest = people.customer_for(tx, shop.store.seller_id, people.addresses_of_user(tx, user.id)[0], "Rina", NOW)
    buyer = api.signed_in(user)
    made = buyer.post("/orders", {"store_id": shop.store.id, "items": [item], "fulfilment": "pickup"}).json["data"]
    assert later.id < made["customer_id"] == oldest.id
    assert [one["id"] for one in buyer.data("/orders")["items"]] == [made["id"]]
