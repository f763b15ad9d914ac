"""Reviews of products: only by who has received them, once, changed by nobody else, counted as helpful once."""

from __future__ import annotations

from tests.api.client import Api, Person, problem
from tests.api.test_orders import BUDI, move


def buyer(api: Api, store: int, product: int, owner: Person, *states: str) -> Person:
    """Somebody who has ordered a product, in the state that his order is brought to."""
    person = api.signed_in(api.user("Rina Melati"))
    order = {"store_id": store, "items": [{"product_id": product, "quantity": 1}], "shipping": BUDI}
    move(owner, person.post("/orders", order).json["data"]["id"], *states)
    return person


def test_a_review_from_its_writing_to_its_end(api: Api) -> None:
    shop = api.shop()
    owner, product = api.owner(shop), api.product(shop)
    path = f"/products/{product}/reviews"
    rina = buyer(api, shop.store.id, product, owner, "confirmed", "shipped", "delivered")
    made = rina.post(path, {"rating": 4, "title": "Enak", "comment": "Porsi pas"})
    assert made.status_code == 201, made.text
    review = made.json["data"]
    assert (review["author"], review["verified_purchase"], review["helpful_count"]) == ("Rina", True, 0)
    again = rina.post(path, {"rating": 5})
    assert problem(again) == (400, "reviewed_already")
    assert again.json["data"]["fields"] == {"review": review["id"]}
    changed = rina.put(f"/reviews/{review['id']}", {"rating": 5}).json["data"]
    assert (changed["rating"], changed["comment"], changed["changed_at"] is None) == (5, "", False)
    assert api.nobody().data(f"/products/{product}/rating") == {"product_id": product, "count": 1, "average": 5.0}
    assert api.nobody().data(f"/vendors/{shop.store.seller_id}")["rating"] == 5.0
    assert rina.delete(f"/reviews/{review['id']}").status_code == 200
    assert api.nobody().data(path)["items"] == []


def test_who_has_not_received_it_cannot_review_it(api: Api) -> None:
    shop = api.shop()
    owner, product = api.owner(shop), api.product(shop)
    path = f"/products/{product}/reviews"
    for person in (
        buyer(api, shop.store.id, product, owner, "confirmed"),
        buyer(api, shop.store.id, product, owner, "cancelled"),
        api.signed_in(api.user()),
        owner,
    ):
        assert problem(person.post(path, {"rating": 1})) == (400, "not_received")
    assert problem(owner.post(path, {"rating": 6})) == (422, "invalid")
    assert api.nobody().data(f"/products/{product}/rating") == {"product_id": product, "count": 0, "average": None}


def test_a_review_is_helpful_once_for_everybody_and_nobody_elses_to_change(api: Api) -> None:
    shop = api.shop()
    owner, product = api.owner(shop), api.product(shop)
    rina = buyer(api, shop.store.id, product, owner, "confirmed", "shipped", "delivered", "completed")
    review = rina.post(f"/products/{product}/reviews", {"rating": 3}).json["data"]["id"]
    other = api.signed_in(api.user())
    counts = [who.post(f"/reviews/{review}/helpful").json["data"]["helpful_count"] for who in (other, other, owner)]
    assert counts == [1, 1, 2]
    for answer in (other.put(f"/reviews/{review}", {"rating": 1}), owner.delete(f"/reviews/{review}")):
        assert problem(answer) == (404, "unknown_product_review")
    assert api.nobody().data(f"/products/{product}/reviews?sort=-helpful")["items"][0]["rating"] == 3
    assert api.admin().delete(f"/reviews/{review}").status_code == 200
