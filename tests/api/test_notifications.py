"""Notices inside the application: raised by what happens in a shop, for whom it concerns, in his language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models import Order, Product, Store, User, transaction
from shop import orders, payments
from shop.actors import Actor
from shop.people import addresses_of_user
from tests.api.client import Api, Person, problem
from tests.shop.builders import Shop, line, placed


@pytest.fixture
def shop(api: Api) -> Shop:
    return api.shop()


def order_of(api: Api, shop: Shop, buyer: User) -> int:
    """An order that somebody placed by chat: its id."""
    product_id = api.product(shop, f"Nasi {datetime.now(UTC).timestamp()}")
    with transaction() as tx:
        phone = addresses_of_user(tx, buyer.id)[0].external_id
        again = Shop(tx.session.get_one(Store, shop.store.id), shop.user, shop.owner)
        order = placed(tx, again, line(tx.session.get_one(Product, product_id)), phone=phone)
        return order.id


def step(order_id: int, by: Actor) -> None:
    with transaction() as tx:
        order = tx.session.get_one(Order, order_id)
        now = datetime.now(UTC)
        orders.ready_order(tx, orders.confirm_order(tx, order, by, now), by, now)
        payments.mark_paid(tx, order, by, now)


def titles(person: Person, query: str = "") -> list[tuple[str, str, bool]]:
    items = person.data(f"/notifications{query}")["items"]
    return [(item["title"], item["message"], item["is_read"]) for item in items]


def test_a_new_order_is_told_to_the_store_and_its_way_to_the_customer(api: Api, shop: Shop) -> None:
    buyer = api.user("Budi")
    order_id = order_of(api, shop, buyer)
    owner, staff, customer = api.owner(shop), api.staff(shop), api.signed_in(buyer)
    assert titles(owner) == [("Pesanan baru #1001", "Rp15.000, tunggu diterima.", False)]
    assert titles(staff) == [("New order #1001", "Rp15.000, waiting for you to accept.", False)]
    assert titles(customer) == []
    step(order_id, shop.owner)
    assert titles(customer) == [
        ("Payment of #1001", "Paid.", False),
        ("Order #1001", "Now: ready for pickup.", False),
        ("Order #1001", "Now: accepted by the seller.", False),
    ]
    # The owner did it himself; his staff hears of the money.
    assert [title for title, *_ in titles(owner)] == ["Pesanan baru #1001"]
    assert [title for title, *_ in titles(staff)] == ["Payment of #1001", "New order #1001"]
    first = customer.data("/notifications")["items"][0]
    assert (first["related"], first["related_id"], first["store_id"]) == ("orders", order_id, shop.store.id)
    assert titles(api.owner(api.shop("whatsapp:+628111000010"))) == []


def test_notices_are_read_one_by_one_or_all(api: Api, shop: Shop) -> None:
    buyer = api.user("Budi")
    step(order_of(api, shop, buyer), shop.owner)
    customer = api.signed_in(buyer)
    newest = customer.data("/notifications")["items"][0]["id"]
    assert customer.put(f"/notifications/{newest}/read").json["data"]["is_read"] is True
    assert [read for *_, read in titles(customer)] == [True, False, False]
    assert len(titles(customer, "?unread=true")) == 2
    customer.put("/notifications/read-all")
    assert [read for *_, read in titles(customer)] == [True, True, True]
    assert titles(customer, "?unread=true") == []
    assert [read for *_, read in titles(api.owner(shop))] == [False]
    assert problem(api.signed_in(api.user()).put(f"/notifications/{newest}/read")) == (404, "unknown_notice")


def test_types_that_nobody_wants_are_not_told(api: Api, shop: Shop) -> None:
    buyer = api.user("Budi")
    step(order_of(api, shop, buyer), shop.owner)
    customer = api.signed_in(buyer)
    changed = customer.put("/notifications/preferences", {"order_status": False}).json["data"]
    assert changed == customer.data("/notifications/preferences")
    assert (changed["order_status"], changed["payment"]) == (False, True)
    assert [title for title, *_ in titles(customer)] == ["Payment of #1001"]
    customer.put("/auth/me", {"preferences": {"theme": "dark"}})
    assert customer.data("/auth/me")["preferences"] == {"theme": "dark"}
    assert customer.data("/notifications/preferences") == changed
    assert problem(customer.put("/auth/me", {"preferences": {"notifications": 1}})) == (400, "not_a_value")


def test_stock_that_runs_low_is_told(api: Api, shop: Shop) -> None:
    buyer = api.user("Budi")
    product_id = api.product(shop, "Bakso", stock="4")
    wanted = {"items": [{"product_id": product_id, "quantity": 2}], "fulfilment": "pickup"}
    assert api.signed_in(buyer).post("/orders", wanted | {"store_id": shop.store.id}).status_code == 201
    told = {title: message for title, message, _ in titles(api.owner(shop))}
    assert told["Stok menipis: Bakso"] == "Sisa 2 porsi."


def test_pages_of_notices(api: Api, shop: Shop) -> None:
    buyer = api.user("Budi")
    step(order_of(api, shop, buyer), shop.owner)
    customer = api.signed_in(buyer)
    first = customer.data("/notifications?limit=2")
    rest = customer.data(f"/notifications?limit=2&cursor={first['next']}")
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
