"""A shop with its API, and people who call it."""

from __future__ import annotations

import io
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Flask
from pydantic import SecretStr
from werkzeug.test import TestResponse

import bot
from api import create_app
from api.tokens import access_token
from models import Store, User, transaction
from settings import Settings
from shop import people
from shop.accounts import keys, sessions
from shop.accounts.log import Door
from shop.actors import Actor
from tests.shop.builders import Shop, open_shop, product
from values import Address

PASSWORD = "melati di pagar biru"
# Nobody listens there, so nothing is counted unless a test brings a real one.
NO_REDIS = "redis://127.0.0.1:1/0"


def settings_with(database: str, **more: Any) -> Settings:
    """Settings of a test: cheap passwords, no Redis."""
    values: dict[str, Any] = {
        "environment": "test",
        "database_url": database,
        "redis_url": NO_REDIS,
        "secret_key": SecretStr("a secret of thirty-two characters"),
        "password_memory": 64,
        "password_rounds": 1,
    }
    return Settings(**{**values, **more})


@dataclass
class Person:
    """Somebody who calls, by a token or a key, or nobody known."""

    api: Api
    credential: str = ""
    user_id: int = 0
    session_id: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Ask, with underscores in headers' names for hyphens."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        known = {"Authorization": f"Bearer {self.credential}"} if self.credential else {}
        url = path if path.startswith("/api") else f"/api/v1{path}"
        sent: dict[str, Any] = {} if body is None else {"json": body}
        return self.api.app.test_client().open(url, method=method, headers={**known, **self.headers, **told}, **sent)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.call("GET", path, None, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.call("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> TestResponse:
        return self.call("DELETE", path, None, **headers)

    def upload(self, path: str, method: str = "POST", **fields: Any) -> TestResponse:
        """Send a form; bytes in it are files, a name before the bytes is the file's own."""
        known = {"Authorization": f"Bearer {self.credential}"} if self.credential else {}
        told = {name: value if isinstance(value, str) else _file(value) for name, value in fields.items()}
        kind = "multipart/form-data"
        client = self.api.app.test_client()
        return client.open(f"/api/v1{path}", method=method, data=told, content_type=kind, headers=known)

    def data(self, path: str) -> Any:
        """What a read tells."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json["data"]


def _file(value: bytes | tuple[str, bytes]) -> tuple[io.BytesIO, str]:
    name, content = ("file", value) if isinstance(value, bytes) else value
    return io.BytesIO(content), name


@cache
def _app(more: tuple[tuple[str, Any], ...]) -> Flask:
    """The application with some settings. It serves whatever database is connected, so that it is made once for all."""
    return create_app(settings_with("sqlite://", **dict(more)))


@dataclass
class Api:
    """The application over one database."""

    app: Flask
    settings: Settings

    @classmethod
    def over(cls, database: str, **more: Any) -> Api:
        made = settings_with(database, **more)
        bot.configure(made)
        return cls(_app(tuple(sorted(more.items()))), made)

    def nobody(self) -> Person:
        """Somebody who is not signed in."""
        return Person(self)

    def shop(self, phone: str = "whatsapp:+628111000009", **details: object) -> Shop:
        """A shop of a seller of its own."""
        with transaction() as tx:
            return open_shop(tx, phone, **details)

    def product(self, shop: Shop, name: str = "Nasi Goreng", price: int = 15_000, stock: str | None = "10") -> int:
        """A product on a shop's menu: its id."""
        with transaction() as tx:
            again = Shop(tx.session.get_one(Store, shop.store.id), shop.user, shop.owner)
            return product(tx, again, name, price, stock).id

    def user(self, name: str = "Rina", admin: bool = False) -> User:
        """Somebody with an account and no store."""
        with transaction() as tx:
            address = Address("twilio", f"whatsapp:+62{random.randbelow(10**10):010}")
            user = people.user_for(tx, address, name, "en", datetime.now(UTC))
            user.admin = admin
            return tx.save(user)

    def signed_in(self, user: User) -> Person:
        """Somebody in a session of his own."""
        now = datetime.now(UTC)
        with transaction() as tx:
            opened = sessions.open_session(tx, tx.session.get_one(User, user.id), sessions.Limits(), Door(now), "test")
        token = access_token(self.settings, user.id, opened.session.id, random.token_hex(4), now)
        return Person(self, token, user.id, opened.session.id)

    def with_key(self, user: User, *scopes: str) -> Person:
        """A program that acts for somebody."""
        with transaction() as tx:
            person = tx.session.get_one(User, user.id)
            _, secret = keys.make_key(tx, person, "till", scopes, None, Door(datetime.now(UTC)))
        return Person(self, secret, user.id)

    def staff(self, shop: Shop, role: str = "staff") -> Person:
        """Somebody who works in a shop."""
        user = self.user()
        with transaction() as tx:
            store = tx.session.get_one(Store, shop.store.id)
            people.set_role(tx, store, user, role, Actor.user(shop.user.id, "owner"), datetime.now(UTC))
        return self.signed_in(user)

    def owner(self, shop: Shop) -> Person:
        """The owner of a shop."""
        return self.signed_in(shop.user)

    def admin(self) -> Person:
        """Who looks after the installation."""
        return self.signed_in(self.user("Admin", admin=True))


def problem(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a refusal, which is in the envelope."""
    body: Mapping[str, Any] = answer.json
    assert body["status_code"] == answer.status_code
    assert body["success"] is False
    assert body["message"]
    assert body["data"]["request_id"] == answer.headers["X-Request-Id"]
    return answer.status_code, body["data"]["code"]
