"""Keys by which other programs act for somebody, within scopes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.calls import Call
from api.fields import Answer, Body, Id, Instant, Word
from api.refusals import Invalid
from api.routing import CUSTOMER, ROUTES, delete, get, post
from models import ApiKey
from shop.accounts import keys

Scope = Annotated[str, StringConstraints(max_length=40)]


class NewKeyBody(Body):
    """A key for another program."""

    name: Annotated[Word, Field(min_length=1)] = Field(examples=["Till at the counter"])
    scopes: list[Scope] = Field(min_length=1, max_length=50, examples=[["products:read", "products:write"]])
    expires_at: Instant | None = Field(None, examples=["2027-11-20T00:00:00Z"])


class KeyAnswer(Answer):
    """A key without its secret; `start` are its first letters."""

    id: Id
    name: str = Field(examples=["Till at the counter"])
    start: str = Field(examples=["bk_pq7n0Zq"])
    scopes: list[str] = Field(examples=[["products:read", "products:write"]])
    created_at: datetime = Field(examples=["2026-11-20T07:20:00Z"])
    expires_at: datetime | None = Field(examples=["2027-11-20T00:00:00Z"])
    used_at: datetime | None = Field(examples=[None])


class NewKeyAnswer(KeyAnswer):
    """A new key with its secret, which is never shown again."""

    key: str = Field(examples=["bk_pq7n0Zq3b3w0Wn3mJt2v8yQ5rY1sXo4uKd6fHg9lEaM"])


class KeysAnswer(Answer):
    """The keys that are in use, newest first."""

    items: list[KeyAnswer]


def scopes() -> list[str]:
    """Every scope there is: what the routes ask for."""
    return sorted({route.scope for route in ROUTES if route.scope})


@get("/auth/api-keys", role=CUSTOMER, limit="account.read")
def find(call: Call) -> KeysAnswer:
    """List your keys."""
    return KeysAnswer(items=[KeyAnswer(**_told(one)) for one in keys.keys_of(call.tx, call.user_id)])


@post("/auth/api-keys", role=CUSTOMER, limit="account.write", status=201, keeps=False)
def create(call: Call, body: NewKeyBody) -> NewKeyAnswer:
    """Make a key. It may do what you may, within its scopes."""
    unknown = [scope for scope in body.scopes if scope not in scopes()]
    if unknown:
        raise Invalid({"scopes": {"rule": "enum", "expected": " ".join(scopes())}})
    key, secret = keys.make_key(call.tx, call.user, body.name, body.scopes, body.expires_at, call.door)
    return NewKeyAnswer(**_told(key), key=secret)


@delete("/auth/api-keys/{id}", role=CUSTOMER, limit="account.write")
def end(call: Call, id: Id) -> None:
    """End a key for good."""
    keys.end_key(call.tx, call.user_id, id, call.door)


def _told(key: ApiKey) -> dict[str, object]:
    names = ("id", "name", "start", "scopes", "created_at", "expires_at", "used_at")
    return {name: getattr(key, name) for name in names}
