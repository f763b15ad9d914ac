"""Accounts themselves: opening one, what is known of it, which role it has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import func
from sqlmodel import col, select

from models import Tx, User, UserAddress
from shop.accounts.errors import EmailTaken
from shop.actors import RANKS, Actor
from shop.errors import NotAValue
from shop.events import record

# What a person is called over REST by the highest role in a store.
TITLES: Final = {"owner": "vendor", "manager": "manager", "staff": "staff"}
# Among a person's preferences, what has operations of its own.
NOTICES: Final = "notifications"


class NewAccount(Struct, frozen=True):
    """What is asked of somebody who opens an account; the password comes as its hash."""

    name: str
    email: str
    password_hash: str
    language: str = "en"


def email_key(email: str) -> str:
    """The form of an e-mail address by which accounts are told apart."""
    return email.strip().casefold()


def open_account(tx: Tx, new: NewAccount, now: datetime) -> User:
    """A new account; EmailTaken where another one has the address."""
    values = {"name": new.name, "email": email_key(new.email), "password_hash": new.password_hash}
    fixed = {"language": new.language, "created_at": now, "pin_failures": 0, "state": "active", "admin": False}
    key = tx.insert_once(User, values | fixed)
    if key is None:
        raise EmailTaken
    user = tx.session.get_one(User, key)
    record(tx, "account.opened", user, Actor.user(user.id, "customer"), now)
    return user


def login_name(name: str) -> str:
    """The form of a name to log in with by which accounts are told apart: an e-mail address, or a number's digits."""
    return email_key(name) if "@" in name else "".join(sign for sign in name if sign.isdigit())


def find_account(tx: Tx, name: str) -> User | None:
    """The account of an e-mail address, or of the phone number that somebody writes from by chat."""
    key = login_name(name)
    if "@" in key:
        return tx.exec(select(User).where(col(User.email) == key)).first()
    if len(key) < 7:
        return None
    known = col(UserAddress.external_id).in_((f"whatsapp:+{key}", f"+{key}"))
    return tx.exec(select(User).join(UserAddress).where(known)).first()


def title(user: User, roles: Mapping[int, str]) -> str:
    """What somebody is by his highest role: admin, vendor (owns a store), manager, staff or customer."""
    if user.admin:
        return "admin"
    highest = max(roles.values(), key=lambda role: RANKS[role], default="")
    return TITLES.get(highest, "customer")


def change_profile(tx: Tx, user: User, changes: Mapping[str, Any], now: datetime) -> User:
    """Change name, e-mail address, phone, language or preferences; what is not among the changes stays."""
    changes = dict(changes)
    email = changes.pop("email", None)
    if email is not None and email_key(email) != user.email:
        same = select(func.count(col(User.id))).where(col(User.email) == email_key(email), col(User.id) != user.id)
        if tx.exec(same).one():
            raise EmailTaken
        user.email = email_key(email)
    preferences = changes.pop("preferences", None)
    if preferences is not None:
        if NOTICES in preferences:
            raise NotAValue(NOTICES)
        user.preferences = {**(user.preferences or {}), **preferences}
    for field, value in changes.items():
        if field not in ("name", "phone", "language"):
            raise NotAValue(field)
        setattr(user, field, value)
    tx.save(user)
    record(tx, "account.changed", user, Actor.user(user.id, "customer"), now, fields=sorted(changes))
    return user


def set_password(tx: Tx, user: User, password_hash: str, now: datetime) -> None:
    """Keep the hash of a new password. Sessions that should end with the old one are the caller's to end."""
    user.password_hash = password_hash
    tx.save(user)
    record(tx, "account.password", user, Actor.user(user.id, "customer"), now)


def set_admin(tx: Tx, user: User, admin: bool, now: datetime) -> None:
    """Let somebody look after the whole installation, or no longer."""
    user.admin = admin
    tx.save(user)
    record(tx, "account.admin", user, Actor.user(user.id, "admin"), now, admin=admin)
