"""Keys for other programs: shown once, kept as a hash, limited to scopes, ended at will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import bindparam, update
from sqlalchemy import select as select_any
from sqlmodel import col, select

from models import ApiKey, Staff, Tx, User
from shop.accounts.errors import AccountClosed, InvalidToken, UnknownKey
from shop.accounts.known import WHO, Known
from shop.accounts.log import Door, note
from shop.accounts.secrets import digest, new_secret
from shop.errors import NotAValue

BEGINS: Final = "bk_"
SHOWN: Final = 10
MOST: Final = 50
# How exactly it is known when a key was last used: a write with each request would cost more than it tells.
USED_EVERY: Final = timedelta(hours=1)


def make_key(
    tx: Tx, user: User, name: str, scopes: Sequence[str], expires_at: datetime | None, door: Door
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is never shown again. A person has a limited number of them."""
    if len(keys_of(tx, user.id)) >= MOST or (expires_at is not None and expires_at <= door.now):
        raise NotAValue("key")
    secret = BEGINS + new_secret()
    key = tx.save(
        ApiKey(
            user_id=user.id,
            name=name,
            start=secret[:SHOWN],
            hash=digest(secret),
            scopes=sorted(set(scopes)),
            created_at=door.now,
            expires_at=expires_at,
        )
    )
    note(tx, "key.made", door, user.id, key=key.id, scopes=key.scopes)
    return key, secret


class Used(Struct, frozen=True):
    """A key in use: what it covers, when that was last noted, and whom it acts for."""

    id: int
    scopes: frozenset[str]
    used_at: datetime | None
    person: Known


_KEY: tuple[Any, ...] = (ApiKey.scopes, ApiKey.used_at, ApiKey.ended_at, ApiKey.expires_at)
# Made once: making it takes as long as asking it.
_USED = (
    select_any(col(ApiKey.id).label("key_id"), *_KEY, *WHO)
    .select_from(ApiKey)
    .join(User)
    .join(Staff, col(Staff.user_id) == User.id, isouter=True)
    .where(col(ApiKey.hash) == bindparam("hash"))
)


def key_of(tx: Tx, secret: str, now: datetime) -> Used:
    """The key with that secret; InvalidToken where it is none, has ended or is too old, AccountClosed."""
    rows = tx.rows(_USED, {"hash": digest(secret)})
    key = rows[0] if rows else None
    if key is None or key.ended_at is not None or (key.expires_at is not None and now >= key.expires_at):
        raise InvalidToken
    if key.state != "active":
        raise AccountClosed(key.state)
    return Used(key.key_id, frozenset(key.scopes), key.used_at, Known.of(rows))


def note_use(tx: Tx, key_id: int, now: datetime) -> None:
    """Remember that a key was used just now."""
    tx.changed(update(ApiKey).where(col(ApiKey.id) == key_id).values(used_at=now))


def keys_of(tx: Tx, user_id: int) -> list[ApiKey]:
    """The keys of a person that have not ended, newest first."""
    mine = select(ApiKey).where(col(ApiKey.user_id) == user_id, col(ApiKey.ended_at).is_(None))
    return list(tx.exec(mine.order_by(col(ApiKey.id).desc())))


def end_key(tx: Tx, user_id: int, key_id: int, door: Door) -> None:
    """End a key for good; UnknownKey where it is none of this person's."""
    key = tx.get(ApiKey, key_id)
    if key is None or key.user_id != user_id or key.ended_at is not None:
        raise UnknownKey(key_id)
    key.ended_at = door.now
    tx.save(key)
    note(tx, "key.ended", door, user_id, key=key_id)
