"""Coming in: accounts, and the tokens that a password, a link or an older token is exchanged for."""

from __future__ import annotations

import secrets as random
from datetime import timedelta
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import AfterValidator, AliasChoices, Field

from api.calls import Call
from api.fields import Answer, Body, Email, Name
from api.resources.account import AccountAnswer, Language, Password, account_of
from api.routing import ANYONE, Refused, post
from api.tokens import access_token
from models import User, reading
from shop.accounts import links, people, secrets, sessions
from shop.accounts.errors import SessionEnded, WrongLogin
from shop.accounts.log import note

# However it is spelled, it is one name: tries are counted by it.
LoginName = Annotated[Name, AfterValidator(people.login_name)]


class NewAccountBody(Body):
    """Who wants an account."""

    name: Name = Field(examples=["Sri"])
    email: Email = Field(examples=["sri@warung.example"])
    password: Password = Field(examples=["melati di pagar biru"])
    language: Language = Field("en", examples=["id"])


class LoginBody(Body):
    """What OAuth2 calls the password grant; `username` is an e-mail address, or the number somebody chats from."""

    username: LoginName = Field(validation_alias=AliasChoices("username", "email"), examples=["sri@warung.example"])
    password: Password = Field(examples=["melati di pagar biru"])
    grant_type: Literal["password"] = "password"


class LinkBody(Body):
    """The token at the end of a link that came by chat."""

    token: Name = Field(examples=["pq7n0Zq3b3w0Wn3mJt2v8yQ5rY1sXo4uKd6fHg9lEaM"])


class RefreshBody(Body):
    """A refresh token; it is good for one use."""

    refresh_token: Name = Field(examples=["pq7n0Zq3b3w0Wn3mJt2v8yQ5rY1sXo4uKd6fHg9lEaM"])
    grant_type: Literal["refresh_token"] = "refresh_token"


class TokenAnswer(Answer):
    """Tokens, as OAuth2 (RFC 6749) tells them."""

    access_token: str = Field(examples=["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI4In0.c2lnbmF0dXJl"])
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = Field(examples=[900], description="Seconds.")
    refresh_token: str = Field(examples=["pq7n0Zq3b3w0Wn3mJt2v8yQ5rY1sXo4uKd6fHg9lEaM"])


class Tried(Struct, frozen=True):
    """Whose account a login was tried on, if there is one, and whether the password was right."""

    user_id: int | None
    right: bool


def limits_of(call: Call) -> sessions.Limits:
    """How long sessions last and how many a person may have."""
    return sessions.Limits(timedelta(days=call.settings.session_days), call.settings.most_sessions)


def tokens(call: Call, opened: sessions.Opened) -> TokenAnswer:
    """The tokens of a session that was opened or renewed."""
    token = access_token(call.settings, opened.user.id, opened.session.id, random.token_hex(8), call.now)
    return TokenAnswer(
        access_token=token, expires_in=60 * call.settings.access_minutes, refresh_token=opened.refresh_token
    )


def _hashed(_call: Call, body: NewAccountBody) -> str:
    # Before the transaction: a hash takes longer than anything in it.
    return secrets.hashed(body.password, body.name, body.email.partition("@")[0])


def _compared(_call: Call, body: LoginBody) -> Tried:
    with reading() as tx:
        user = people.find_account(tx, body.username)
    right = secrets.matches(body.password, user.password_hash if user else None)
    return Tried(user.id if user else None, right)


@post("/auth/register", role=ANYONE, limit="register", status=201, before=_hashed, keeps=False)
def register(call: Call, body: NewAccountBody) -> AccountAnswer:
    """Open an account. Log in afterwards."""
    new = people.NewAccount(body.name, body.email, call.prepared, body.language)
    user = people.open_account(call.tx, new, call.now)
    return account_of(user, {})


@post(
    "/auth/login",
    role=ANYONE,
    limit="login",
    counts=("username",),
    before=_compared,
    plain=True,
    form=True,
    keeps=False,
)
def login(call: Call, body: LoginBody) -> TokenAnswer | Refused:
    """Log in with name and password. Whether the account exists is not told."""
    tried: Tried = call.prepared
    if not tried.right or tried.user_id is None:
        note(call.tx, "login.failed", call.door, tried.user_id, how="password")
        return Refused(WrongLogin())
    user = call.tx.session.get_one(User, tried.user_id)
    return tokens(call, sessions.open_session(call.tx, user, limits_of(call), call.door, "password"))


@post("/auth/link", role=ANYONE, limit="login", plain=True, keeps=False)
def link(call: Call, body: LinkBody) -> TokenAnswer:
    """Log in with the token of a link, which the shop sends to whoever writes LOGIN in the chat. It works once."""
    user = links.use_link(call.tx, body.token, call.door)
    return tokens(call, sessions.open_session(call.tx, user, limits_of(call), call.door, "link"))


@post("/auth/refresh", role=ANYONE, limit="refresh", plain=True, form=True, keeps=False)
def refresh(call: Call, body: RefreshBody) -> TokenAnswer | Refused:
    """Get new tokens for a refresh token. One that was used before ends its whole session."""
    renewed = sessions.refresh(call.tx, body.refresh_token, limits_of(call), call.door)
    return Refused(SessionEnded()) if renewed is None else tokens(call, renewed)
