"""The way of a request: who, how often, what; one transaction; the answer. The same for every route."""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from inspect import signature
from typing import Any, Final

from flask import Request, Response, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from api import headers, limiter
from api.callers import Caller, caller_of, credential_in
from api.calls import Call
from api.envelope import JSON, Complete, data_of, etag_of, language_of, packed, plain_words, refused, wrapped
from api.keeping import Answered, kept, note_change
from api.limits import limits
from api.parsing import arguments
from api.refusals import ChangedMeanwhile, Internal, Invalid, TooManyRequests, Unavailable
from api.routing import Refused, Route
from models import Tx, look_back, reading, transaction
from settings import Settings
from shop.accounts.log import Door
from shop.refusal import ShopError

log = logging.getLogger(__name__)

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
# PostgreSQL chose this transaction to break a deadlock or a conflict: the next try meets nobody.
AGAIN: Final = ("40001", "40P01")
MOST_TRIES: Final = 3


def answer(route: Route, settings: Settings, paths: dict[str, Any]) -> Response:
    """Answer the current request by a route."""
    door = Door(datetime.now(UTC), address_of(request, settings), request.headers.get("User-Agent", ""))
    asked_id = request.headers.get("X-Request-Id", "")
    request_id = asked_id if REQUEST_ID.fullmatch(asked_id) else uuid.uuid4().hex
    call = Call(route, Caller(), door, request_id, language_of(request, None), settings)
    try:
        response = packed(request, _reading(call, paths) if route.only_reads else _admitted(call, paths))
    except ShopError as error:
        response = refused(error, call.language, request_id, plain=route.plain)
    except (DBAPIError, PoolTimeout):
        log.exception("request_without_database", extra={"request_id": request_id, "route": route.name})
        response = refused(Unavailable(), call.language, request_id, plain=route.plain)
    except HTTPException:
        response = refused(Invalid({"body": {"rule": "unreadable"}}), call.language, request_id, plain=route.plain)
    except Exception:
        log.exception("request_failed", extra={"request_id": request_id, "route": route.name})
        response = refused(Internal(), call.language, request_id, plain=route.plain)
    response.headers.setdefault("X-Request-Id", request_id)
    response.headers.extend(call.headers)
    return response


def address_of(received: Request, settings: Settings) -> str:
    """Where a request comes from: as many proxies back as are ours, since anybody may write the header before them."""
    hops = [part.strip() for part in received.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.trusted_proxies and len(hops) >= settings.trusted_proxies:
        return hops[-settings.trusted_proxies]
    return received.remote_addr or ""


def _reading(call: Call, paths: dict[str, Any]) -> Response:
    """All of a request that only reads, on one connection: what it holds open while Redis is asked locks nobody out."""
    with reading() as tx:
        tx.request, call.open = call.request_id, tx
        return _admitted(call, paths)


def _admitted(call: Call, paths: dict[str, Any]) -> Response:
    """Who it is, whether he may, whether not too often; then what he wants."""
    problem: ShopError | None = None
    try:
        if credential := credential_in(request):
            with nullcontext(call.open) if call.open else reading() as tx:
                call.caller = caller_of(tx, credential, call.settings, call.door.now)
    except ShopError as error:
        problem = error
    if call.caller.user is not None:
        call.language = language_of(request, call.caller.user.language)
    _count(call, call.caller.name or call.door.address)
    if problem is not None:
        raise problem
    call.caller.need(call.route)
    headers.check(call.route, request.headers)
    given = arguments(call.route, request, paths)
    for field in call.route.counts:
        value = str(getattr(given["body"], field)).casefold()
        _count(call, f"{field}:{hashlib.sha256(value.encode()).hexdigest()[:32]}")
    if call.route.before is not None:
        call.prepared = call.route.before(call, **given)
    return _carried_out(call, given)


def _count(call: Call, who: str) -> None:
    limit = limits(call.settings.rate_limits)[call.route.limit]
    standing = limiter.count(call.route.limit, who, limit)
    if standing is None:
        return
    call.headers.update(standing.headers)
    if standing.wait:
        raise TooManyRequests(limit.most, standing.wait)


def _carried_out(call: Call, given: dict[str, Any]) -> Response:
    done = look_back(lambda tx: _seen(call, given, tx)) if call.route.looks_back else _tried(call, given)
    if isinstance(done, Response):
        return done
    if done.refusal is not None:
        raise done.refusal
    return _response(call, done)


def _seen(call: Call, given: dict[str, Any], tx: Tx) -> Answered | Response:
    call.open = tx
    return _done(call, given)


def _tried(call: Call, given: dict[str, Any]) -> Answered | Response:
    for _ in range(MOST_TRIES - 1):
        try:
            return _once(call, given)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in AGAIN:
                raise
    return _once(call, given)


def _once(call: Call, given: dict[str, Any]) -> Answered | Response:
    with _opened(call) as tx:
        return kept(call, request, tx, lambda: _done(call, given))


@contextmanager
def _opened(call: Call) -> Iterator[Tx | None]:
    """The transaction of a request: its own for one that may write, none for a route that opens its own."""
    if call.route.only_reads or call.route.alone:
        yield call.open
        return
    with transaction() as tx:
        tx.request, call.open = call.request_id, tx
        yield tx
    call.open = None


def _done(call: Call, given: dict[str, Any]) -> Answered | Response:
    """What the view says, once it is settled that what it is about is what the caller thinks it is."""
    route = call.route
    if route.reads is not None and "If-Match" in request.headers:
        known = signature(route.reads).parameters
        named = {name: given[name] for name in route.paths if name in known}
        etag = etag_of(data_of(route.reads(call, **named)))
        if not request.if_match.contains(etag.strip('"')):
            raise ChangedMeanwhile(etag)
    said = route.view(call, **given)
    if isinstance(said, Response):
        return said
    if isinstance(said, Refused):
        return Answered(0, b"", refusal=said.error)
    if route.writes and call.open is not None:
        note_change(call, request.path)
    data = data_of(said)
    if route.plain:
        return Answered(route.status, data)
    message = plain_words(call.language, "created" if route.status == 201 else "ok")
    etag = etag_of(data) if route.reads is not None or not route.writes else ""
    return Answered(route.status, wrapped(route.status, message, data), etag)


def _response(call: Call, done: Answered) -> Response:
    told = [
        ("Content-Language", call.language),
        ("Vary", "Accept-Encoding, Accept-Language, Authorization, X-API-Key"),
        ("Cache-Control", "private, no-cache" if done.etag and not call.route.writes else "no-store"),
        ("X-Request-Id", call.request_id),
    ]
    if done.again:
        told.append(("Idempotency-Replayed", "true"))
    if done.etag:
        told.append(("ETag", done.etag))
        if not call.route.writes and request.if_none_match.contains(done.etag.strip('"')):
            return Response(status=304, headers=told)
    return Complete(done.body, done.status, [("Content-Type", JSON), *told])
