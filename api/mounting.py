"""The API as a part of the web application: every route under both prefixes, and headers that every answer has."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final, get_args

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from api import resources
from api.answering import answer
from api.envelope import language_of, refused
from api.limits import limits
from api.refusals import MethodNotAllowed, NotFound
from api.routing import PREFIXES, ROUTES, Route
from settings import Settings
from shop.accounts import secrets

METHODS: Final = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
SENT: Final = (
    "Authorization, X-API-Key, Content-Type, Accept-Language, If-Match, If-None-Match, Idempotency-Key, X-Session-Id"
)
SHOWN: Final = (
    "ETag, Retry-After, X-Request-Id, X-Session-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
)
CAREFUL: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
PARAMETER: Final = re.compile(r"{(\w+)}")


def load() -> None:
    """Declare every route: importing a file of `api.resources` does."""
    for module in iter_modules(resources.__path__):
        import_module(f"{resources.__name__}.{module.name}")


def mount(app: Flask, settings: Settings) -> None:
    """Let an application answer the whole API."""
    load()
    limits(settings.rate_limits)  # a slip in the setting is told at the start
    secrets.set_cost(settings.password_memory, settings.password_rounds)
    blueprint = Blueprint("api", __name__)
    for route in ROUTES:
        for number, prefix in enumerate(PREFIXES):
            rule = prefix + _rule(route)
            name = f"{route.name}:{number}".replace(".", "_")
            view = _view(route, settings)
            blueprint.add_url_rule(rule, name, view, methods=[route.method], strict_slashes=False)
    blueprint.after_request(lambda response: _with_headers(response, settings))
    app.register_blueprint(blueprint)
    app.register_error_handler(404, lambda error: _lost(error, settings))
    app.register_error_handler(405, lambda error: _lost(error, settings))


def _rule(route: Route) -> str:
    """The path with its parameters: numbers where they are numbers, so that `/orders/search` is no order."""

    def part(found: re.Match[str]) -> str:
        kinds = (route.paths[found[1]], *get_args(route.paths[found[1]]))
        return f"<int:{found[1]}>" if int in kinds else f"<{found[1]}>"

    return PARAMETER.sub(part, route.path)


def _view(route: Route, settings: Settings) -> Callable[..., Response]:
    def view(**paths: Any) -> Response:
        return answer(route, settings, paths)

    return view


def _lost(error: HTTPException, settings: Settings) -> Any:
    """An address of the API that is none, or not for that method; other addresses are answered as ever."""
    if not request.path.startswith("/api/"):
        return error
    allowed = tuple(sorted(getattr(error, "valid_methods", None) or ()))
    refusal = MethodNotAllowed(allowed) if error.code == 405 else NotFound()
    response = refused(refusal, language_of(request, None), uuid.uuid4().hex)
    if allowed:
        response.headers["Allow"] = ", ".join(allowed)
    return _with_headers(response, settings)


def _with_headers(response: Response, settings: Settings) -> Response:
    """What browsers are told: guess nothing, show it nowhere, and which other pages may read it."""
    response.headers.extend(CAREFUL)
    origin, allowed = request.headers.get("Origin", ""), settings.cors_origins.split()
    if origin and ("*" in allowed or origin in allowed):
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response.headers["Access-Control-Expose-Headers"] = SHOWN
        response.headers.add("Vary", "Origin")
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = SENT
            response.headers["Access-Control-Max-Age"] = "600"
    return response
