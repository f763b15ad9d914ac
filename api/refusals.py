"""Refusals of the web layer itself, and which status each refusal is answered with."""

from __future__ import annotations

from typing import Any, Final

from shop.refusal import ShopError, WebError, refusal


@refusal
class LoginNeeded(WebError):
    """Nobody is signed in, and this is not for everybody."""


@refusal
class ScopeMissing(WebError):
    """The key does not cover this: it needs the scope, or it is nothing that keys may do (empty)."""

    scope: str


@refusal
class Invalid(WebError):
    """The request is not what the document of the API says; `problems` names each field with the rule it breaks."""

    problems: dict[str, Any]


@refusal
class NotFound(WebError):
    """There is nothing at that address."""


@refusal
class MethodNotAllowed(WebError):
    """There is something at that address, but not for this method."""

    allowed: tuple[str, ...]


@refusal
class TooLarge(WebError):
    """The body is larger than this address takes, in bytes."""

    most: int


@refusal
class WrongContentType(WebError):
    """The body is of another type than this address takes."""

    takes: str


@refusal
class TooManyRequests(WebError):
    """The limit is used up; seconds until the next request is allowed."""

    limit: int
    seconds: int


@refusal
class ChangedMeanwhile(WebError):
    """What was to be changed is not what the `If-Match` header names any more; `etag` is what it is now."""

    etag: str


@refusal
class StoreNeeded(WebError):
    """Whoever works in several stores, or in none, has to say which one is meant."""

    stores: tuple[int, ...]


@refusal
class Unavailable(WebError):
    """The database did not answer; a moment later it may."""


@refusal
class Internal(WebError):
    """A fault of ours; the log has it under the request's id."""


# Every other refusal is a rule of the shop that said no: 400.
STATUSES: Final = {
    "login_needed": 401,
    "wrong_login": 401,
    "invalid_token": 401,
    "token_expired": 401,
    "session_ended": 401,
    "account_closed": 403,
    "not_allowed": 403,
    "scope_missing": 403,
    "not_found": 404,
    "unknown_product": 404,
    "unknown_order": 404,
    "unknown_store": 404,
    "unknown_person": 404,
    "unknown_review": 404,
    "unknown_session": 404,
    "unknown_key": 404,
    "unknown_link": 404,
    "unknown_notice": 404,
    "not_in_cart": 404,
    "unknown_schedule": 404,
    "unknown_seller": 404,
    "unknown_product_review": 404,
    "unknown_image": 404,
    "unknown_choice": 404,
    "method_not_allowed": 405,
    "changed_meanwhile": 412,
    "too_large": 413,
    "wrong_content_type": 415,
    "invalid": 422,
    "key_reused": 422,
    "too_many_requests": 429,
    "internal": 500,
    "assistant_spent": 429,
    "assistant_silent": 503,
    "unavailable": 503,
}


def status_of(error: ShopError) -> int:
    """The HTTP status of a refusal."""
    return STATUSES.get(error.code, 400)
