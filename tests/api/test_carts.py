"""Carts over REST: lines, sessions of guests, one cart with the chat, prices, shortages, and carts left standing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import select

from models import Cart, Order, Product, Store, transaction
from shop import carts, people
from shop.actors import Actor
from shop.products import set_price
from tests.api.client import Api, Person, problem
from tests.shop.builders import check_invariants, rupiah
from values import Address, CartLine, Quantity

GUEST = {"name": "Budi", "phone": "081234567890", "address": "Jl. Melati 5"}


def added(person: Person, product: int, quantity: float = 1, **more: Any) -> dict[str, Any]:
    answer = person.post("/cart/items", {"product_id": product, "quantity": quantity, **more})
    assert answer.status_code == 201, answer.text
    cart: dict[str, Any] = answer.json["data"]
    return cart


def guest(api: Api, session: str = "web-session-0001") -> Person:
    return Person(api, headers={"X-Session-Id": session})


def test_a_cart_line_by_line(api: Api) -> None:
    shop = api.shop()
    nasi, teh = api.product(shop), api.product(shop, "Es Teh", 5_000)
    rina = api.signed_in(api.user("Rina"))
    empty = rina.data(f"/cart?store_id={shop.store.id}")
    assert (empty["items"], empty["total"], rina.data("/cart/")["id"]) == ([], 0, empty["id"])
    added(rina, nasi, 2)
    cart = added(rina, teh)
    first, second = (item["id"] for item in cart["items"])
    cart = added(rina, nasi)
    assert [(item["id"], item["quantity"]) for item in cart["items"]] == [(first, 3), (second, 1)]
    cart = rina.put(f"/cart/items/{second}", {"quantity": 2}).json["data"]
    assert (cart["subtotal"], cart["currency"]) == (55_000, "IDR")
    cart = rina.delete(f"/cart/items/{first}").json["data"]
    assert [item["id"] for item in cart["items"]] == [second]
    gone = rina.put(f"/cart/items/{first}", {"quantity": 1})
    assert problem(gone) == (404, "not_in_cart")
    assert gone.json["message"] == "Item not in cart"
    assert rina.delete("/cart/").json["data"]["items"] == []


def test_too_much_is_refused_and_the_cart_stays(api: Api) -> None:
    nasi = api.product(api.shop(), stock="3")
    rina = api.signed_in(api.user("Rina"))
    cart = added(rina, nasi, 2)
    for answer in (
        rina.post("/cart/items", {"product_id": nasi, "quantity": 2}),
        rina.put(f"/cart/items/{cart['items'][0]['id']}", {"quantity": 4}),
    ):
        assert problem(answer) == (400, "insufficient_stock")
        assert answer.json["message"] == "Insufficient stock"
        assert answer.json["data"]["fields"] == {"product": "Nasi Goreng", "left": 3}
    assert rina.data("/cart")["items"] == cart["items"]
    assert problem(rina.post("/cart/items", {"product_id": nasi + 1, "quantity": 1})) == (404, "unknown_product")


def test_guests_have_a_session_each(api: Api) -> None:
    nasi = api.product(api.shop())
    fresh = api.nobody().get("/cart")
    session = fresh.headers["X-Session-Id"]
    assert fresh.json["data"]["session_id"] == session
    mine, other = guest(api, session), guest(api, "web-session-0002")
    item = added(mine, nasi)["items"][0]["id"]
    assert other.data("/cart")["items"] == []
    assert problem(other.delete(f"/cart/items/{item}")) == (404, "not_in_cart")
    assert len(mine.data("/cart")["items"]) == 1
    assert problem(guest(api, "short").get("/cart")) == (422, "invalid")


def test_guests_order_by_telling_name_and_number(api: Api) -> None:
    nasi = api.product(api.shop())
    mine = guest(api)
    added(mine, nasi, 2)
    refused = mine.post("/cart/checkout", {"fulfilment": "pickup"})
    assert problem(refused) == (400, "checkout_incomplete")
    order = mine.post("/cart/checkout", {"shipping": GUEST}).json["data"]
    assert (order["total"], order["shipping"]["name"], order["fulfilment"]) == (40_000, "Budi", "delivery")
    assert mine.data("/cart")["items"] == []
    assert problem(mine.post("/cart/checkout", {"shipping": GUEST})) == (400, "empty_cart")
    with transaction() as tx:
        assert len(tx.exec(select(Order)).all()) == 1
        check_invariants(tx)


def test_a_customers_cart_is_one_with_the_chats(api: Api) -> None:
    shop = api.shop()
    nasi, teh = api.product(shop), api.product(shop, "Es Teh", 5_000)
    user = api.user("Rina")
    now = datetime.now(UTC)
    with transaction() as tx:
        address = people.addresses_of_user(tx, user.id)[0]
        customer = people.customer_for(tx, shop.store.seller_id, Address(*address_parts(address)), "Rina", now)
        store = tx.session.get_one(Store, shop.store.id)
        cart = carts.open_cart(tx, store, customer, now)
        carts.set_lines(tx, cart, [CartLine(nasi, Quantity.of(2))], now)
    rina = api.signed_in(user)
    assert [item["name"] for item in rina.data("/cart")["items"]] == ["Nasi Goreng"]
    added(rina, teh)
    order = rina.post("/cart/checkout", {"fulfilment": "pickup", "payment_way_id": 1})
    assert order.status_code == 201, order.text
    assert order.json["data"]["total"] == 35_000
    with transaction() as tx:
        assert tx.session.get_one(Cart, cart.id).state == "placed"


def address_parts(address: Address) -> tuple[str, str]:
    return address.channel, address.external_id


def test_a_price_is_the_one_last_shown_and_the_one_of_now(api: Api) -> None:
    shop = api.shop()
    nasi = api.product(shop)
    rina = api.signed_in(api.user("Rina"))
    added(rina, nasi, 2)
    with transaction() as tx:
        product = tx.session.get_one(Product, nasi)
        set_price(tx, product, rupiah(17_000), Actor.user(shop.user.id, "owner"), datetime.now(UTC))
    item = rina.data("/cart")["items"][0]
    assert (item["unit_price"], item["price_now"], item["amount"]) == (15_000, 17_000, 34_000)


def test_carts_left_standing_are_told_to_the_store(api: Api) -> None:
    shop = api.shop()
    nasi = api.product(shop)
    added(api.signed_in(api.user("Rina")), nasi, 2)
    added(guest(api), nasi)
    staff = api.staff(shop)
    assert staff.data("/carts/abandoned")["items"] == []
    with transaction() as tx:
        for cart in tx.exec(select(Cart)):
            cart.changed_at -= timedelta(hours=25)
        carts.drop_expired(tx, datetime.now(UTC) + timedelta(days=6, hours=23))
    left = staff.data("/carts/abandoned?sort=id")["items"]
    assert [(one["customer"], one["items"], one["total"], one["lapsed"]) for one in left] == [
        ("Rina", 1, 30_000, False), ("", 1, 15_000, False),
    ]  # fmt: skip
