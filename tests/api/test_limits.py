"""How often: counted per account or address, told in headers, refused with when to come again."""

from __future__ import annotations

import time

import pytest

from api import limiter
from api.limits import Limit, limits
from tests.api.client import PASSWORD, Api, problem

NASI = {"name": "Nasi Goreng", "price": 15000}


def test_the_limit_is_told_and_then_kept(counting: Api, sqlite_with_tables: str, redis_url: str) -> None:
    api = Api.over(sqlite_with_tables, redis_url=redis_url, rate_limits="products.create=2/hour")
    shop = api.shop()
    owner = api.owner(shop)
    first = owner.post("/products", NASI | {"name": "A"})
    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("2", "1")
    owner.post("/products", NASI | {"name": "B"})
    over = owner.post("/products", NASI | {"name": "C"})
    assert problem(over) == (429, "too_many_requests")
    assert 0 < int(over.headers["Retry-After"]) <= 7200
    assert api.owner(shop).post("/products", NASI | {"name": "D"}).status_code == 429
    assert api.staff(shop, "manager").post("/products", NASI | {"name": "E"}).status_code == 201
    assert owner.get("/products").status_code == 200


def test_strangers_are_counted_by_address_behind_our_own_proxies(counting: Api, sqlite_with_tables: str) -> None:
    more = {"redis_url": counting.settings.redis_url, "rate_limits": "products.read=1/hour", "trusted_proxies": 1}
    nobody = Api.over(sqlite_with_tables, **more).nobody()
    assert nobody.get("/products", X_Forwarded_For="9.9.9.9, 203.0.113.1").status_code == 200
    assert nobody.get("/products", X_Forwarded_For="8.8.8.8, 203.0.113.1").status_code == 429
    assert nobody.get("/products", X_Forwarded_For="9.9.9.9, 203.0.113.2").status_code == 200


def test_a_login_is_counted_by_account_too(counting: Api, sqlite_with_tables: str) -> None:
    more = {"redis_url": counting.settings.redis_url, "rate_limits": "login=3/hour", "trusted_proxies": 1}
    nobody = Api.over(sqlite_with_tables, **more).nobody()
    body = {"username": "sri@warung.example", "password": PASSWORD}
    tried = [nobody.post("/auth/login", body, X_Forwarded_For=f"203.0.113.{n}").status_code for n in range(4)]
    assert tried == [401, 401, 401, 429]


def test_a_number_spelled_in_many_ways_is_one_account(counting: Api, sqlite_with_tables: str) -> None:
    more = {"redis_url": counting.settings.redis_url, "rate_limits": "login=3/hour", "trusted_proxies": 1}
    nobody = Api.over(sqlite_with_tables, **more).nobody()
    numbers = ("+62811000009", "62811000009", "+62 811-000-009", "(+62) 811000009")
    tried = [
        nobody.post("/auth/login", {"username": number, "password": PASSWORD}, X_Forwarded_For=f"203.0.113.{n}")
        for n, number in enumerate(numbers)
    ]
    assert [answer.status_code for answer in tried] == [401, 401, 401, 429]


def test_without_redis_everything_is_let_through(api: Api) -> None:
    limiter.forget()
    nobody = api.nobody()
    started = time.perf_counter()
    answers = [nobody.get("/products") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert "X-RateLimit-Limit" not in answers[0].headers
    assert time.perf_counter() - started < 20


def test_slips_in_the_setting_are_told_at_the_start(sqlite_with_tables: str) -> None:
    with pytest.raises(ValueError, match="no limit called orders"):
        Api.over(sqlite_with_tables, rate_limits="orders=1/hour")
    with pytest.raises(ValueError, match="100/hour"):
        Api.over(sqlite_with_tables, rate_limits="login=many")
    assert limits("login=20/minute")["login"] == Limit(20, 60)
