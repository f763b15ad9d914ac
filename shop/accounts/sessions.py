"""Sessions: one per signed-in device, kept alive by refresh tokens that are good for one use each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import bindparam, delete, update
from sqlalchemy import select as select_any
from sqlmodel import col, select

from models import LoginSession, RefreshToken, Staff, Tx, User
from shop.accounts.errors import AccountClosed, InvalidToken, SessionEnded, UnknownSession
from shop.accounts.known import WHO, Known
from shop.accounts.log import Door, note
from shop.accounts.secrets import digest, new_secret

# A repeat within this time is an answer that got lost on its way, not a thief.
GRACE: Final = timedelta(seconds=10)
KEPT: Final = timedelta(days=30)


class Limits(Struct, frozen=True):
    """How long a session lasts without use, and how many a person may have at once."""

    lasts: timedelta = timedelta(days=30)
    most: int = 10


class Opened(Struct, frozen=True):
    """A session, its person, and the refresh token that is told this once."""

    session: LoginSession
    user: User
    refresh_token: str


def open_session(tx: Tx, user: User, limits: Limits, door: Door, how: str) -> Opened:
    """Sign somebody in. The oldest of his sessions end where he would have too many."""
    if user.state != "active":
        raise AccountClosed(user.state)
    _forget_old(tx, user.id, door.now)
    mine = sessions_of(tx, user.id, door.now)
    for old in mine[max(limits.most - 1, 0) :]:
        _end(tx, old, "newer", door.now)
    session = tx.save(
        LoginSession(
            user_id=user.id,
            agent=door.agent,
            address=door.address,
            created_at=door.now,
            used_at=door.now,
            expires_at=door.now + limits.lasts,
        )
    )
    note(tx, "login.success", door, user.id, how=how, session=session.id)
    return Opened(session, user, _token(tx, session, door.now))


def _forget_old(tx: Tx, user_id: int, now: datetime) -> None:
    """Drop the tokens of sessions that ended long ago; the sessions themselves stay for the trail."""
    ended = select(LoginSession.id).where(col(LoginSession.user_id) == user_id)
    ended = ended.where(col(LoginSession.expires_at) < now - KEPT)
    tx.changed(delete(RefreshToken).where(col(RefreshToken.session_id).in_(ended)))


def refresh(tx: Tx, token: str, limits: Limits, door: Door) -> Opened | None:
    """A new refresh token for one that was not used yet. None where it was: then the whole family has ended, which the
    caller has to commit. InvalidToken, SessionEnded or AccountClosed where there is nothing to renew."""
    known = tx.exec(select(RefreshToken).where(col(RefreshToken.hash) == digest(token))).first()
    if known is None:
        raise InvalidToken
    # Held until the end: two who refresh at once take turns.
    mine = select(LoginSession).where(col(LoginSession.id) == known.session_id).with_for_update()
    session = tx.exec(mine.execution_options(populate_existing=True)).one()
    tx.refresh(known)
    user = live(tx, session, door.now)
    if known.used_at is not None and door.now - known.used_at > GRACE:
        _end(tx, session, "reuse", door.now)
        note(tx, "token.reused", door, user.id, session=session.id)
        return None
    known.used_at = known.used_at or door.now
    session.used_at, session.expires_at = door.now, door.now + limits.lasts
    session.agent, session.address = door.agent, door.address
    tx.save(session)
    return Opened(session, user, _token(tx, session, door.now))


_LASTS: tuple[Any, ...] = (LoginSession.ended_at, LoginSession.expires_at)
# Made once: making it takes as long as asking it.
_ENTERED = (
    select_any(*_LASTS, *WHO)
    .select_from(LoginSession)
    .join(User)
    .join(Staff, col(Staff.user_id) == User.id, isouter=True)
    .where(col(LoginSession.id) == bindparam("session"))
)


def entered(tx: Tx, session_id: int, now: datetime) -> Known:
    """The person of a session that goes on; SessionEnded or AccountClosed otherwise.

    Every request asks this, so it is one question to the database, for no more than is needed.
    """
    rows = tx.rows(_ENTERED, {"session": session_id})
    if not rows:
        raise SessionEnded
    _check(rows[0], rows[0].state, now)
    return Known.of(rows)


def live(tx: Tx, session: LoginSession, now: datetime) -> User:
    """The person of a session that goes on."""
    user = tx.session.get_one(User, session.user_id)
    _check(session, user.state, now)
    return user


def _check(session: Any, state: str, now: datetime) -> None:
    if session.ended_at is not None or now >= session.expires_at:
        raise SessionEnded
    if state != "active":
        raise AccountClosed(state)


def sessions_of(tx: Tx, user_id: int, now: datetime) -> list[LoginSession]:
    """Where somebody is signed in, the latest used first."""
    mine = (col(LoginSession.user_id) == user_id, col(LoginSession.ended_at).is_(None))
    found = select(LoginSession).where(*mine, col(LoginSession.expires_at) > now)
    return list(tx.exec(found.order_by(col(LoginSession.used_at).desc(), col(LoginSession.id).desc())))


def end_session(tx: Tx, user_id: int, session_id: int, door: Door) -> None:
    """Sign one device out; UnknownSession where it is none of this person's."""
    session = tx.get(LoginSession, session_id)
    if session is None or session.user_id != user_id:
        raise UnknownSession(session_id)
    if session.ended_at is None:
        _end(tx, session, "logout", door.now)
        note(tx, "logout", door, user_id, session=session_id)


def end_others(tx: Tx, user_id: int, keep: int | None, door: Door) -> int:
    """Sign every other device out: how many there were."""
    others = [one for one in sessions_of(tx, user_id, door.now) if one.id != keep]
    for session in others:
        _end(tx, session, "logout", door.now)
    if others:
        note(tx, "logout.others", door, user_id, sessions=len(others))
    return len(others)


def _end(tx: Tx, session: LoginSession, why: str, now: datetime) -> None:
    open_ = (col(LoginSession.id) == session.id, col(LoginSession.ended_at).is_(None))
    tx.changed(update(LoginSession).where(*open_).values(ended_at=now, ended_by=why))
    tx.refresh(session)


def _token(tx: Tx, session: LoginSession, now: datetime) -> str:
    token = new_secret()
    tx.save(RefreshToken(session_id=session.id, hash=digest(token), created_at=now))
    return token
