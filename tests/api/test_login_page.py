"""The page that a link from the chat leads to."""

from __future__ import annotations

import html
from datetime import UTC, datetime

from sqlmodel import select

from models import LoginLink, User, reading, transaction
from shop.accounts.links import make_link
from shop.accounts.log import Door
from shop.people import addresses_of_user
from tests.api.client import PASSWORD, Api


def link(api: Api, user: User) -> str:
    with transaction() as tx:
        return f"/login/{make_link(tx, tx.session.get_one(User, user.id), Door(datetime.now(UTC)))}"


def test_a_password_is_chosen_by_link_and_then_logs_in(api: Api) -> None:
    user = api.user("Ayu <b>")
    with reading() as tx:
        number = addresses_of_user(tx, user.id)[0].external_id.removeprefix("whatsapp:")
    path, client = link(api, user), api.app.test_client()
    for _ in range(2):
        page = client.get(path)
        assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "Hi Ayu &lt;b&gt;!" in page.text
    assert number in page.text
    weak = client.post(path, data={"password": "short"})
    assert weak.status_code == 400
    assert "at least 12 characters" in weak.text
    done = client.post(path, data={"password": PASSWORD})
    assert (done.status_code, number in html.unescape(done.text)) == (200, True)
    assert api.nobody().post("/auth/login", {"username": number, "password": PASSWORD}).status_code == 200
    assert client.post(path, data={"password": PASSWORD + "!"}).status_code == 404
    assert client.get(path).status_code == 404
    assert api.nobody().post("/auth/login", {"username": number, "password": PASSWORD}).status_code == 200


def test_an_unknown_link_says_what_to_do_in_the_readers_language(api: Api) -> None:
    page = api.app.test_client().get("/login/nothing", headers={"Accept-Language": "es-CO,es;q=0.9"})
    assert page.status_code == 404
    assert "Escribe LOGIN en el chat" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_only_hashes_of_links_are_kept(api: Api) -> None:
    token = link(api, api.user()).removeprefix("/login/")
    with reading() as tx:
        row = tx.exec(select(LoginLink)).one()
    assert token not in (row.hash, str(row.id))
    assert len(row.hash) == 64
