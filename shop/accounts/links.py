"""Links that sign somebody in once, sent into his chat: no password, no phone number needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select

from models import LoginLink, Tx, User
from shop.accounts.errors import AccountClosed, UnknownLink
from shop.accounts.log import Door, note
from shop.accounts.secrets import digest, new_secret

GOOD_FOR: Final = timedelta(minutes=10)


def make_link(tx: Tx, user: User, door: Door) -> str:
    """The token of a new link, good for ten minutes. Links given before are good no longer."""
    if user.state != "active":
        raise AccountClosed(user.state)
    unused = (col(LoginLink.user_id) == user.id, col(LoginLink.used_at).is_(None))
    tx.changed(update(LoginLink).where(*unused).values(used_at=door.now))
    token = new_secret()
    tx.save(LoginLink(user_id=user.id, hash=digest(token), created_at=door.now, expires_at=door.now + GOOD_FOR))
    note(tx, "link.sent", door, user.id)
    return token


def user_of_link(tx: Tx, token: str, door: Door) -> User:
    """Whom a link is for, without using it up; UnknownLink for one that is none, was used or is too old."""
    link = tx.exec(select(LoginLink).where(col(LoginLink.hash) == digest(token))).first()
    if link is None or link.used_at is not None or door.now >= link.expires_at:
        raise UnknownLink
    return tx.session.get_one(User, link.user_id)


def use_link(tx: Tx, token: str, door: Door) -> User:
    """Use a link up: whom it signs in. Of two who use it at once one is refused."""
    user = user_of_link(tx, token, door)
    unused = (col(LoginLink.hash) == digest(token), col(LoginLink.used_at).is_(None))
    if not tx.changed_one(update(LoginLink).where(*unused).values(used_at=door.now)):
        raise UnknownLink
    return user
