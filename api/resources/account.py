"""One's own account: profile, password, and where one is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.calls import Call
from api.fields import Answer, Body, Email, Id, Name, Word
from api.routing import CUSTOMER, delete, get, post, put
from models import LoginSession, User, reading
from shop.accounts import people, secrets, sessions
from shop.accounts.errors import WrongLogin

Language = Literal["en", "es", "hi", "hi-Latn", "id"]
# Its rules are the operation's; here only how much is read at all.
Password = Annotated[str, StringConstraints(min_length=1, max_length=secrets.LONGEST)]
Preference = bool | int | Annotated[str, StringConstraints(max_length=200)]
Preferences = Annotated[dict[Annotated[str, StringConstraints(max_length=40)], Preference], Field(max_length=50)]


class ProfileBody(Body):
    """What may be changed of an account. What is left out or null stays; preferences are added to those there are."""

    name: Name | None = Field(None, examples=["Sri Melati"])
    email: Email | None = Field(None, examples=["sri@warung.example"])
    phone: Annotated[Word, Field(max_length=40)] | None = Field(None, examples=["+628111000009"])
    language: Language | None = Field(None, examples=["id"])
    preferences: Preferences | None = Field(None, examples=[{"theme": "dark"}])


class PasswordBody(Body):
    """A new password. Whoever has one already has to tell it."""

    current_password: Password | None = Field(None, examples=["melati di pagar biru"])
    new_password: Password = Field(examples=["anggrek di jendela putih"])


class StoreRole(Answer):
    """A store that somebody works in."""

    store_id: Id
    role: str = Field(examples=["owner"])


class AccountAnswer(Answer):
    """An account; `role` is the highest one: admin, vendor (owns a store), manager, staff or customer."""

    id: Id
    name: str = Field(examples=["Sri"])
    email: str | None = Field(examples=["sri@warung.example"])
    phone: str | None = Field(examples=["+628111000009"])
    language: str = Field(examples=["id"])
    role: str = Field(
        examples=["vendor"], json_schema_extra={"enum": ["admin", "vendor", "manager", "staff", "customer"]}
    )
    stores: list[StoreRole]
    preferences: dict[str, bool | int | str] = Field(examples=[{"theme": "dark"}])
    has_password: bool = Field(examples=[True])
    created_at: datetime = Field(examples=["2026-11-20T07:20:00Z"])


class SessionAnswer(Answer):
    """A device that is signed in."""

    id: Id
    agent: str = Field(examples=["Mozilla/5.0"])
    address: str = Field(examples=["203.0.113.9"])
    created_at: datetime = Field(examples=["2026-11-20T07:20:00Z"])
    used_at: datetime = Field(examples=["2026-11-21T07:20:00Z"])
    expires_at: datetime = Field(examples=["2026-12-21T07:20:00Z"])
    current: bool = Field(examples=[True])


class SessionsAnswer(Answer):
    """Every device that is signed in, the latest used first."""

    items: list[SessionAnswer]


class EndedAnswer(Answer):
    """How many devices were signed out."""

    ended: int = Field(examples=[2])


def account_of(user: User, roles: Mapping[int, str]) -> AccountAnswer:
    """An account as its person may see it."""
    return AccountAnswer(
        id=user.id,
        name=user.name,
        email=user.email,
        phone=user.phone,
        language=user.language,
        role=people.title(user, roles),
        stores=[StoreRole(store_id=store, role=role) for store, role in sorted(roles.items())],
        preferences={key: one for key, one in (user.preferences or {}).items() if key != people.NOTICES},
        has_password=user.password_hash is not None,
        created_at=user.created_at,
    )


@get("/auth/me", role=CUSTOMER, scope="account:read", limit="account.read")
def me(call: Call) -> AccountAnswer:
    """Show your account."""
    return account_of(call.user, call.caller.roles)


@put("/auth/me", role=CUSTOMER, limit="account.write", reads=me)
def update_me(call: Call, body: ProfileBody) -> AccountAnswer:
    """Change your profile and preferences."""
    changes = body.model_dump(exclude_none=True)
    return account_of(people.change_profile(call.tx, call.user, changes, call.now), call.caller.roles)


def _hashed(call: Call, body: PasswordBody) -> tuple[bool, str]:
    with reading() as tx:
        user = tx.session.get_one(User, call.caller.user.id if call.caller.user else 0)
    right = user.password_hash is None or secrets.matches(body.current_password or "", user.password_hash)
    names = (user.name, (user.email or "").partition("@")[0])
    return right, secrets.hashed(body.new_password, *names) if right else ""


@put("/auth/password", role=CUSTOMER, limit="login", before=_hashed, keeps=False)
def set_password(call: Call, body: PasswordBody) -> EndedAnswer:
    """Choose a new password. Every other device is signed out."""
    right, password_hash = call.prepared
    if not right:
        raise WrongLogin
    people.set_password(call.tx, call.user, password_hash, call.now)
    return EndedAnswer(ended=sessions.end_others(call.tx, call.user_id, call.caller.session_id, call.door))


@post("/auth/logout", role=CUSTOMER, limit="account.write")
def logout(call: Call) -> None:
    """Sign this device out: its tokens are good no longer."""
    sessions.end_session(call.tx, call.user_id, call.caller.session_id or 0, call.door)


@get("/auth/sessions", role=CUSTOMER, limit="account.read")
def list_sessions(call: Call) -> SessionsAnswer:
    """List the devices that are signed in."""
    found = sessions.sessions_of(call.tx, call.user_id, call.now)
    return SessionsAnswer(items=[_session(one, call.caller.session_id) for one in found])


@delete("/auth/sessions", role=CUSTOMER, limit="account.write")
def end_other_sessions(call: Call) -> EndedAnswer:
    """Sign every other device out."""
    return EndedAnswer(ended=sessions.end_others(call.tx, call.user_id, call.caller.session_id, call.door))


@delete("/auth/sessions/{id}", role=CUSTOMER, limit="account.write")
def end_session(call: Call, id: Id) -> None:
    """Sign one device out."""
    sessions.end_session(call.tx, call.user_id, id, call.door)


def _session(row: LoginSession, current: int | None) -> SessionAnswer:
    return SessionAnswer(
        id=row.id,
        agent=row.agent,
        address=row.address,
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
        current=row.id == current,
    )
