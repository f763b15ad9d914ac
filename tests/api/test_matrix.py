"""Every route × everybody who may not: made of the table of routes, so that a new route without an answer fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from api import mounting
from api.routing import ADMIN, ANYONE, CUSTOMER, MANAGER, OWNER, ROUTES, STAFF, Route
from api.tokens import access_token
from models import LoginSession, transaction
from tests.api.asks import OWN, PUBLIC
from tests.api.client import Api, Person, problem
from tests.api.others import OTHERS

mounting.load()


def expired(api: Api) -> Person:
    person = api.admin()
    long_ago = datetime.now(UTC) - timedelta(minutes=api.settings.access_minutes, seconds=1)
    person.credential = access_token(api.settings, person.user_id, person.session_id, "t", long_ago)
    return person


def revoked(api: Api) -> Person:
    person = api.admin()
    assert person.post("/auth/logout").status_code == 200
    return person


def aged(api: Api) -> Person:
    """Somebody whose session was not used for too long, with a token that would still be good."""
    person = api.admin()
    with transaction() as tx:
        tx.session.get_one(LoginSession, person.session_id).expires_at = datetime.now(UTC)
    return person


def forged(api: Api) -> Person:
    person = api.admin()
    head, body, _ = person.credential.split(".")
    person.credential = f"{head}.{body}.{'A' * 43}"
    return person


def suspended(api: Api) -> Person:
    user = api.user(admin=True)
    person = api.signed_in(user)
    with transaction() as tx:
        user.state = "suspended"
        tx.session.merge(user)
    return person


def keyed(api: Api) -> Person:
    return api.with_key(api.user(admin=True), "no:scope")


def ask(person: Person, route: Route) -> tuple[int, str]:
    answer = person.call(route.method, re.sub(r"{\w+}", "1", route.path), {} if route.body is not None else None)
    return problem(answer) if answer.status_code >= 400 else (answer.status_code, "")


REFUSED_EVERYWHERE: list[tuple[Callable[[Api], Person], tuple[int, str]]] = [
    (expired, (401, "token_expired")),
    (revoked, (401, "session_ended")),
    (aged, (401, "session_ended")),
    (forged, (401, "invalid_token")),
    (suspended, (403, "account_closed")),
    (keyed, (403, "scope_missing")),
]


@pytest.mark.parametrize(("who", "refusal"), REFUSED_EVERYWHERE, ids=lambda part: getattr(part, "__name__", ""))
def test_is_refused_everywhere(api: Api, who: Callable[[Api], Person], refusal: tuple[int, str]) -> None:
    person = who(api)
    wrong = {route.name: found for route in ROUTES if (found := ask(person, route)) != refusal}
    assert wrong == {}


def test_strangers_are_asked_to_sign_in(api: Api) -> None:
    nobody = api.nobody()
    closed = [route for route in ROUTES if route.role != ANYONE]
    assert {route.name: found for route in closed if (found := ask(nobody, route)) != (401, "login_needed")} == {}


def test_each_role_is_refused_what_needs_the_next(api: Api) -> None:
    shop = api.shop()
    below = {
        STAFF: api.signed_in(api.user()),
        MANAGER: api.staff(shop),
        OWNER: api.staff(shop, "manager"),
        ADMIN: api.owner(shop),
    }
    asked = [(route, below[route.role]) for route in ROUTES if route.role not in (ANYONE, CUSTOMER)]
    wrong = {route.name: found for route, who in asked if (found := ask(who, route)) != (403, "not_allowed")}
    assert wrong == {}


def test_what_belongs_to_another_seller_is_unknown(api: Api) -> None:
    theirs = api.shop()
    me = api.owner(api.shop("whatsapp:+628111000010"))
    wrong = {}
    for route in ROUTES:
        asked = OTHERS[route.name]
        if isinstance(asked, str):
            continue
        request = asked(api, theirs)
        found = problem(me.call(route.method, request.path, request.body))
        if found != request.refusal:
            wrong[route.name] = found
    assert wrong == {}


def test_every_route_has_its_row_and_only_such_as_name_nothing_are_without_a_request() -> None:
    assert {route.name for route in ROUTES} == OTHERS.keys()
    named = [route.name for route in ROUTES if OTHERS[route.name] in (OWN, PUBLIC) and route.paths]
    assert [name for name in named if OTHERS[name] == OWN] == []
    writes = [route.name for route in ROUTES if OTHERS[route.name] == PUBLIC and route.role != ANYONE]
    assert writes == []
