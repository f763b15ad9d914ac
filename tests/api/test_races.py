"""Requests at the same moment, on both databases: a repeat is one, a link is used once, the last change is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel, col, func, select
from werkzeug.test import TestResponse

import models
from models import LoginLink, Product, User, reading, transaction
from shop.accounts.links import make_link
from shop.accounts.log import Door
from tests.api.client import Api
from tests.api.test_orders import move, order_of

AT_ONCE = 8
NASI = {"name": "Nasi Goreng", "price": 15000}
RATED = {"/reviews/1": {"rating": 4}}


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Api]:
    """The API over each database in turn."""
    sqlite = f"sqlite:///{tmp_path / 'races.db'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = models.connect(url)
    SQLModel.metadata.create_all(engine)
    yield Api.over(url)
    engine.dispose()


def together(ask: Callable[[], TestResponse]) -> list[TestResponse]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(ask) for _ in range(AT_ONCE)]]


def test_repeats_at_the_same_moment_are_one(anywhere: Api) -> None:
    owner = anywhere.owner(anywhere.shop())
    answers = together(lambda: owner.post("/products", NASI, Idempotency_Key="till-1"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    with reading() as tx:
        assert tx.exec(select(func.count(col(Product.id)))).one() == 1


def test_a_link_signs_in_once_however_many_open_it(anywhere: Api) -> None:
    user = anywhere.user()
    with transaction() as tx:
        token = make_link(tx, tx.session.get_one(User, user.id), Door(datetime.now(UTC)))
    answers = together(lambda: anywhere.nobody().post("/auth/link", {"token": token}))
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * (AT_ONCE - 1)
    with reading() as tx:
        assert tx.exec(select(LoginLink.used_at)).one() is not None


def test_of_changes_that_saw_the_same_state_one_is_taken(anywhere: Api) -> None:
    owner = anywhere.owner(anywhere.shop())
    path = f"/products/{owner.post('/products', NASI).json['data']['id']}"
    etag = owner.get(path).headers["ETag"]
    prices = iter(range(1, AT_ONCE + 1))
    answers = together(lambda: owner.put(path, NASI | {"price": next(prices)}, If_Match=etag))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (AT_ONCE - 1)
    (taken,) = [answer for answer in answers if answer.status_code == 200]
    assert owner.data(path) == taken.json["data"]


@pytest.mark.parametrize(
    ("path", "field"),
    [("/auth/me", "name"), ("/stores/1", "description"), ("/vendors/profile", "description"), ("/reviews/1", "title")],
)
def test_so_it_is_with_whatever_is_changed(anywhere: Api, path: str, field: str) -> None:
    shop = anywhere.shop()
    owner = anywhere.owner(shop)
    if path == "/reviews/1":
        order = order_of(anywhere.product(shop)) | {"store_id": shop.store.id}
        move(owner, owner.post("/orders", order).json["data"]["id"], "confirmed", "shipped", "delivered")
        assert owner.post("/products/1/reviews", {"rating": 5}).status_code == 201
    etag, words = owner.get(path).headers["ETag"], iter("abcdefgh")
    answers = together(lambda: owner.put(path, {field: f"Warung {next(words)}", **RATED.get(path, {})}, If_Match=etag))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (AT_ONCE - 1)


def test_preferences_of_one_moment_are_all_kept(anywhere: Api) -> None:
    owner = anywhere.owner(anywhere.shop())
    keys, kinds = iter("abcdefgh"), iter(("new_order", "order_status", "payment", "review", "message", "low_stock"))
    answers = together(lambda: owner.put("/auth/me", {"preferences": {next(keys): True}}))
    answers += together(lambda: owner.put("/notifications/preferences", {next(kinds, "payout"): False}))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(owner.data("/auth/me")["preferences"]) == list("abcdefgh")
    assert set(owner.data("/notifications/preferences").values()) == {False}


def test_what_is_put_into_a_cart_at_one_moment_is_all_in_it(anywhere: Api) -> None:
    product = anywhere.product(anywhere.shop(), stock="50")
    nobody, session = anywhere.nobody(), {"X_Session_Id": "web-session-0001"}
    nobody.post("/cart/items", {"product_id": product, "quantity": 1}, **session)
    answers = together(lambda: nobody.post("/cart/items", {"product_id": product, "quantity": 1}, **session))
    assert {answer.status_code for answer in answers} == {201}
    (line,) = nobody.get("/cart", **session).json["data"]["items"]
    assert line["quantity"] == 1 + AT_ONCE


def test_registrations_of_one_address_are_one(anywhere: Api) -> None:
    body = {"name": "Sri", "email": "sri@warung.example", "password": "melati di pagar biru"}
    answers = together(lambda: anywhere.nobody().post("/auth/register", body))
    assert sorted(answer.status_code for answer in answers) == [201] + [400] * (AT_ONCE - 1)
