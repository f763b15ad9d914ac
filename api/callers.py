"""Who calls: nobody known, a person in a session, or a program with a key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask import Request
from msgspec import Struct

from api.refusals import LoginNeeded, ScopeMissing
from api.routing import ADMIN, ANYONE, CUSTOMER, Route
from api.tokens import session_in
from models import Tx, transaction
from settings import Settings
from shop.accounts import keys, sessions
from shop.accounts.errors import InvalidToken
from shop.accounts.known import Known
from shop.actors import RANKS
from shop.errors import NotAllowed

BEARER: Final = "bearer "


class Caller(Struct, frozen=True):
    """Who makes a request: `roles` are the stores he works in, `scopes` what his key covers (None: no key)."""

    user: Known | None = None
    session_id: int | None = None
    key_id: int | None = None
    scopes: frozenset[str] | None = None

    @property
    def roles(self) -> Mapping[int, str]:
        return self.user.roles if self.user else {}

    @property
    def name(self) -> str:
        """`user:8`, or nothing for strangers."""
        return f"user:{self.user.id}" if self.user else ""

    @property
    def admin(self) -> bool:
        return self.user is not None and self.user.admin

    @property
    def role(self) -> str:
        """The highest role: anyone, customer, staff, manager, owner or admin."""
        if self.user is None:
            return ANYONE
        if self.admin:
            return ADMIN
        return max(self.roles.values(), key=lambda role: RANKS[role], default=CUSTOMER)

    def need(self, route: Route) -> None:
        """Refuse whoever may not call a route: strangers, lower roles, keys without its scope."""
        if route.role != ANYONE and self.user is None:
            raise LoginNeeded
        if self.scopes is not None and route.scope not in self.scopes:
            raise ScopeMissing(route.scope)
        if route.role != ANYONE and RANKS[self.role] < RANKS[route.role]:
            raise NotAllowed(route.role)


def credential_in(request: Request) -> str:
    """The token or key that a request carries, empty if none; InvalidToken for another kind of credential."""
    key = request.headers.get("X-API-Key", "").strip()
    told = request.headers.get("Authorization", "").strip()
    if told and told[: len(BEARER)].lower() != BEARER:
        raise InvalidToken
    return told[len(BEARER) :].strip() or key


def caller_of(tx: Tx, credential: str, settings: Settings, now: datetime) -> Caller:
    """Who a token or key stands for. Refused where it is wrong, too old or ended."""
    if credential.startswith(keys.BEGINS):
        return _by_key(tx, credential, now)
    user_id, session_id = session_in(settings, credential, now)
    known = sessions.entered(tx, session_id, now)
    if known.id != user_id:
        raise InvalidToken
    return Caller(known, session_id)


def _by_key(tx: Tx, secret: str, now: datetime) -> Caller:
    key = keys.key_of(tx, secret, now)
    if key.used_at is None or now - key.used_at > keys.USED_EVERY:
        with transaction() as own:
            keys.note_use(own, key.id, now)
    return Caller(key.person, None, key.id, key.scopes)
