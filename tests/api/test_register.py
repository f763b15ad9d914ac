"""Every endpoint that is promised is there, asked with what was promised and telling what was promised."""

from __future__ import annotations

from typing import Any

import pytest

from api import mounting, openapi
from api.limits import LIMITS as KNOWN
from api.routing import PREFIXES, ROUTES, Route
from tests.api.client import Api, problem, settings_with
from tests.api.register import BESIDE, LIMITS, PROMISES, Promise

mounting.load()
DOCUMENT = openapi.document(settings_with("sqlite://"))
EVERY = [promise for promises in PROMISES.values() for promise in promises]
# Changes of one thing that take no `If-Match`: they come to the same however often and after whatever they are made.
WITHOUT_STATE = {
    "account.end_session", "api_keys.end", "admin_vendors.remove", "exports.unschedule", "notifications.read",
}  # fmt: skip


def operation(promise: Promise) -> dict[str, Any]:
    path = PREFIXES[0] + promise.path.rstrip("/")
    found: dict[str, Any] = DOCUMENT["paths"].get(path, {}).get(promise.method.lower(), {})
    return found


def fields(schema: dict[str, Any]) -> set[str]:
    """The names of what a schema has, followed through its references."""
    if "$ref" in schema:
        return fields(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    return set(schema.get("properties", {}))


def asked(found: dict[str, Any]) -> set[str]:
    contents = found.get("requestBody", {}).get("content", {})
    return {one["name"] for one in found["parameters"]}.union(*(fields(one["schema"]) for one in contents.values()))


def told(found: dict[str, Any]) -> set[str]:
    content = next(answer for status, answer in found["responses"].items() if status < "300")["content"]
    schema = content.get("application/json", {}).get("schema", {})
    return fields(schema.get("properties", {}).get("data", {})) | (fields(schema) if "$ref" in schema else set())


@pytest.mark.parametrize("promise", EVERY, ids=lambda one: f"{one.method} {one.path}")
def test_is_asked_and_tells_as_promised(promise: Promise) -> None:
    found = operation(promise)
    assert found
    assert set(promise.asks) - asked(found) == set()
    assert set(promise.tells) - told(found) == set()


def test_every_address_answers_under_both_prefixes_with_a_slash_at_the_end_or_without(api: Api) -> None:
    nobody = api.nobody()
    lost = []
    for method, path in [(one.method, one.path) for one in EVERY] + BESIDE:
        for prefix in PREFIXES:
            for end in ("", "/") if (method, path) not in BESIDE else ("",):
                url = prefix + path.rstrip("/").replace("{id}", "8") + end
                answer = nobody.call(method, url, {} if method != "GET" else None)
                code = ((answer.json or {}).get("data") or {}).get("code") if answer.is_json else ""
                if answer.status_code == 405 or code == "not_found":
                    lost.append(f"{method} {url}")
    assert lost == []


def test_limits_are_those_promised() -> None:
    assert {name: KNOWN[name] for name in LIMITS} == {name: f"{most}/hour" for name, most in LIMITS.items()}


def changes_one(route: Route) -> bool:
    return route.method in ("PUT", "PATCH", "DELETE") and bool(route.paths)


def test_every_change_of_one_thing_takes_the_state_that_it_is_made_of() -> None:
    assert {route.name for route in ROUTES if changes_one(route) and route.reads is None} == WITHOUT_STATE


def test_what_cannot_be_had_is_told_in_the_words_promised(api: Api) -> None:
    shop = api.shop()
    nasi = api.product(shop, stock="1")
    guest = {"fulfilment": "pickup", "shipping": {"name": "Budi", "phone": "+6281234567890"}}
    for product, quantity in ((nasi, 2), (nasi + 7, 1)):
        answer = api.nobody().post("/public/orders", guest | {"items": [{"product_id": product, "quantity": quantity}]})
        assert problem(answer)[0] == 400
        assert answer.json["message"] == f"Insufficient stock or invalid product for ID: {product}"
    rina = api.signed_in(api.user())
    much = rina.post("/cart/items", {"product_id": nasi, "quantity": 2})
    assert (problem(much)[0], much.json["message"]) == (400, "Insufficient stock")
    rina.get(f"/cart?store_id={shop.store.id}")
    missing = rina.put("/cart/items/99", {"quantity": 1})
    assert (problem(missing)[0], missing.json["message"]) == (404, "Item not in cart")


def test_the_services_health_is_an_answer_like_any_other_and_a_list_of_figures(api: Api) -> None:
    for prefix in PREFIXES:
        answer = api.nobody().get(f"{prefix}/health")
        assert (answer.status_code, answer.json["success"], answer.json["data"]["database"]) == (200, True, "ok")
    figures = api.app.test_client().get("/metrics").text.splitlines()
    assert {"bakul_well 1", "bakul_database_ok 1", "bakul_redis_state_ok 0", "bakul_inbox_failed 0"} <= set(figures)
