"""Refusals at the door."""

from __future__ import annotations

from shop.refusal import WebError, refusal


@refusal
class WrongLogin(WebError):
    """No account has that name with that password. Which of the two is wrong is never told."""


@refusal
class InvalidToken(WebError):
    """The token or key is none of ours, or was changed."""


@refusal
class TokenExpired(WebError):
    """The token was good until a moment ago: a refresh token gets a new one."""


@refusal
class SessionEnded(WebError):
    """The session was ended: by its owner, by a newer one, by its age, or because a refresh token was used twice."""


@refusal
class AccountClosed(WebError):
    """The account is `suspended` or `deleted`."""

    state: str


@refusal
class WeakPassword(WebError):
    """The password is `short`, holds too `few` different characters, or tells the account's own `name`."""

    why: str
    shortest: int


@refusal
class EmailTaken(WebError):
    """Another account has that address."""


@refusal
class UnknownLink(WebError):
    """The link is none of ours, was used before, or is too old."""


@refusal
class UnknownSession(WebError):
    """The account has no such session."""

    id: int


@refusal
class UnknownKey(WebError):
    """The account has no such key."""

    id: int


@refusal
class UnknownNotice(WebError):
    """There is no such notice, or it is somebody else's."""

    id: int
