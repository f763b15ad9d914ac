"""What every answer looks like: the envelope, its words in the caller's language, its headers."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Request, Response
from msgspec import json
from pydantic import BaseModel
from werkzeug.datastructures import Headers

from api.refusals import status_of
from api.told import Told
from bot.render import languages, render
from shop.refusal import ShopError
from values import Money, Quantity

AREA: Final = "api"
JSON: Final = "application/json"
WORTH_PACKING: Final = 1000
HERE: Final = ZoneInfo("UTC")
# What RFC 6749 calls the failures of an endpoint that gives tokens.
OAUTH: Final = {"wrong_login": "invalid_grant", "invalid_token": "invalid_grant", "session_ended": "invalid_grant"}


@cache
def _languages() -> tuple[str, ...]:
    return languages()


def language_of(request: Request, own: str | None) -> str:
    """The language to answer in: the one asked for, else the caller's own, else English."""
    asked = request.accept_languages.best_match(_languages()) if request.accept_languages else None
    return asked or (own if own in _languages() else None) or "en"


def words(language: str, block: str, values: Mapping[str, Any] | None = None) -> str:
    """The message of an answer."""
    return render(language, AREA, block, values or {}, datetime.now(UTC), HERE)


@cache
def plain_words(language: str, block: str) -> bytes:
    """The message of an answer that tells nothing else, as JSON."""
    return json.encode(words(language, block))


def data_of(answer: Any) -> bytes:
    """What a view returned, as the JSON of `data`."""
    if answer is None:
        return b"null"
    if isinstance(answer, Told):
        return answer.data
    if isinstance(answer, BaseModel):
        return answer.model_dump_json().encode()
    return json.encode(told(answer))


def wrapped(status: int, message: bytes, data: bytes) -> bytes:
    """The envelope around a message and `data`, both JSON."""
    head = f'{{"status_code":{status},"success":{"true" if status < 400 else "false"},"message":'
    return b"".join((head.encode(), message, b',"data":', data, b"}"))


class Complete(Response):
    """An answer in whose headers nothing is missing and nothing has to be looked for."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """As they are, instead of a copy to which their length is added."""
        return self.headers


def refused(error: ShopError, language: str, request_id: str, *, plain: bool = False) -> Response:
    """The answer to a request that was refused: its code, its fields, the request's id and the words for them."""
    status = status_of(error)
    message = words(language, error.code, error.values)
    content: dict[str, Any] = {"status_code": status, "success": False, "message": message}
    content["data"] = {"code": error.code, "fields": told(error.values), "request_id": request_id}
    if plain:
        # Clients of OAuth2 look for these two.
        content |= {"error": OAUTH.get(error.code, "invalid_request"), "error_description": message}
    response = Complete(json.encode(content), status, content_type=JSON)
    response.headers["X-Request-Id"] = request_id
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        known = "" if error.code in ("login_needed", "wrong_login") else ', error="invalid_token"'
        response.headers["WWW-Authenticate"] = f'Bearer realm="bakul"{known}'
    if status == 503:
        response.headers["Retry-After"] = "1"
    if status == 429:
        response.headers["Retry-After"] = str(error.values["seconds"])
    return response


def told(value: Any) -> Any:
    """A value of a refusal as JSON: amounts and quantities as numbers, the currency beside an amount."""
    if isinstance(value, Money):
        return {"amount": told(value.main_units), "currency": value.currency}
    if isinstance(value, Quantity):
        return told(value.decimal)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): told(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [told(part) for part in value]
    return value


def etag_of(data: bytes) -> str:
    """The name of a state of something: it changes whenever what is told of it does."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def packed(request: Request, response: Response) -> Response:
    """The same answer, compressed where the caller takes that and it is worth it; one that comes piece by piece is not
    waited for."""
    if response.is_streamed:
        return response
    body = response.get_data()
    if len(body) < WORTH_PACKING or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.set_data(gzip.compress(body, 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
