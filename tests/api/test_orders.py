"""Orders over REST: the whole way of one, who may do what, how they are looked for, and what both sides hear."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from models import Cart, Chat, Customer, Order, OutboxMessage, StockLevel, Store, reading, transaction
from shop.buyers import guest_of
from tests.api.client import Api, Person, problem
from tests.shop.builders import NOW, Shop, check_invariants

BUDI = {"name": "Budi", "phone": "0812 3456 7890", "address": "Jl. Melati 5", "city": "Bandung", "state": "Jawa Barat"}


def order_of(product: int, quantity: float = 2, **more: Any) -> dict[str, Any]:
    return {"items": [{"product_id": product, "quantity": quantity}], "shipping": BUDI, **more}


def said(to: str) -> list[str]:
    """The blocks of what was said to an address."""
    with reading() as tx:
        mine = select(OutboxMessage.block).join(Chat, col(Chat.id) == OutboxMessage.chat_id)
        return list(tx.exec(mine.where(col(Chat.address) == to).order_by(col(OutboxMessage.id))))


def guest_order(api: Api, product: int, **more: Any) -> dict[str, Any]:
    answer = api.nobody().post("/public/orders", order_of(product, **more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json["data"]
    return made


def move(person: Person, order: int, *states: str) -> None:
    for state in states:
        answer = person.put(f"/orders/{order}/status", {"status": state})
        assert answer.status_code == 200, answer.text


def test_a_guests_order_to_its_end_and_what_both_sides_hear(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    order = guest_order(api, api.product(shop), special_instructions="Ketuk dua kali")
    assert (order["status"], order["total"], order["currency"]) == ("pending", 40_000, "IDR")
    assert order["shipping"] | {"phone": BUDI["phone"], "latitude": None, "longitude": None} == order["shipping"] | BUDI
    path = f"/orders/{order['id']}"
    owner.put(f"{path}/status", {"status": "confirmed", "notes": "Dibuat jam 3"})
    move(owner, order["id"], "processing")
    shipped = owner.call("PATCH", path, {"status": "shipped", "tracking_number": "JNE 1"}).json["data"]
    assert (shipped["tracking_number"], shipped["shipped_at"][-6:]) == ("JNE 1", "+07:00")
    move(owner, order["id"], "delivered", "completed")
    done = owner.data(path)
    assert [step["status"] for step in done["history"]] == [
        "pending", "confirmed", "processing", "shipped", "delivered", "completed",
    ]  # fmt: skip
    assert [step["by"] for step in done["history"]] == ["customer", *["owner"] * 5]
    assert done["history"][1]["note"] == "Dibuat jam 3"
    assert said("whatsapp:+6281234567890") == [
        f"seller/order:{what}_notice" for what in ("confirmed", "processing", "shipped", "delivered")
    ]
    assert said("whatsapp:+628111000009") == ["customer/order:new_notice"]
    with reading() as tx:
        assert tx.exec(select(StockLevel.on_hand)).one() == 8000
        check_invariants(tx)


def test_what_cannot_be_had_is_told_by_the_products_id(api: Api) -> None:
    shop = api.shop()
    product = api.product(shop, stock="3")
    nobody = api.nobody()
    for wanted, wrong in ((order_of(product, 4), product), (order_of(product + 1), product + 1)):
        refused = nobody.post("/public/orders", wanted)
        assert problem(refused) == (400, "not_orderable")
        assert refused.json["message"] == f"Insufficient stock or invalid product for ID: {wrong}"
        assert refused.json["data"]["fields"] == {"product_id": wrong}
    with reading() as tx:
        assert [tx.exec(select(table)).all() for table in (Order, Cart, Customer)] == [[], [], []]


def test_a_repeated_order_with_the_same_key_is_one(api: Api) -> None:
    product = api.product(api.shop())
    answers = [api.nobody().post("/public/orders", order_of(product), Idempotency_Key="web-7f3a") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json["data"]["id"] for answer in answers}) == 1
    with reading() as tx:
        assert len(tx.exec(select(Order)).all()) == 1


def test_steps_that_the_table_has_not_are_refused_and_change_nothing(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    order = guest_order(api, api.product(shop))
    path = f"/orders/{order['id']}/status"
    assert problem(owner.put(path, {"status": "shipped"})) == (400, "wrong_state")
    assert problem(owner.put(path, {"status": "pending"})) == (400, "wrong_state")
    assert problem(owner.put(path, {"status": "ready"})) == (400, "wrong_fulfilment")
    assert problem(owner.put(path, {"status": "lost"})) == (422, "invalid")
    assert owner.data(f"/orders/{order['id']}")["status"] == "pending"
    assert said("whatsapp:+6281234567890") == []


def test_another_sellers_order_is_unknown(api: Api) -> None:
    order = guest_order(api, api.product(api.shop()))
    path = f"/orders/{order['id']}"
    stranger = api.owner(api.shop("whatsapp:+628111000010"))
    for answer in (
        stranger.get(path),
        stranger.put(path, {"items": [{"product_id": 1, "quantity": 1}]}),
        stranger.put(f"{path}/status", {"status": "cancelled"}),
        stranger.call("PATCH", path, {"tracking_number": "X"}),
        stranger.delete(path),
        api.signed_in(api.user()).get(path),
    ):
        assert problem(answer) == (404, "unknown_order")
    assert stranger.data("/orders")["items"] == []
    with reading() as tx:
        assert tx.exec(select(Order)).one().state == "pending"


def test_customers_see_and_cancel_their_own_until_the_store_has_taken_it(api: Api) -> None:
    shop = api.shop()
    product = api.product(shop)
    rina = api.signed_in(api.user("Rina"))
    body = order_of(product, fulfilment="pickup") | {"store_id": shop.store.id}
    first, second = (rina.post("/orders", body).json["data"] for _ in range(2))
    assert [one["id"] for one in rina.data("/orders")["items"]] == [second["id"], first["id"]]
    assert first["next"] == ["cancelled"]
    assert problem(rina.put(f"/orders/{first['id']}/status", {"status": "confirmed"})) == (403, "not_allowed")
    move(rina, first["id"], "cancelled")
    move(api.owner(shop), second["id"], "confirmed")
    late = rina.put(f"/orders/{second['id']}/status", {"status": "cancelled"})
    assert problem(late) == (400, "too_late_to_cancel")
    new, cancelled = "customer/order:new_notice", "customer/order:cancelled_notice"
    assert said("whatsapp:+628111000009") == [new, new, cancelled]


def test_staff_order_for_customers_and_lines_are_changed(api: Api) -> None:
    shop = api.shop()
    nasi, teh = api.product(shop), api.product(shop, "Es Teh", 5_000)
    staff = api.staff(shop)
    whom = {"name": "Budi", "phone": "081234567890"}
    made = staff.post("/orders", order_of(nasi) | {"store_id": shop.store.id, "customer": whom})
    order = made.json["data"]
    assert (made.status_code, order["customer"], order["history"][0]["by"]) == (201, "Budi", "staff")
    path = f"/orders/{order['id']}"
    lines = {"items": [{"product_id": nasi, "quantity": 1}, {"product_id": teh, "quantity": 3}]}
    changed = staff.put(path, lines).json["data"]
    assert [(line["name"], line["quantity"]) for line in changed["items"]] == [("Nasi Goreng", 1), ("Es Teh", 3)]
    assert changed["total"] == 40_000
    none = staff.put(path, {"items": [{"product_id": nasi, "quantity": 0}]})
    assert problem(none) == (400, "order_fixed")
    assert problem(staff.put(path, {"items": [{"product_id": teh, "quantity": 99}]})) == (400, "out_of_stock")
    assert staff.data(path)["total"] == 40_000
    assert said("whatsapp:+6281234567890") == ["seller/order:edited_notice"]
    with reading() as tx:
        check_invariants(tx)


def test_a_deleted_order_is_cancelled_and_kept(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    order = guest_order(api, api.product(shop))
    path = f"/orders/{order['id']}"
    assert problem(api.staff(shop).delete(path)) == (403, "not_allowed")
    assert owner.delete(path).status_code == 200
    assert owner.data("/orders")["items"] == []
    kept = owner.data("/orders?deleted=true")["items"][0]
    assert (kept["id"], kept["status"]) == (order["id"], "cancelled")
    assert owner.data(path)["deleted_at"] is not None
    assert said("whatsapp:+6281234567890") == ["seller/order:cancelled_notice"]


def test_orders_are_found_by_words_state_day_customer_and_amount(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    nasi, teh = api.product(shop), api.product(shop, "Es Teh", 5_000)
    first = guest_order(api, nasi, special_instructions="tanpa sambal")
    second = guest_order(api, teh, shipping=BUDI | {"name": "Rina", "phone": "+628777000111"})
    move(owner, second["id"], "confirmed")
    today = first["placed_at"][:10]

    def found(query: str) -> list[int]:
        return [item["id"] for item in owner.data(f"/orders/search?sort=id&{query}")["items"]]

    both = [first["id"], second["id"]]
    assert found("q=nasi") == found("q=SAMBAL+tanpa") == found(f"q={first['number']}") == [first["id"]]
    assert found("customer=rina") == found("q=8777000") == found("status=confirmed") == [second["id"]]
    assert found("status=confirmed&status=pending") == both
    assert found("amount_min=20000.01") == [first["id"]]
    assert found(f"date_from={today}&date_to={today}") == both
    assert found("date_to=2020-01-01") == []
    assert found("q=nasi&status=confirmed") == []
    assert found("q=nasi&status=confirmed&match=any") == both
    page = owner.data("/orders?limit=1&sort=-total")
    assert [page["items"][0]["id"]] == [first["id"]]
    assert owner.data(f"/orders?limit=1&sort=-total&cursor={page['next']}")["items"][0]["id"] == second["id"]


def test_a_blocked_customer_and_a_closed_store_get_no_orders(api: Api) -> None:
    shop: Shop = api.shop(paused=True)
    product = api.product(shop)
    assert problem(api.nobody().post("/public/orders", order_of(product))) == (400, "store_closed")
    wrong = order_of(product, shipping=BUDI | {"phone": "call me"})
    assert problem(api.nobody().post("/public/orders", wrong)) == (400, "not_a_value")
    with transaction() as tx:
        tx.session.get_one(Store, shop.store.id).paused = False
        guest = guest_of(tx, tx.session.get_one(Store, shop.store.id), "Budi", BUDI["phone"], NOW)
        guest.blocked_at = NOW
        tx.save(guest)
    assert problem(api.nobody().post("/public/orders", order_of(product))) == (403, "not_allowed")
    with reading() as tx:
        assert tx.exec(select(Order)).all() == []


def test_money_comes_in_once_and_goes_back_in_parts(api: Api) -> None:
    shop = api.shop()
    order = guest_order(api, api.product(shop))
    manager, path = api.staff(shop, "manager"), f"/orders/{order['id']}"
    assert problem(manager.post(f"{path}/refund", {})) == (400, "not_paid")
    assert manager.post(f"{path}/payments", {}).json["data"]["payment_status"] == "paid"
    assert problem(manager.post(f"{path}/payments", {})) == (400, "already_paid")
    assert problem(api.staff(shop).post(f"{path}/refund", {})) == (403, "not_allowed")
    assert manager.post(f"{path}/refund", {"amount": 10_000}).status_code == 201
    assert problem(manager.post(f"{path}/refund", {"amount": 30_001})) == (400, "refund_too_large")
    rest = manager.post(f"{path}/refund", {}).json["data"]
    assert [item["amount"] for item in rest["items"]] == [40_000, -10_000, -30_000]
    assert (rest["refunded"], rest["payment_status"]) == (40_000, "refunded")
    assert said("whatsapp:+6281234567890") == [
        f"seller/order:{what}_notice" for what in ("paid", "refunded", "refunded")
    ]


def test_who_looks_after_everything_sees_counts_moves_and_refunds(api: Api) -> None:
    shop = api.shop()
    order = guest_order(api, api.product(shop))
    other = api.shop("whatsapp:+628111000010")
    guest_order(api, api.product(other))
    admin = api.admin()
    assert len(admin.data("/admin/orders")["items"]) == 2
    assert [one["id"] for one in admin.data(f"/admin/orders?store_id={shop.store.id}")["items"]] == [order["id"]]
    path = f"/admin/orders/{order['id']}"
    moved = admin.put(f"{path}/status", {"status": "confirmed"}).json["data"]
    assert (moved["status"], moved["history"][-1]["by"]) == ("confirmed", "admin")
    admin.post(f"/orders/{order['id']}/payments", {})
    assert admin.post(f"{path}/refund", {}).json["data"]["refunded"] == 40_000
    stats = admin.data("/admin/orders/stats")
    told = [(one["status"], one["count"], one["total"], one["refunded"]) for one in stats["items"]]
    assert (stats["count"], told) == (2, [("confirmed", 1, 40_000, 40_000), ("pending", 1, 40_000, 0)])
    assert admin.data("/admin/orders/stats?date_to=2020-01-01") == {"count": 0, "items": []}
