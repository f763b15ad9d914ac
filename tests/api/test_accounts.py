"""Accounts, sessions, links and keys: who comes in, for how long, and what a stolen token is worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from models import LoginSession, SystemLog, User, reading, transaction
from shop.accounts import links
from shop.accounts.log import Door
from tests.api.client import PASSWORD, Api, Person, problem

SRI = {"name": "Sri", "email": "Sri@Warung.example", "password": PASSWORD, "language": "id"}
LOGIN = {"username": "sri@warung.example", "password": PASSWORD}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 20, 5, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


def tokens(api: Api, **more: Any) -> dict[str, Any]:
    """Register, log in: the tokens."""
    nobody = api.nobody()
    assert nobody.post("/auth/register", SRI).status_code == 201
    answer = nobody.post("/auth/login", LOGIN)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def noted(name: str) -> list[SystemLog]:
    with reading() as tx:
        return [row for row in tx.exec(select(SystemLog)) if row.name == name]


def test_register_log_in_and_look_at_oneself(api: Api) -> None:
    told = tokens(api)
    assert sorted(told) == ["access_token", "expires_in", "refresh_token", "token_type"]
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 900)
    me = Person(api, told["access_token"]).data("/auth/me")
    assert (me["name"], me["email"], me["role"], me["stores"]) == ("Sri", "sri@warung.example", "customer", [])
    assert [row.data["how"] for row in noted("login.success")] == ["password"]
    with reading() as tx:
        assert "melati" not in str(tx.exec(select(User.password_hash)).one())


def test_wrong_logins_are_alike_and_noted(api: Api) -> None:
    tokens(api)
    nobody = api.nobody()
    wrong = nobody.post("/auth/login", LOGIN | {"password": "melati di pagar merah"})
    unknown = nobody.post("/auth/login", LOGIN | {"username": "nobody@warung.example"})
    for answer in (wrong, unknown):
        assert problem(answer) == (401, "wrong_login")
        assert answer.json["error"] == "invalid_grant"
    assert wrong.json["message"] == unknown.json["message"]
    assert [row.user_id is None for row in noted("login.failed")] == [False, True]


def test_a_form_logs_in_as_oauth2_says(api: Api) -> None:
    tokens(api)
    form = {"grant_type": "password", "username": "sri@warung.example", "password": PASSWORD}
    answer = api.app.test_client().post("/api/auth/login", data=form)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json["token_type"] == "Bearer"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"password": "short"}, (400, "weak_password")),
        ({"password": "aaaaaaaabbbb"}, (400, "weak_password")),
        ({"password": "my-warung-sri@warung", "email": "warung@x.example"}, (400, "weak_password")),
        ({"email": "nowhere"}, (422, "invalid")),
        ({"email": "SRI@warung.example"}, (400, "email_taken")),
        ({"admin": True}, (422, "invalid")),
    ],
)
def test_what_nobody_can_register_with(api: Api, change: dict[str, Any], refusal: tuple[int, str]) -> None:
    tokens(api)
    other = {**SRI, "email": "other@warung.example", **change}
    assert problem(api.nobody().post("/auth/register", other)) == refusal
    with reading() as tx:
        assert len(tx.exec(select(User)).all()) == 1


def test_refresh_tokens_change_hands_with_every_use(api: Api, clock: time_machine.Traveller) -> None:
    first = tokens(api)["refresh_token"]
    nobody = api.nobody()
    clock.shift(900)
    second = nobody.post("/auth/refresh", {"refresh_token": first}).json
    assert second["refresh_token"] != first
    assert Person(api, second["access_token"]).get("/auth/me").status_code == 200
    clock.shift(900)
    assert nobody.post("/auth/refresh", {"refresh_token": second["refresh_token"]}).status_code == 200
    with reading() as tx:
        assert len(tx.exec(select(LoginSession)).all()) == 1


def test_a_stolen_refresh_token_ends_the_whole_family(api: Api, clock: time_machine.Traveller) -> None:
    first = tokens(api)["refresh_token"]
    nobody = api.nobody()
    thief = nobody.post("/auth/refresh", {"refresh_token": first}).json
    clock.shift(11)
    assert problem(nobody.post("/auth/refresh", {"refresh_token": first})) == (401, "session_ended")
    assert problem(nobody.post("/auth/refresh", {"refresh_token": thief["refresh_token"]})) == (401, "session_ended")
    assert problem(Person(api, thief["access_token"]).get("/auth/me")) == (401, "session_ended")
    assert len(noted("token.reused")) == 1


def test_an_answer_that_got_lost_may_be_asked_for_again_at_once(api: Api, clock: time_machine.Traveller) -> None:
    first = tokens(api)["refresh_token"]
    answers = [api.nobody().post("/auth/refresh", {"refresh_token": first}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert problem(api.nobody().post("/auth/refresh", {"refresh_token": "made up"})) == (401, "invalid_token")


def test_sessions_are_listed_limited_ended_and_age(sqlite_with_tables: str, clock: time_machine.Traveller) -> None:
    api = Api.over(sqlite_with_tables, most_sessions=3, session_days=30)
    devices = [Person(api, tokens(api)["access_token"])]
    for _ in range(3):
        clock.shift(1)
        devices.append(Person(api, api.nobody().post("/auth/login", LOGIN).json["access_token"]))
    assert problem(devices[0].get("/auth/me")) == (401, "session_ended")
    listed = devices[3].data("/auth/sessions")["items"]
    assert [one["current"] for one in listed] == [True, False, False]
    assert devices[3].delete(f"/auth/sessions/{listed[2]['id']}").status_code == 200
    assert problem(devices[1].get("/auth/me")) == (401, "session_ended")
    assert devices[3].delete("/auth/sessions").json["data"] == {"ended": 1}
    assert problem(devices[2].get("/auth/me")) == (401, "session_ended")
    assert devices[3].post("/auth/logout").status_code == 200
    assert problem(devices[3].get("/auth/me")) == (401, "session_ended")
    refresh = api.nobody().post("/auth/login", LOGIN).json["refresh_token"]
    clock.shift(timedelta(days=30, seconds=1))
    assert problem(api.nobody().post("/auth/refresh", {"refresh_token": refresh})) == (401, "session_ended")


def test_a_new_password_needs_the_old_one_and_signs_others_out(api: Api) -> None:
    me, other = Person(api, tokens(api)["access_token"]), api.nobody().post("/auth/login", LOGIN).json
    body = {"current_password": "melati di pagar merah", "new_password": "anggrek di jendela putih"}
    assert problem(me.put("/auth/password", body)) == (401, "wrong_login")
    assert api.nobody().post("/auth/login", LOGIN).status_code == 200
    assert me.put("/auth/password", body | {"current_password": PASSWORD}).json["data"] == {"ended": 2}
    assert problem(Person(api, other["access_token"]).get("/auth/me")) == (401, "session_ended")
    assert problem(api.nobody().post("/auth/login", LOGIN)) == (401, "wrong_login")
    assert me.get("/auth/me").status_code == 200


def test_profile_and_preferences(api: Api) -> None:
    me = Person(api, tokens(api)["access_token"])
    me.put("/auth/me", {"preferences": {"theme": "dark", "sound": True}})
    changed = me.put("/auth/me", {"name": "Sri Melati", "preferences": {"theme": "light"}}).json["data"]
    assert (changed["name"], changed["preferences"]) == ("Sri Melati", {"theme": "light", "sound": True})
    api.nobody().post("/auth/register", SRI | {"email": "other@warung.example"})
    assert problem(me.put("/auth/me", {"email": "other@warung.example"})) == (400, "email_taken")
    assert me.data("/auth/me")["email"] == "sri@warung.example"


def test_a_link_from_the_chat_signs_in_once(api: Api, clock: time_machine.Traveller) -> None:
    user = api.user()

    def link() -> dict[str, str]:
        with transaction() as tx:
            return {"token": links.make_link(tx, tx.session.get_one(User, user.id), Door(datetime.now(UTC)))}

    old, new = link(), link()
    nobody = api.nobody()
    assert problem(nobody.post("/auth/link", old)) == (404, "unknown_link")
    told = nobody.post("/auth/link", new).json
    me = Person(api, told["access_token"])
    assert me.data("/auth/me")["id"] == user.id
    assert problem(nobody.post("/auth/link", new)) == (404, "unknown_link")
    assert me.put("/auth/password", {"new_password": PASSWORD}).status_code == 200
    late = link()
    clock.shift(601)
    assert problem(nobody.post("/auth/link", late)) == (404, "unknown_link")


def test_a_key_does_what_its_scopes_cover_until_it_ends(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    wanted = {"name": "Till", "scopes": ["products:write"]}
    made = owner.post("/auth/api-keys", wanted).json["data"]
    till = Person(api, made["key"])
    assert till.post("/products", {"name": "Es Teh", "price": 5000}).status_code == 201
    assert problem(till.get("/products")) == (403, "scope_missing")
    assert problem(till.post("/auth/api-keys", wanted)) == (403, "scope_missing")
    by_header = api.nobody().post("/products", {"name": "Teh Tawar", "price": 1}, X_API_Key=made["key"])
    assert by_header.status_code == 201
    listed = owner.data("/auth/api-keys")["items"][0]
    assert listed["start"] == made["key"][:10]
    assert "key" not in listed
    assert listed["used_at"] is not None
    assert owner.delete(f"/auth/api-keys/{made['id']}").status_code == 200
    assert problem(till.post("/products", {"name": "Kopi", "price": 1})) == (401, "invalid_token")
    assert problem(owner.post("/auth/api-keys", wanted | {"scopes": ["everything"]})) == (422, "invalid")


def test_the_week_at_the_door(api: Api, clock: time_machine.Traveller) -> None:
    tokens(api)
    clock.shift(timedelta(days=1))
    for password in (PASSWORD, "melati di pagar merah"):
        api.nobody().post("/auth/login", LOGIN | {"password": password})
    clock.shift(timedelta(days=6))
    week = api.admin().data("/admin/system-logs/stats")
    assert (week["success"], week["failed"]) == (2, 1)
    days = {day["day"]: (day["success"], day["failed"], day["people"]) for day in week["days"]}
    assert len(days) == 7
    assert days["2026-11-21"] == (1, 1, 1)
    assert days["2026-11-27"] == (1, 0, 1)
    assert problem(api.owner(api.shop()).get("/admin/system-logs/stats")) == (403, "not_allowed")
